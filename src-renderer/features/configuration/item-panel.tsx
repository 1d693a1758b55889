// One item: what is said of it and by whom, how that came to be, what it is related to, and who lists it.
import { useState } from 'react';
import { Pencil } from 'lucide-react';
import type { ItemRecord, ItemValue, RelationRow } from '#contract/configuration.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { CardHead, Panel, Section } from '../../ui/surfaces.tsx';
import { formatAgo, formatShortDay } from '../../ui/time-words.ts';
import { capital, counted, figure } from '../../ui/words.ts';
import { lifecycleWords, relationWords, stateOf, tierWord } from './configuration-words.ts';
import { ItemDialog } from './item-dialog.tsx';
import { RelateDialog } from './relate-dialog.tsx';
import s from './configuration.module.css';

type Props = { item: string; services: readonly string[]; onShow: (item: string) => void; onClose: () => void };
export function ItemPanel({ item, services, onShow, onClose }: Props) {
  const answer = useQuery('item.show', { item });
  useActions([{ id: 'item.close', label: 'Close the item', hotkey: 'Escape', group: 'Configuration', isSilent: true, run: onClose }]);
  if (answer.value) return <Shown record={answer.value} services={services} onShow={onShow} onClose={onClose} />;
  return <Panel label="Item" className={s.panel} header={<CardHead title="Item" aside={<Button kind="quiet" hotkey="Escape" onPress={onClose}>Close</Button>} />}><RefusalLine refusal={answer.error} /></Panel>;
}

function Shown({ record, services, onShow, onClose }: Omit<Props, 'item'> & { record: ItemRecord }) {
  const [asking, setAsking] = useState<'edit' | 'relate' | null>(null);
  const refusal = refusalOf(record.mayKeep);
  const { word, isMissing } = stateOf(record);
  useActions([
    { id: 'item.edit', label: `Edit ${record.name}`, hotkey: 'E', group: 'Configuration', may: record.mayKeep, run: () => { setAsking('edit'); } },
    { id: 'item.relate', label: `Relate ${record.name}…`, hotkey: 'L', group: 'Configuration', may: record.mayKeep, run: () => { setAsking('relate'); } },
  ]);
  const close = (): void => { setAsking(null); };
  return (
    <Panel label={record.name} className={s.panel} header={(
      <>
        <CardHead title={<bdi>{record.name}</bdi>} aside={<Button kind="quiet" hotkey="Escape" onPress={onClose}>Close</Button>} />
        <p className={s.meta}>{isMissing ? <SignalMark signal="gap">{word} since {formatShortDay(record.missingAt!)}</SignalMark> : <span>{word}</span>}{record.tier !== null && <span>{tierWord(record.tier)}</span>}<span className="dim">{record.sources.length === 0 ? 'registered by hand' : `listed by ${record.sources.join(', ')}`}</span></p>
      </>
    )} footer={<><Button hotkey="E" icon={<Pencil aria-hidden="true" />} refusal={refusal} onPress={() => { setAsking('edit'); }}>Edit</Button><Button hotkey="L" refusal={refusal} onPress={() => { setAsking('relate'); }}>Relate…</Button></>}>
      <Values values={record.values.filter((v) => v.value !== '' || v.also.length > 0)} />
      <Relations record={record} onShow={onShow} />
      {record.sightings.length > 0 && <Section title="Who lists it"><ul className={s.lines}>{record.sightings.map((x) => <li key={x.source}><bdi className="grow">{x.name}</bdi>{x.missingAt === null ? <SignalMark signal="ok">lists it</SignalMark> : <SignalMark signal="gap">not since {formatShortDay(x.missingAt)}</SignalMark>}</li>)}</ul></Section>}
      <Reach item={record.id} />
      <History item={record.id} />
      {asking === 'edit' && <ItemDialog record={record} services={services} onClose={close} onDone={close} />}
      {asking === 'relate' && <RelateDialog record={record} onClose={close} />}
    </Panel>
  );
}

