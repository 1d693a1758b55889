// What a release is and what is in it: objective, changes, what is left out, teams and their consent, reporting duties.
import { useState } from 'react';
import type { ReleaseChange, ReleaseRecord } from '#contract/release.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { hrefOf } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { ReadField } from '../../ui/fields.tsx';
import { Badge, RiskMark, SignalMark, StateRing } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment, Span } from '../../ui/time.tsx';
import { formatShortDay } from '../../ui/time-words.ts';
import { counted, listed, outcomeWords } from '../../ui/words.ts';
import { contentWords } from './release-words.ts';
import { AddChangesDialog, AnswerDialog, DutyDialog, ExcludeDialog, ExcludeNoneDialog, RemoveChangeDialog, TeamDialog } from './scope-dialogs.tsx';
import { RequestDialog } from './request-dialogs.tsx';
import s from './release.module.css';

/** Settled, and not deployed yet: what comes in or goes is asked for. */
const isFrozenScope = ({ state }: Pick<ReleaseRecord, 'state'>): boolean => state === 'scoped' || state === 'ready' || state === 'go';
type Asking = { what: 'request'; out: readonly string[] } | { what: 'changes' | 'exclude' | 'none' | 'team' } | { what: 'remove'; change: string } | { what: 'answer'; team: ReleaseRecord['teams'][number] } | { what: 'duty'; duty: ReleaseRecord['duties'][number] | null } | { what: 'dropTeam'; id: string; name: string } | { what: 'include'; id: string; name: string } | { what: 'dropDuty'; id: string; name: string } | null;
type Ask = (asking: Asking) => void;
type Props = { release: ReleaseRecord; onAsk: Ask };

export function ScopePart({ release }: { release: ReleaseRecord }) {
  const [asking, setAsking] = useState<Asking>(null);
  const close = (): void => { setAsking(null); };
  const group = release.number;
  const isFrozen = isFrozenScope(release);
  useActions([
    isFrozen ? { id: 'scope.request', label: 'Ask for another scope…', hotkey: 'A', group, run: () => { setAsking({ what: 'request', out: [] }); } }
      : { id: 'release.addChanges', label: 'Take changes in…', hotkey: 'A', group, may: release.may.scope, run: () => { setAsking({ what: 'changes' }); } },
    { id: 'release.leaveOut', label: 'Leave something out…', hotkey: 'X', group, may: release.may.scope, run: () => { setAsking({ what: 'exclude' }); } },
    { id: 'release.team', label: 'Add a team…', hotkey: 'T', group, may: release.may.scope, run: () => { setAsking({ what: 'team' }); } },
    { id: 'release.duty', label: 'Add a reporting duty…', hotkey: 'D', group, may: release.may.edit, run: () => { setAsking({ what: 'duty', duty: null }); } },
  ]);
  const props = { release, onAsk: setAsking };
  return (
    <>
      <Facts release={release} />
      <Changes {...props} />
      <div className={s.pair}><Exclusions {...props} /><Teams {...props} /></div>
      <Duties {...props} />
      {asking?.what === 'request' && <RequestDialog release={release} out={asking.out} onClose={close} />}
      {asking?.what === 'changes' && <AddChangesDialog release={release} onClose={close} />}
      {asking?.what === 'remove' && <RemoveChangeDialog release={release} change={asking.change} onClose={close} />}
      {asking?.what === 'exclude' && <ExcludeDialog release={release} onClose={close} />}
      {asking?.what === 'none' && <ExcludeNoneDialog release={release} onClose={close} />}
      {asking?.what === 'team' && <TeamDialog release={release} onClose={close} />}
      {asking?.what === 'answer' && <AnswerDialog release={release} team={asking.team} onClose={close} />}
      {asking?.what === 'duty' && <DutyDialog release={release} duty={asking.duty} onClose={close} />}
      {asking?.what === 'dropTeam' && <CommandDialog op="release.dropTeam" title={`Take ${asking.name} off?`} verb="Take off" input={{ release: release.id, team: asking.id }} said={`${asking.name} no longer contributes.`} onClose={close}>{() => null}</CommandDialog>}
      {asking?.what === 'include' && <CommandDialog op="release.includeAgain" title={`Take “${asking.name}” back?`} verb="Take back" input={{ release: release.id, exclusion: asking.id }} said="The exclusion is taken back." onClose={close}>{() => null}</CommandDialog>}
      {asking?.what === 'dropDuty' && <CommandDialog op="release.dropDuty" title={`Take “${asking.name}” off?`} verb="Take off" input={{ release: release.id, duty: asking.id }} said="The reporting duty is taken off." onClose={close}>{() => null}</CommandDialog>}
    </>
  );
}

