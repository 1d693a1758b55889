// What both registers look like: a search, the way to a new entry, the rows, or what will stand here.
import type { ReactNode } from 'react';
import type { May } from '#contract/values.ts';
import type { Refusal } from '#contract/errors.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Card } from '../../ui/surfaces.tsx';
import s from '../legacy/legacy.module.css';

type Props = { what: string; verb: string; may: May | undefined; error: Refusal | undefined; text: string; isEmpty: boolean; teach: string; more?: ReactNode; children: ReactNode; onText: (text: string) => void; onAdd: () => void };
export function RegisterFrame({ what, verb, may, error, text, isEmpty, teach, more, children, onText, onAdd }: Props) {
  const id = 'register-search';
  useActions([{ id: `registers.add.${what}`, label: `${verb}…`, hotkey: 'C', group: 'Flags & standards', may, run: onAdd }, { id: `registers.search.${what}`, label: `Search ${what}`, hotkey: '/', group: 'Flags & standards', run: () => { document.getElementById(id)?.focus(); } }]);
  return (
    <Card isPadded={false}>
      <div className={s.head}><SearchField id={id} label={`Search ${what}`} hotkey="/" value={text} onChange={onText} /><span className={s.acts}>{more}<Button kind="primary" hotkey="C" refusal={refusalOf(may)} onPress={onAdd}>{verb}…</Button></span></div>
      <RefusalLine refusal={error} />
      {isEmpty ? <p className={s.none}>{text === '' ? teach : `Nothing here says “${text}”.`}</p> : <ul className={s.rows} aria-label={what}>{children}</ul>}
    </Card>
  );
}
