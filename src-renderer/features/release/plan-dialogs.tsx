// Forms of packages and of the order: a package, the packaging decision, a dependency and its end.
import { useState } from 'react';
import { dependencyTypes } from '#contract/dependencies.ts';
import type { DependencyRow } from '#contract/dependencies.ts';
import { packagings } from '#contract/release.ts';
import type { ReleaseRecord } from '#contract/release.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { dependencyWords, packagingSays, packagingWords } from './release-words.ts';
import s from './release.module.css';

type Props = { release: ReleaseRecord; onClose: () => void };
const namesIn = (text: string): string[] => text.split(/[,;\n]+/u).map((one) => one.trim()).filter(Boolean);

export function PackageDialog({ release, pack, onClose }: Props & { pack: ReleaseRecord['packages'][number] | null }) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const [form, setForm] = useState({ name: pack?.name ?? '', boundary: pack?.boundary ?? '', backout: pack?.backout ?? '', owner: pack?.owner?.id ?? '', changes: pack?.changes ?? [], named: pack?.named.map(({ id }) => id) ?? [], more: '' });
  // The version the form was opened with: the page behind it may go on.
  const [ifVersion] = useState(release.version);
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const isWhole = form.name.trim() !== '';
  const input = { release: release.id, name: form.name.trim(), boundary: form.boundary, backout: form.backout, owner: form.owner || null, changes: form.changes, items: [...form.named, ...namesIn(form.more)], ifVersion, ...(pack ? { package: pack.id } : {}) };
  const free = release.changes.filter(({ number }) => form.changes.includes(number) || !release.packages.some(({ changes }) => changes.includes(number)));
  return (
    <CommandDialog op="release.setPackage" title={pack ? `Package ${pack.name}` : `A package of ${release.number}`} verb="Save the package" size="medium" input={isWhole ? input : null} said={`${form.name.trim()} is saved.`} onClose={onClose}>
      {(isTried) => (
        <>
          <TextField label="Name" value={form.name} onChange={(name) => { set({ name }); }} isRequired autoFocus error={isTried && !isWhole ? 'A package needs a name' : undefined} />
          <fieldset className={s.group}><legend>Changes</legend>{free.length === 0 && <p className="dim">Every change of the release is in a package.</p>}{free.map(({ id, number, title }) => <Checkbox key={id} label={<><span className="mono">{number}</span> <bdi>{title}</bdi></>} isChecked={form.changes.includes(number)} onChange={(is) => { set({ changes: is ? [...form.changes, number] : form.changes.filter((one) => one !== number) }); }} />)}</fieldset>
          {pack !== null && pack.named.length > 0 && <fieldset className={s.group}><legend>Items beside those of its changes</legend>{pack.named.map(({ id, name }) => <Checkbox key={id} label={<bdi>{name}</bdi>} isChecked={form.named.includes(id)} onChange={(is) => { set({ named: is ? [...form.named, id] : form.named.filter((one) => one !== id) }); }} />)}</fieldset>}
          <TextField label={pack !== null && pack.named.length > 0 ? 'Further items' : 'Items beside those of its changes'} value={form.more} onChange={(more) => { set({ more }); }} maxLength={2000} placeholder="hub-mq-1, ledger-db-1" help="By name, several parted by commas" />
          <div className={s.two}>
            <TextArea label="Boundary" value={form.boundary} onChange={(boundary) => { set({ boundary }); }} rows={2} placeholder="What belongs to it and what does not" />
            <TextArea label="Backout" value={form.backout} onChange={(backout) => { set({ backout }); }} rows={2} placeholder="How it is taken back alone" />
          </div>
          <Select label="Owner" value={form.owner} onChange={(owner) => { set({ owner }); }} options={people} placeholder="Choose a person…" />
        </>
      )}
    </CommandDialog>
  );
}
export const DropPackageDialog = ({ release, pack, onClose }: Props & { pack: ReleaseRecord['packages'][number] }) => (
  <CommandDialog op="release.dropPackage" title={`Dissolve ${pack.name}?`} verb="Dissolve" input={{ release: release.id, package: pack.id }} said={`${pack.name} is dissolved.`} onClose={onClose} about="Its changes stay in the release, without a package.">{() => null}</CommandDialog>
);