function Facts({ release: r }: { release: ReleaseRecord }) {
  const nobody = <SignalMark signal="missing">Nobody yet</SignalMark>;
  return (
    <Card title="What it is for" aside={r.baseline ? <>Baselined by <bdi>{r.baseline.by}</bdi>, <Moment at={r.baseline.at} isShort /></> : 'scope still open'}>
      <p className={s.objective}>{r.objective === '' ? <span className="dim">No objective said yet.</span> : r.objective}</p>
      <dl className={s.fields}>
        <ReadField label="Target window">{r.startsAt !== null && r.endsAt !== null ? <Span from={r.startsAt} to={r.endsAt} zone={r.zone} /> : <SignalMark signal="missing">Not planned</SignalMark>}</ReadField>
        <ReadField label="Scope owner">{r.owner ? <bdi>{r.owner.name}</bdi> : nobody}</ReadField>
        <ReadField label="Business owner">{r.businessOwner ? <bdi>{r.businessOwner.name}</bdi> : nobody}</ReadField>
        <ReadField label="Declared content">{r.types.length === 0 ? <span className="dim">nothing declared</span> : listed(r.types.map((type) => contentWords[type]))}</ReadField>
        <ReadField label="Content by its items" className={s.wide}>
          {r.derived.length === 0 ? <span className="dim">its changes name no items of a known kind</span> : <span className={s.contents}>{r.derived.map(({ type, items, isDeclared }) => <SignalMark key={type} signal={isDeclared ? 'ok' : 'warn'}>{contentWords[type]}{isDeclared ? '' : ', not declared'} <span className="dim">{listed(items.slice(0, 4))}{items.length > 4 ? ` and ${items.length - 4} more` : ''}</span></SignalMark>)}</span>}
        </ReadField>
      </dl>
      {r.also.map((one) => <p key={`${one.field}${one.at}`} className="dim tiny">Also written apart: {one.field} “{one.value}” by <bdi>{one.by}</bdi>, <Moment at={one.at} isShort />. Saving the field again settles it.</p>)}
    </Card>
  );
}

