// Charters: which teams authorise among themselves, within which limits, until when.
import { useState } from 'react';
import { tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import type { CharterRow } from '#contract/policy.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Checkbox, DayField, Select, TextField } from '../../ui/fields.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { listed, tierWords } from '../../ui/words.ts';
import { dayOf, lastDay } from './policy-words.ts';
import s from './policy.module.css';

const stateSignals = { coming: 'unseen', running: 'ok', expired: 'warn', ended: 'bad' } as const;
const stateWords = { coming: 'Begins later', running: 'Running', expired: 'Expired', ended: 'Ended' } as const;
const namesIn = (text: string): string[] => text.split(',').map((name) => name.trim()).filter((name) => name !== '');
/** The limits of a charter, in words. */
const limits = ({ tiers: of, services, environments }: CharterRow): string => [of.length === 0 ? 'every tier' : `tier ${listed(of.map((tier) => tierWords[tier]))}`, services.length === 0 ? 'every service' : listed(services), environments.length === 0 ? 'every environment' : listed(environments)].join('; ');

export function ChartersTab() {
  const answer = useQuery('charter.list', {}, { keepPrevious: true });
  const [isGranting, setGranting] = useState(false);
  const [ending, setEnding] = useState<CharterRow | null>(null);
  const may = answer.value?.mayGrant;
  const rows = answer.value?.rows ?? [];
  useActions([{ id: 'charter.grant', label: 'Grant a charter…', hotkey: 'C', group: 'Policy', may, run: () => { setGranting(true); } }]);
  const grant = <Button kind="primary" hotkey="C" refusal={refusalOf(may)} onPress={() => { setGranting(true); }}>Grant a charter</Button>;
  return (
    <div className={s.tab}>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && <EmptyState title="No team has a charter" steps={[{ title: 'Grant a charter to a team', text: 'Name its people, the tiers, services and environments it covers, and the last day. Then a peer authorises what the matrix leaves to the team.', act: grant }]}>Without one, what the matrix leaves to a peer goes to the change manager.</EmptyState>}
      {rows.length > 0 && (
        <Card isPadded={false}>
          <div className={s.head}><h2>Charters of teams</h2><span className="end">{grant}</span></div>
          <ul className={s.versions} aria-label="Charters">{rows.map((row) => (
            <li key={row.id} className={s.version}>
              <div className={s.versionHead}><b>{row.team}</b><SignalMark signal={stateSignals[row.state]}>{stateWords[row.state]}</SignalMark><span className="dim">{dayOf(row.from)} to {lastDay(row.until)}</span><span className={s.acts}>{row.state !== 'ended' && row.state !== 'expired' && <Button kind="quiet" refusal={refusalOf(row.mayEnd)} onPress={() => { setEnding(row); }}>End…<span className="unseen"> the charter of {row.team}</span></Button>}</span></div>
              <p className="sec">{row.members.map(({ name }) => name).join(', ')}{row.lead && <span className="dim">; {row.lead.name} leads</span>}</p>
              <p className="dim">Covers {limits(row)}. Granted by {row.by}, {dayOf(row.at)}.{row.ended && ` Ended by ${row.ended.name}: ${row.ended.reason}`}</p>
            </li>
          ))}</ul>
        </Card>
      )}
      {isGranting && <GrantDialog onClose={() => { setGranting(false); }} />}
      {ending && <EndDialog charter={ending} onClose={() => { setEnding(null); }} />}
    </div>
  );
}

