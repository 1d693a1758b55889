// How teams and services work: five answers, what they recommend, and which are to be looked at again.
import { useState } from 'react';
import { operatingProfiles, profileQuestions } from '#contract/policy.ts';
import type { OperatingProfile, ProfileQuestion, ProfileRow } from '#contract/policy.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { counted, figure } from '../../ui/words.ts';
import { dayOf, hundredths, percent, profileRoutes, profileWords, questionWords } from './policy-words.ts';
import s from './policy.module.css';

type Answers = Record<ProfileQuestion, number>;
export function ProfilesTab() {
  const answer = useQuery('profile.list', {}, { keepPrevious: true });
  const [scoring, setScoring] = useState<ProfileRow | 'new' | null>(null);
  const may = answer.value?.mayScore;
  const rows = answer.value?.rows ?? [];
  useActions([{ id: 'profile.score', label: 'Score a team or service…', hotkey: 'C', group: 'Policy', may, run: () => { setScoring('new'); } }]);
  const score = <Button kind="primary" hotkey="C" refusal={refusalOf(may)} onPress={() => { setScoring('new'); }}>Score a team</Button>;
  return (
    <div className={s.tab}>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && <EmptyState title="No team has a profile yet" steps={[{ title: 'Score a team or a service', text: 'Five questions from 1 to 5 and how often it deploys. With its failure rate they recommend a way of working.', act: score }]}>The profile says who authorises Low changes at least: a peer, the team lead or the change manager.</EmptyState>}
      {rows.length > 0 && (
        <Card isPadded={false}>
          <div className={s.head}><h2>Operating profiles</h2><span className="dim">{counted(rows.filter(({ review }) => review.length > 0).length, 'profile')} to review</span><span className="end">{score}</span></div>
          <ul className={s.versions} aria-label="Operating profiles">{rows.map((row) => (
            <li key={row.id} className={s.version}>
              <div className={s.versionHead}>
                <b>{row.name}</b><Badge>{row.about}</Badge><b>{profileWords[row.chosen]}</b>
                {row.review.includes('recommendation') && <SignalMark signal="warn">Review: {profileWords[row.recommendedNow]} is recommended now</SignalMark>}
                {row.review.includes('due') && <SignalMark signal="warn">Review was due {dayOf(row.reviewAt)}</SignalMark>}
                {row.review.length === 0 && <SignalMark signal="ok">Review on {dayOf(row.reviewAt)}</SignalMark>}
                <span className={s.acts}><Button kind="quiet" refusal={refusalOf(may)} onPress={() => { setScoring(row); }}>Score again…<span className="unseen"> {row.name}</span></Button></span>
              </div>
              <p className="sec">Average {hundredths(row.average)} of 5, failure rate of twelve months {percent(row.failures.rate)}{row.failures.completed > 0 && ` (${figure(row.failures.failed)} of ${figure(row.failures.completed)})`}, {counted(row.perMonth, 'deployment')} a month. So {profileRoutes[row.chosen]} at least.</p>
              <p className="dim">{profileQuestions.map((question) => `${questionWords[question].label} ${row.answers[question]}`).join(', ')}. Scored by {row.by}, {dayOf(row.at)}.{row.chosen !== row.recommended && ` ${profileWords[row.recommended]} was recommended; ${row.owner} answers for it: ${row.reason}`}</p>
              {row.also.length > 0 && <p><SignalMark signal="clash">Also scored apart: {row.also.map((also) => `${profileWords[also.chosen]} by ${also.by}, ${dayOf(also.at)}`).join('; ')}. Score it again to settle it.</SignalMark></p>}
            </li>
          ))}</ul>
        </Card>
      )}
      {scoring !== null && <ScoreDialog of={scoring === 'new' ? null : scoring} onClose={() => { setScoring(null); }} />}
    </div>
  );
}