function Changes({ release, onAsk }: Props) {
  const refusal = refusalOf(release.may.scope);
  const isFrozen = isFrozenScope(release);
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Changes</h2><span className="dim">{counted(release.changes.length, 'change')}</span>{isFrozen ? <Button hotkey="A" onPress={() => { onAsk({ what: 'request', out: [] }); }}>Ask for another scope</Button> : <Button hotkey="A" refusal={refusal} onPress={() => { onAsk({ what: 'changes' }); }}>Take in</Button>}</div>
      {release.changes.length === 0 ? <p className={s.none}>Nothing is in it yet. Take in the changes that go out together.</p> : (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Changes of the release">
          <table className={s.table}>
            <thead><tr><th scope="col">Number</th><th scope="col">Title</th><th scope="col">State</th><th scope="col">Risk</th><th scope="col">Window</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{release.changes.map((c) => <ChangeRow key={c.id} change={c} act={<Button kind="quiet" refusal={isFrozen ? undefined : refusal} onPress={() => { onAsk(isFrozen ? { what: 'request', out: [c.number] } : { what: 'remove', change: c.number }); }}>Take out…<span className="unseen"> {c.number}</span></Button>} />)}</tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
const ChangeRow = ({ change: c, act }: { change: ReleaseChange; act: React.ReactNode }) => (
  <tr>
    <td><a className="mono" href={hrefOf({ place: 'change', change: c.number })}>{c.number}</a></td><td><bdi>{c.title}</bdi><small className={s.note}>{c.service}</small></td><td><StateRing state={c.state} />{c.outcome !== null && <> <Badge>{outcomeWords[c.outcome as keyof typeof outcomeWords] ?? c.outcome}</Badge></>}</td><td><RiskMark tier={c.tier} score={c.score} /></td>
    <td className="nowrap">{c.plannedStartAt === null ? <span className="dim">not planned</span> : <Moment at={c.plannedStartAt} zone={c.zone} isShort />}</td><td className={s.acts}>{act}</td>
  </tr>
);

function Exclusions({ release, onAsk }: Props) {
  const refusal = refusalOf(release.may.scope);
  return (
    <Card title="Left out" aside={<span className={s.aside}>{release.exclusions.length === 0 && release.noneExcluded === null && <Button kind="quiet" refusal={refusalOf(release.may.excludeNone)} onPress={() => { onAsk({ what: 'none' }); }}>Sign none…</Button>}<Button hotkey="X" refusal={refusal} onPress={() => { onAsk({ what: 'exclude' }); }}>Leave out</Button></span>}>
      {release.noneExcluded && <SignalMark signal="ok">Nothing is left out, signed by {release.noneExcluded.by}, <Moment at={release.noneExcluded.at} isShort /></SignalMark>}
      {release.exclusions.length === 0 && release.noneExcluded === null && <p className="dim">Nothing is named. A baseline needs one exclusion, or a signed None.</p>}
      <ul className={s.lines}>{release.exclusions.map((e) => <li key={e.id}><div className="grow"><b><bdi>{e.what}</bdi></b><small className={s.note}>{e.reason}</small></div><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'include', id: e.id, name: e.what }); }}>Take back…<span className="unseen"> {e.what}</span></Button></li>)}</ul>
    </Card>
  );
}

function Teams({ release, onAsk }: Props) {
  const refusal = refusalOf(release.may.scope);
  return (
    <Card title="Contributing teams" aside={<Button hotkey="T" refusal={refusal} onPress={() => { onAsk({ what: 'team' }); }}>Add a team</Button>}>
      {release.teams.length === 0 && <p className="dim">No team is named. Each one consents through its lead.</p>}
      <ul className={s.lines}>{release.teams.map((team) => (
        <li key={team.id}>
          <div className="grow"><SignalMark signal={team.answer === 'consents' ? 'ok' : team.answer === 'declines' ? 'bad' : 'missing'}><b><bdi>{team.name}</bdi></b> {team.answer === null ? 'has not answered' : team.answer}</SignalMark><small className={s.note}>{team.lead.name} speaks for it{team.at !== null && `, ${formatShortDay(team.at)}`}{team.note !== '' && `: ${team.note}`}</small></div>
          {team.mayAnswer.ok && <Button onPress={() => { onAsk({ what: 'answer', team }); }}>Answer…<span className="unseen"> {team.name}</span></Button>}
          <Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'dropTeam', id: team.id, name: team.name }); }}>Take off…<span className="unseen"> {team.name}</span></Button>
        </li>
      ))}</ul>
    </Card>
  );
}

function Duties({ release, onAsk }: Props) {
  const refusal = refusalOf(release.may.edit);
  return (
    <Card title="Reporting duties" aside={<Button hotkey="D" refusal={refusal} onPress={() => { onAsk({ what: 'duty', duty: null }); }}>Add a duty</Button>}>
      {release.duties.length === 0 && <p className="dim">None. Name what has to be reported to a regulator, and by when.</p>}
      <ul className={s.lines}>{release.duties.map((d) => (
        <li key={d.id}>
          <div className="grow"><SignalMark signal={d.dueOn === null ? 'missing' : d.isOverdue ? 'bad' : 'ok'}><b><bdi>{d.duty}</bdi></b> {d.dueOn === null ? 'has no deadline' : `by ${formatShortDay(d.dueOn)}`}{d.isOverdue && ', overdue'}</SignalMark>{d.regulator !== '' && <small className={s.note}>to {d.regulator}</small>}</div>
          <Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'duty', duty: d }); }}>Edit…<span className="unseen"> {d.duty}</span></Button><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'dropDuty', id: d.id, name: d.duty }); }}>Take off…<span className="unseen"> {d.duty}</span></Button>
        </li>
      ))}</ul>
    </Card>
  );
}