const criteria = [['coupling', 'Coupling', 'loose', 'tight'], ['rollback', 'Way back', 'at once', 'hard'], ['criticality', 'Service', 'nobody notices', 'tier 1'], ['automation', 'Deployment', 'by hand', 'by itself']] as const;
export function PackagingDialog({ release, onClose }: Props) {
  const [scores, setScores] = useState<Record<(typeof criteria)[number][0], number>>(release.packaging?.criteria ?? { coupling: 3, rollback: 3, criticality: 3, automation: 3 });
  const [choice, setChoice] = useState(release.packaging?.choice ?? 'modular');
  const [rationale, setRationale] = useState(release.packaging?.rationale ?? '');
  return (
    <CommandDialog op="release.decidePackaging" title={`How ${release.number} is packaged`} verb="Decide" size="medium" input={{ release: release.id, criteria: scores, choice, rationale }} said={`${release.number} is packaged ${packagingWords[choice].toLowerCase()}.`} onClose={onClose}
      about="Coupling and work by hand speak for one piece, a hard way back and a critical service for small steps. Whoever chooses otherwise says why.">
      {() => (
        <>
          <div className={s.two}>{criteria.map(([id, label, least, most], i) => <NumberField key={id} label={label} value={scores[id]} least={1} most={5} autoFocus={i === 0} onChange={(n) => { setScores((now) => ({ ...now, [id]: Math.max(1, Math.min(5, n ?? 1)) })); }} help={`1 ${least}, 5 ${most}`} />)}</div>
          <Select label="Packaging" value={choice} onChange={setChoice} options={packagings.map((value) => ({ value, label: `${packagingWords[value]}: ${packagingSays[value]}` }))} />
          <TextArea label="Rationale" value={rationale} onChange={setRationale} rows={2} help="Needed where the criteria speak for another packaging" />
        </>
      )}
    </CommandDialog>
  );
}

export function DependencyDialog({ release, onClose }: Props) {
  const [form, setForm] = useState<{ from: string; type: (typeof dependencyTypes)[number]; to: string }>({ from: '', type: 'before', to: '' });
  const known = [...release.changes.map(({ number }) => number), ...release.packages.map(({ name }) => `${release.number}/${name}`)];
  const isWhole = form.from.trim() !== '' && form.to.trim() !== '';
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  return (
    <CommandDialog op="dependency.record" title="What depends on what" verb="Record" input={isWhole ? form : null} said={`${form.from} ${dependencyWords[form.type]} ${form.to}.`} onClose={onClose} about="Changes and releases by number, packages as release and name. What would close a circle is refused with the way round.">
      {(isTried) => (
        <>
          <TextField label="First" value={form.from} onChange={(from) => { set({ from }); }} isRequired autoFocus suggestions={known} error={isTried && form.from.trim() === '' ? 'Name the first' : undefined} />
          <Select label="Goes" value={form.type} onChange={(type) => { set({ type }); }} options={dependencyTypes.map((value) => ({ value, label: dependencyWords[value] }))} />
          <TextField label="Second" value={form.to} onChange={(to) => { set({ to }); }} isRequired suggestions={known} error={isTried && form.to.trim() === '' ? 'Name the second' : undefined} />
        </>
      )}
    </CommandDialog>
  );
}
export function WithdrawDialog({ dependency, onClose }: { dependency: DependencyRow; onClose: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <CommandDialog op="dependency.withdraw" title="Withdraw this dependency?" verb="Withdraw" input={reason.trim() === '' ? null : { dependency: dependency.id, reason: reason.trim() }} said="The dependency is withdrawn." onClose={onClose} about={`${dependency.from.label} ${dependencyWords[dependency.type]} ${dependency.to.label}.`}>
      {(isTried) => <TextField label="Why" value={reason} onChange={setReason} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why' : undefined} />}
    </CommandDialog>
  );
}