function GrantDialog({ onClose }: { onClose: () => void }) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  const services = useQuery('change.facets', {}).value?.services ?? [];
  const [form, setForm] = useState({ team: '', members: [] as string[], lead: '', tiers: ['low'] as Tier[], services: '', environments: '', until: null as string | null });
  const [isTried, setTried] = useState(false);
  const grant = useCommand('charter.grant');
  const set = (part: Partial<typeof form>): void => { grant.clear(); setForm((f) => ({ ...f, ...part })); };
  const problems = { team: form.team.trim() === '' ? 'Name the team' : undefined, members: form.members.length < 2 ? 'Choose at least two people' : undefined, until: form.until === null ? 'Name its last day' : undefined };
  const shown: Partial<typeof problems> = isTried ? problems : {};
  const toggle = <T extends string>(all: readonly T[], one: T): T[] => (all.includes(one) ? all.filter((other) => other !== one) : [...all, one]);
  const send = async (): Promise<void> => {
    setTried(true);
    if (grant.isPending || form.until === null || Object.values(problems).some((p) => p !== undefined)) return;
    const reply = await grant.run({ team: form.team.trim(), members: form.members, lead: form.lead === '' ? null : form.lead, tiers: form.tiers, services: namesIn(form.services), environments: namesIn(form.environments), until: form.until });
    if (reply.ok) onClose();
  };
  const chosen = people.filter((p) => form.members.includes(p.id));
  return (
    <Dialog title="Grant a charter" size="medium" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Do not grant</Button><Button kind="primary" hotkey="Mod+Enter" isPending={grant.isPending} onPress={() => { void send(); }}>Grant</Button></>}>
      <SendKey label="Grant the charter" onSend={() => { void send(); }} />
      <p className="sec">Its people authorise each other’s changes within these limits, never their own. The matrix has to leave such changes to a peer or the team lead.</p>
      <TextField label="Team" value={form.team} autoFocus isRequired error={shown.team} onChange={(team) => { set({ team }); }} />
      <fieldset className={s.people}>
        <legend>People{shown.members !== undefined && <span className={s.problem}> {shown.members}</span>}</legend>
        <div className={s.choices} tabIndex={0} role="group" aria-label="People of the team">{people.filter((p) => !p.isSuspended).map((p) => <Checkbox key={p.id} label={p.name} isChecked={form.members.includes(p.id)} onChange={() => { const members = toggle(form.members, p.id); set({ members, ...(members.includes(form.lead) ? {} : { lead: '' }) }); }} />)}</div>
      </fieldset>
      <div className={s.numbers}>
        <Select label="Team lead" value={form.lead} placeholder="none" options={chosen.map((p) => ({ value: p.id, label: p.name }))} onChange={(lead) => { set({ lead }); }} />
        <DayField label="Last day" value={form.until} isRequired error={shown.until} onChange={(until) => { set({ until }); }} />
      </div>
      <fieldset className={s.people}><legend>Risk tiers</legend><div className="row wrap">{tiers.map((tier) => <Checkbox key={tier} label={tierWords[tier]} isChecked={form.tiers.includes(tier)} onChange={() => { set({ tiers: toggle(form.tiers, tier) }); }} />)}</div></fieldset>
      <TextField label="Services" value={form.services} suggestions={services.map(({ name }) => name)} placeholder="every service" help="Names, separated by commas" onChange={(names) => { set({ services: names }); }} />
      <TextField label="Environments" value={form.environments} placeholder="every environment" help="Names, separated by commas" onChange={(environments) => { set({ environments }); }} />
      <RefusalLine refusal={grant.error} />
    </Dialog>
  );
}

function EndDialog({ charter, onClose }: { charter: CharterRow; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const end = useCommand('charter.end');
  const send = async (): Promise<void> => {
    if (reason.trim() === '' || end.isPending) return;
    if ((await end.run({ charter: charter.id, reason: reason.trim() })).ok) onClose();
  };
  return (
    <ConfirmDialog title={`End the charter of ${charter.team}?`} verb="End it" isDangerous isOpen isPending={end.isPending} isDisabled={reason.trim() === ''} error={end.error} onConfirm={() => { void send(); }} onClose={onClose} consequence="From now on the change manager authorises what this team authorised itself. What it approved before stays approved.">
      <TextField label="Reason" value={reason} autoFocus isRequired onChange={setReason} onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}
