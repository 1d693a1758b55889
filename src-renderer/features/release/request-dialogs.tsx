// Forms about a settled scope: a request, its decision, its withdrawal; hours.
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { LoadRow, ScopeRequestRow } from '#contract/scope.ts';
import type { z } from 'zod';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { numbersIn } from './scope-dialogs.tsx';
import { requestTitle } from './scope-words.ts';
import s from './release.module.css';

type Of = { release: Pick<ReleaseRecord, 'id' | 'number'>; onClose: () => void };
const lack = (isTried: boolean, value: string, text: string): string | undefined => (isTried && value.trim() === '' ? text : undefined);
/** Asked so that whoever wants it is told where it belongs. */
export function SkipsField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return <TextField label="Gate or evidence it would do without" value={value} onChange={onChange} placeholder="None" help={<>No gate is lowered by this route; <a href={hrefOf({ place: 'exceptions' })}>exceptions</a> are asked for in their register</>} />;
}
export const skipsIn = (text: string): string[] => text.split(/[,;]/u).map((one) => one.trim()).filter(Boolean);

export function RequestDialog({ release, known = null, out = [], frees = 0, onClose }: Of & { release: ReleaseRecord; known?: ScopeRequestRow | null; out?: readonly string[]; /** Hours that taking them out frees. */ frees?: number }) {
  const [form, setForm] = useState({
    add: known?.add.map(({ label }) => label).join(', ') ?? '', remove: known?.remove.map(({ label }) => label) ?? [...out], reason: known?.reason ?? '', days: (known?.days ?? 0) as number | null, hours: (known?.hours ?? (frees === 0 ? 0 : -frees)) as number | null, risk: known?.risk ?? '', exclusion: known?.exclusion ?? '',
    includes: known?.includes.map(({ id }) => id) ?? [], skips: '',
  });
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const open = useQuery('change.list', { limit: 50, order: 'updatedAt', state: ['draft', 'submitted', 'assessment', 'awaiting-authorisation', 'authorised', 'scheduled'] }).value?.rows ?? [];
  const suggestions = open.filter(({ id }) => !release.changes.some((change) => change.id === id)).map(({ number }) => number);
  const add = numbersIn(form.add);
  const isEmpty = add.length + form.remove.length === 0;
  const isWhole = !isEmpty && form.reason.trim() !== '' && form.risk.trim() !== '' && (form.remove.length === 0 || form.exclusion.trim() !== '') && form.days !== null && form.hours !== null;
  const { reason, days, hours, risk, exclusion, includes, remove } = form;
  return (
    <CommandDialog op="scope.request" title={`Another scope for ${release.number}`} verb="Ask the scope owner" size="medium" input={isWhole ? { release: release.id, add, remove, reason, days: days!, hours: hours!, risk, exclusion, includes, skips: skipsIn(form.skips), ...(known ? { request: known.id } : {}) } : null}
      said="The scope owner is asked." onClose={onClose} about={<>The scope is baselined, so <bdi>{release.owner?.name ?? 'its scope owner'}</bdi> decides about every addition and removal.</>}>
      {(isTried) => (
        <>
          <TextField label="Take in" value={form.add} onChange={(text) => { set({ add: text }); }} autoFocus placeholder="C-A1-0412, C-A1-0413" maxLength={2000} suggestions={suggestions} help="Changes by number, several parted by commas" error={isTried && isEmpty ? 'Name at least one change that comes in or goes' : undefined} />
          {release.changes.length > 0 && <fieldset className={s.group}><legend>Take out</legend>{release.changes.map(({ id, number, title }) => <Checkbox key={id} label={<><span className="mono">{number}</span> <bdi>{title}</bdi></>} isChecked={remove.includes(number)} onChange={(is) => { set({ remove: is ? [...remove, number] : remove.filter((one) => one !== number) }); }} />)}</fieldset>}
          <TextArea label="Why" value={reason} onChange={(text) => { set({ reason: text }); }} rows={2} isRequired error={lack(isTried, reason, 'Say why')} />
          <div className={s.two}>
            <NumberField label="Date moves by" unit="days" value={days} least={-3650} most={3650} onChange={(n) => { set({ days: n }); }} help="0: it stays" error={isTried && days === null ? 'Say by how many days' : undefined} />
            <NumberField label="Capacity it takes" unit="hours" value={hours} least={-1000000} most={1000000} onChange={(n) => { set({ hours: n }); }} help="Below zero it frees them" error={isTried && hours === null ? 'Say how many hours' : undefined} />
          </div>
          <TextArea label="What it does to the risk" value={risk} onChange={(text) => { set({ risk: text }); }} rows={2} isRequired error={lack(isTried, risk, 'Say what it does to the risk')} />
          <TextField label="What is left out with it" value={exclusion} onChange={(text) => { set({ exclusion: text }); }} isRequired={remove.length > 0} help="Stands among the exclusions once it is accepted" error={remove.length > 0 ? lack(isTried, exclusion, 'Say what is left out') : undefined} />
          {release.exclusions.length > 0 && <fieldset className={s.group}><legend>No longer left out</legend>{release.exclusions.map(({ id, what }) => <Checkbox key={id} label={<bdi>{what}</bdi>} isChecked={includes.includes(id)} onChange={(is) => { set({ includes: is ? [...includes, id] : includes.filter((one) => one !== id) }); }} />)}</fieldset>}
          <SkipsField value={form.skips} onChange={(skips) => { set({ skips }); }} />
        </>
      )}
    </CommandDialog>
  );
}

