// The page of one release: what it is, what is in it, in which order it goes out, and what still holds it back.
import { useState } from 'react';
import { Pencil } from 'lucide-react';
import type { ReleaseRecord, ReleaseState } from '#contract/release.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { RefusalCard } from '../../ui/refusal.tsx';
import { Panel, Section } from '../../ui/surfaces.tsx';
import { counted, typeWords } from '../../ui/words.ts';
import { Entry } from '../change/timeline.tsx';
import { ConformancePart } from './conformance-part.tsx';
import { FieldsDialog } from './fields-dialog.tsx';
import { ImpactPart } from './impact-part.tsx';
import { PackagesPart } from './packages-part.tsx';
import { RequestsPart } from './requests-part.tsx';
import { isLacking, pieceSignals, pieceStates, piecesShown, placeOfPiece, releaseStateWords, sentenceOf, stepWords } from './release-words.ts';
import { StepDialog } from './scope-dialogs.tsx';
import { ScopePart } from './scope-part.tsx';
import { SequencePart } from './sequence-part.tsx';
import { VersionsPart } from './versions-part.tsx';
import { WavesPart } from '../waves/waves-part.tsx';
import { ReleaseTrack } from './state-mark.tsx';
import s from './release.module.css';

const parts = [{ id: null, label: 'Scope', Content: ScopePart }, { id: 'packages', label: 'Packages', Content: PackagesPart }, { id: 'sequence', label: 'Order', Content: SequencePart }, { id: 'versions', label: 'Versions', Content: VersionsPart }, { id: 'impact', label: 'Impact', Content: ImpactPart }, { id: 'conformance', label: 'Architecture', Content: ConformancePart }, { id: 'requests', label: 'Requests', Content: RequestsPart }, { id: 'waves', label: 'Waves', Content: WavesPart }] as const;

export function ReleaseScreen({ release, part }: { release: string; part: string | null }) {
  const answer = useQuery('release.show', { release }, { keepPrevious: true });
  useActions([{ id: 'release.back', label: 'Back to all releases', hotkey: 'Escape', group: release, isSilent: true, run: () => { goTo({ place: 'releases' }); } }]);
  if (answer.value !== undefined) return <Page release={answer.value} part={part} />;
  const isMissing = answer.error?.code === 'record_missing';
  return (
    <Screen title="Releases" sub={release}>
      {isMissing && <EmptyState title={`There is no release ${release} here`} steps={[{ title: 'Look through the list', text: 'Search by number or name', act: <Button kind="primary" onPress={() => { goTo({ place: 'releases' }); }}>All releases</Button> }]} />}
      {answer.error && !isMissing && <RefusalCard refusal={answer.error} />}
    </Screen>
  );
}

function Page({ release, part }: { release: ReleaseRecord; part: string | null }) {
  const [asking, setAsking] = useState<'edit' | ReleaseState | null>(null);
  const group = release.number;
  const open = parts.find(({ id }) => id === part) ?? parts[0];
  const { edit, steps } = release.may;
  const next = steps.find(({ to }) => to === release.next);
  const others = steps.filter(({ to }) => to !== release.next);
  const close = (): void => { setAsking(null); };
  useActions([
    ...parts.map(({ id, label }, i): Action => ({ id: `release.part.${label}`, label: `Show ${label.toLowerCase()}`, hotkey: String(i + 1), group, run: () => { goTo(id === null ? { place: 'release', release: release.number } : { place: 'release', release: release.number, part: id }); } })),
    { id: 'release.edit', label: 'Edit', hotkey: 'E', group, may: edit, run: () => { setAsking('edit'); } },
    ...(next ? [{ id: 'release.next', label: stepWords[next.to], hotkey: 'S', group, may: next.may, run: () => { setAsking(next.to); } } satisfies Action] : []),
    ...others.map(({ to, may }): Action => ({ id: `release.step.${to}`, label: `${stepWords[to]}…`, group, may, run: () => { setAsking(to); } })),
  ]);
  return (
    <Screen title="Releases" sub={<span className="mono">{release.number}</span>} acts={(
      <>
        {others.map(({ to, may }) => <Button key={to} kind="quiet" refusal={refusalOf(may)} onPress={() => { setAsking(to); }}>{stepWords[to]}…</Button>)}
        <Button hotkey="E" icon={<Pencil aria-hidden="true" />} refusal={refusalOf(edit)} onPress={() => { setAsking('edit'); }}>Edit</Button>
        {next && <Button kind="primary" hotkey="S" refusal={refusalOf(next.may)} onPress={() => { setAsking(next.to); }}>{stepWords[next.to]}</Button>}
      </>
    )}>
      <div className={s.page}>
        <div className={s.record} tabIndex={0} role="group" aria-label={release.number}>
          <header>
            <div className="row wrap"><span className="mono">{release.number}</span><span className="dim">{typeWords[release.type]}, {counted(release.changes.length, 'change')}</span><span className="end"><RiskMark tier={release.tier} score={release.score} isPill /></span></div>
            <h2 className={s.title}><bdi>{release.name}</bdi></h2>
            <ReleaseTrack state={release.state} />
          </header>
          <nav className={s.parts} aria-label={`Parts of ${release.number}`}>{parts.map(({ id, label }) => <a key={label} href={hrefOf(id === null ? { place: 'release', release: release.number } : { place: 'release', release: release.number, part: id })} aria-current={id === open.id ? 'page' : undefined}>{label}</a>)}</nav>
          <open.Content release={release} />
        </div>
        <Side release={release} />
      </div>
      {asking === 'edit' && <FieldsDialog release={release} onClose={close} />}
      {asking !== null && asking !== 'edit' && <StepDialog release={release} to={asking} onClose={close} />}
    </Screen>
  );
}

/** What the next step asks for, then what happened. */
function Side({ release }: { release: ReleaseRecord }) {
  const pieces = piecesShown(release);
  const lacking = pieces.filter(isLacking).length;
  const history = useQuery('release.history', { release: release.id, limit: 60 }, { keepPrevious: true }).value;
  return (
    <Panel label="What holds it back" className={s.side} header={<h2 className={s.sideTitle}>{release.next === null ? releaseStateWords[release.state] : lacking === 0 ? `Nothing keeps it from ${releaseStateWords[release.next].toLowerCase()}` : `${counted(lacking, 'thing')} before ${releaseStateWords[release.next].toLowerCase()}`}</h2>}>
      {pieces.length > 0 && (
        <Section title="Readiness" aside={release.next === null ? undefined : `for ${releaseStateWords[release.next].toLowerCase()}`}>
          <ul className={s.pieces}>{pieces.map((piece) => (
            <li key={piece.id}>
              <SignalMark signal={pieceSignals[piece.status]} label={pieceStates[piece.status]} />
              <div className="grow prose">{piece.status === 'present' ? piece.label : <a href={hrefOf(placeOfPiece(release.number, piece))}>{piece.label}</a>}{piece.why && <small className={s.note}>{sentenceOf(piece.why)}</small>}</div>
              <span className="dim tiny">{piece.rule}</span>
            </li>
          ))}</ul>
        </Section>
      )}
      <Section title="Timeline" aside="from the trail"><ol>{history?.rows.map((entry) => <Entry key={entry.event} entry={entry} />)}</ol></Section>
    </Panel>
  );
}
