// Links to other records.
import type { ChangeRecord } from '#contract/change.ts';
import { refusalOf } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { figure } from '../../ui/words.ts';
import s from './record.module.css';

export function Links({ record, onLink }: { record: ChangeRecord; onLink: () => void }) {
  return (
    <Card title="Links" aside={record.links.length > 0 ? figure(record.links.length) : undefined}>
      {record.links.length === 0 && <p className="dim">Nothing is linked yet. A link says that this change belongs to, affects, causes or resolves another record, or is evidenced by one.</p>}
      <ul className={s.links}>{record.links.map((l) => <li key={`${l.kind} ${l.to}`}><span className="dim">{l.kind.replaceAll('-', ' ')}</span>{l.record === 'change' ? <a className="mono" href={hrefOf({ place: 'change', change: l.to })}>{l.to}</a> : <span className={l.record === 'item' ? undefined : 'mono'}>{l.to}</span>}<bdi className="trunc">{l.label}</bdi></li>)}</ul>
      <Button kind="quiet" refusal={refusalOf(record.may['link'])} onPress={onLink}>Link…</Button>
    </Card>
  );
}