export function DecideDialog({ release, request, onClose }: Of & { request: ScopeRequestRow }) {
  const [verdict, setVerdict] = useState<'accepted' | 'declined'>('accepted');
  const [reason, setReason] = useState('');
  const isWhole = verdict === 'accepted' || reason.trim() !== '';
  return (
    <CommandDialog op="scope.decide" title={`${requestTitle(request)}?`} verb="Sign" input={isWhole ? { release: release.id, request: request.id, verdict, reason } : null} said={`The request is ${verdict}.`} onClose={onClose} about={request.add.length > 0 ? 'What comes in has to be shown ready like the rest: a release that was ready goes back to Scoped.' : 'What goes stays a change of its own, and stands among the exclusions.'}>
      {(isTried) => (
        <>
          <Select label="Decision" value={verdict} onChange={setVerdict} autoFocus options={[{ value: 'accepted', label: 'Accept' }, { value: 'declined', label: 'Decline' }]} />
          <TextArea label={verdict === 'declined' ? 'Why' : 'Note'} value={reason} onChange={setReason} rows={2} isRequired={verdict === 'declined'} error={verdict === 'declined' ? lack(isTried, reason, 'Say why') : undefined} />
        </>
      )}
    </CommandDialog>
  );
}
export function WithdrawRequestDialog({ release, request, onClose }: Of & { request: ScopeRequestRow }) {
  const [reason, setReason] = useState('');
  return <CommandDialog op="scope.withdraw" title="Withdraw this request?" verb="Withdraw" input={{ release: release.id, request: request.id, reason }} said="The request is withdrawn." onClose={onClose} about={requestTitle(request)}>{() => <TextField label="Why" value={reason} onChange={setReason} autoFocus />}</CommandDialog>;
}

export function CapacityDialog({ release, hours: known, onClose }: Of & { hours: number | null }) {
  const [hours, setHours] = useState(known);
  return <CommandDialog op="scope.setCapacity" title={`Hours of ${release.number}`} verb="Save" input={{ release: release.id, hours }} said={`The capacity of ${release.number} is saved.`} onClose={onClose}>{() => <NumberField label="Capacity" unit="hours" value={hours} least={0} most={1000000} onChange={setHours} autoFocus help="What its teams have set aside; empty while nobody knows" />}</CommandDialog>;
}
export function EffortDialog({ release, row, onClose }: Of & { row: z.output<typeof LoadRow> }) {
  const [hours, setHours] = useState(row.hours);
  const [value, setValue] = useState<number | null>(row.value ?? 3);
  return (
    <CommandDialog op="scope.setEffort" title={`What ${row.number} takes`} verb="Save" input={hours === null || value === null ? null : { release: release.id, change: row.id, hours, value }} said={`${row.number} is saved.`} onClose={onClose} about={<bdi>{row.title}</bdi>}>
      {(isTried) => (
        <div className={s.two}>
          <NumberField label="Effort" unit="hours" value={hours} least={0} most={1000000} onChange={setHours} autoFocus error={isTried && hours === null ? 'Say how many hours' : undefined} />
          <NumberField label="Value" value={value} least={1} most={5} onChange={setValue} help="1 little, 5 most" error={isTried && value === null ? 'From 1 to 5' : undefined} />
        </div>
      )}
    </CommandDialog>
  );
}