const scale = [1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: String(n) }));
function ScoreDialog({ of, onClose }: { of: ProfileRow | null; onClose: () => void }) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  const services = useQuery('change.facets', {}).value?.services ?? [];
  const charters = useQuery('charter.list', {}).value?.rows ?? [];
  const [about, setAbout] = useState<'team' | 'service'>(of?.about ?? 'team');
  const [name, setName] = useState(of?.name ?? '');
  const [answers, setAnswers] = useState<Answers>(of?.answers ?? { testAutomation: 3, observability: 3, rollbackAutomation: 3, traceability: 3, incidentPerformance: 3 });
  const [perMonth, setPerMonth] = useState<number | null>(of?.perMonth ?? null);
  const [chosen, setChosen] = useState<OperatingProfile | ''>('');
  const [reason, setReason] = useState('');
  const [owner, setOwner] = useState('');
  const [isTried, setTried] = useState(false);
  const save = useCommand('profile.score');
  const recommended = useQuery('profile.recommend', { about, name: name.trim() === '' ? '–' : name.trim(), answers }, { keepPrevious: true }).value;
  const isOther = chosen !== '' && recommended !== undefined && chosen !== recommended.recommended;
  const problems = { name: name.trim() === '' ? 'Name the team or service' : undefined, perMonth: perMonth === null || perMonth < 0 ? 'Say how often it deploys' : undefined, reason: isOther && reason.trim() === '' ? 'Say why not the recommended one' : undefined, owner: isOther && owner === '' ? 'Choose who answers for it' : undefined };
  const shown: Partial<typeof problems> = isTried ? problems : {};
  const send = async (): Promise<void> => {
    setTried(true);
    if (save.isPending || perMonth === null || Object.values(problems).some((p) => p !== undefined)) return;
    const reply = await save.run({ about, name: name.trim(), answers, perMonth, chosen: chosen === '' ? null : chosen, reason: reason.trim(), owner: owner === '' ? null : owner });
    if (reply.ok) onClose();
  };
  return (
    <Dialog title={of ? `Score ${of.name} again` : 'Score a team or service'} size="medium" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Do not save</Button><Button kind="primary" hotkey="Mod+Enter" isPending={save.isPending} onPress={() => { void send(); }}>Save</Button></>}>
      <SendKey label="Save the profile" onSend={() => { void send(); }} />
      {of === null && <div><Segments label="What is scored" choices={[{ value: 'team', label: 'A team' }, { value: 'service', label: 'A service' }]} chosen={about} onChoose={setAbout} /></div>}
      <div className={s.numbers}>
        <TextField label={about === 'team' ? 'Team, as in its charter' : 'Service'} value={name} isDisabled={of !== null} autoFocus={of === null} isRequired error={shown.name} suggestions={about === 'team' ? charters.map(({ team }) => team) : services.map((one) => one.name)} onChange={setName} />
        <NumberField label="Deployments a month" value={perMonth} least={0} isRequired error={shown.perMonth} onChange={setPerMonth} />
      </div>
      <ul className={s.questions} aria-label="Questions">{profileQuestions.map((question) => (
        <li key={question}><span><b>{questionWords[question].label}</b><span className="dim">1 {questionWords[question].low}, 5 {questionWords[question].high}</span></span><Segments label={questionWords[question].label} choices={scale} chosen={String(answers[question])} onChoose={(n) => { setAnswers({ ...answers, [question]: Number(n) }); }} /></li>
      ))}</ul>
      {recommended && <p className={s.verdict} role="status"><b>{profileWords[recommended.recommended]}</b><span className="sec">is recommended: average {hundredths(recommended.average)} of 5, failure rate of twelve months {percent(recommended.failures.rate)}. Then {profileRoutes[recommended.recommended]} at least.</span></p>}
      <Select label="Profile" value={chosen} placeholder="Take the recommended one" options={operatingProfiles.map((value) => ({ value, label: profileWords[value] }))} onChange={setChosen} />
      {isOther && <><TextArea label="Why not the recommended one" value={reason} rows={2} maxLength={2000} isRequired error={shown.reason} onChange={setReason} /><Select label="Who answers for it" value={owner} placeholder="Choose a person…" isRequired error={shown.owner} options={people.map((p) => ({ value: p.id, label: p.name }))} onChange={setOwner} /></>}
      <RefusalLine refusal={save.error} />
    </Dialog>
  );
}