const shownValue = ({ name, value }: Pick<ItemValue, 'name' | 'value'>): string => (name === 'lifecycle' && value in lifecycleWords ? lifecycleWords[value as keyof typeof lifecycleWords] : value);
const toldBy = ({ source, by, at }: ItemValue): string => `${source === null ? by : `${source}, imported by ${by}`}, ${formatAgo(at)}`;
/** Most values come from one place; that is said once, and only what came from elsewhere says so. */
function Values({ values }: { values: readonly ItemValue[] }) {
  const counts = new Map<string, number>();
  for (const v of values) counts.set(toldBy(v), (counts.get(toldBy(v)) ?? 0) + 1);
  const [usual] = [...counts].toSorted((a, b) => b[1] - a[1]).map(([text]) => text);
  return <Section title="What is said of it"><p className={s.told}>{usual}{counts.size > 1 && ', unless said below'}</p>{values.map((v) => <Value key={v.name} value={v} told={toldBy(v) === usual ? null : toldBy(v)} />)}</Section>;
}
function Value({ value, told }: { value: ItemValue; told: string | null }) {
  return (
    <dl className={s.value}>
      <dt>{value.label}</dt>
      <dd><bdi>{shownValue(value)}</bdi>{told !== null && <small title={value.at}>{told}</small>}
        {value.also.map((lost) => <span key={`${lost.at} ${lost.value}`} className={s.also}><SignalMark signal="clash">also written: <bdi>{lost.value === '' ? 'nothing' : lost.value}</bdi>, {lost.by}</SignalMark></span>)}
      </dd>
    </dl>
  );
}

function Relations({ record, onShow }: { record: ItemRecord; onShow: (item: string) => void }) {
  const unrelate = useCommand('item.unrelate');
  const take = (r: RelationRow): void => { void unrelate.run(r.isOut ? { item: record.id, kind: r.kind, to: r.id } : { item: r.id, kind: r.kind, to: record.id }); };
  return (
    <Section title="Relations" aside={record.relations.length > 0 ? figure(record.relations.length) : undefined}>
      {record.relations.length === 0 && <p className="dim">None, so nobody can say what a change of it reaches.</p>}
      <ul className={s.lines}>{record.relations.map((r) => (
        <li key={`${r.kind} ${r.id} ${String(r.isOut)}`}>
          <span className="dim nowrap">{relationWords[r.kind][r.isOut ? 'out' : 'back']}</span>
          <button type="button" className={s.link} onClick={() => { onShow(r.id); }}><bdi className="trunc">{r.name}</bdi></button>
          <Button kind="quiet" label={`Remove: ${relationWords[r.kind][r.isOut ? 'out' : 'back']} ${r.name}`} refusal={refusalOf(record.mayKeep)} onPress={() => { take(r); }}>Remove</Button>
        </li>
      ))}</ul>
      <RefusalLine refusal={unrelate.error} />
    </Section>
  );
}

/** What a change of this item would touch, before anybody raises one. */
function Reach({ item }: { item: string }) {
  const report = useQuery('impact.ofItems', { items: [item] }).value;
  if (!report) return null;
  const others = report.total - 1;
  return (
    <Section title="What a change of it reaches" aside={`${report.depth} steps`}>
      <p>{others === 0 ? <span className="dim">Nothing that the register knows of.</span> : <>{counted(others, 'item')}{report.services.length > 0 && <> of {counted(report.services.length, 'service')}</>}.</>}</p>
      {report.services.length > 0 && <ul className={s.lines}>{report.services.slice(0, 6).map((x) => <li key={x.id}><bdi className="grow trunc">{x.name}</bdi><span className="dim nowrap">{tierWord(x.tier)}{x.distance === 0 ? '' : `, ${counted(x.distance, 'step')}`}</span></li>)}</ul>}
    </Section>
  );
}

function History({ item }: { item: string }) {
  const [limit, setLimit] = useState(20);
  const answer = useQuery('item.history', { item, limit }, { keepPrevious: true });
  const rows = answer.value?.rows ?? [];
  return (
    <Section title="How it came to be">
      <ol className={s.history}>{rows.map((h, i) => (
        <li key={`${h.at} ${h.name} ${i}`}>
          <span>{h.label}: {h.before !== '' && <><del>{shownValue({ name: h.name, value: h.before })}</del> </>}<bdi>{h.after === '' ? 'taken away' : shownValue({ name: h.name, value: h.after })}</bdi></span>
          <small>{h.source === null ? h.by : `${capital(h.source)}, imported by ${h.by}`}, <time dateTime={h.at}>{formatAgo(h.at)}</time></small>
        </li>
      ))}</ol>
      {answer.value?.next != null && <Button kind="quiet" onPress={() => { setLimit(Math.min(500, limit + 100)); }}>Show earlier</Button>}
    </Section>
  );
}
