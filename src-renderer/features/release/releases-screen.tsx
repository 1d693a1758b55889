// The list of releases: what goes out when, how risky it is, and what still holds it back.
import { useId, useState } from 'react';
import { releaseStates } from '#contract/release.ts';
import type { ReleaseRow, ReleaseState } from '#contract/release.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatShortDay } from '../../ui/time-words.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import type { Column } from '../../ui/virtual-table.tsx';
import { counted, figure } from '../../ui/words.ts';
import { FieldsDialog } from './fields-dialog.tsx';
import { releaseStateWords } from './release-words.ts';
import { ReleaseTabs } from './release-tabs.tsx';
import { ReleaseStateMark } from './state-mark.tsx';
import s from './release.module.css';

const columns: readonly Column<ReleaseRow>[] = [
  { id: 'number', label: 'Number', track: '7.25rem', cell: (r) => <span className="mono">{r.number}</span> },
  { id: 'name', label: 'Name', track: 'minmax(9rem, 1fr)', cell: (r) => <bdi title={r.name}>{r.name}</bdi> },
  { id: 'state', label: 'State', track: '7.5rem', cell: (r) => <ReleaseStateMark state={r.state} /> },
  { id: 'blockers', label: 'Next step', track: '9rem', cell: (r) => (r.blockers === 0 ? <span className="dim">nothing holds it</span> : <SignalMark signal="missing">{counted(r.blockers, 'thing')} missing</SignalMark>) },
  { id: 'risk', label: 'Risk', track: '7.25rem', cell: (r) => <RiskMark tier={r.tier} score={r.score} /> },
  { id: 'changes', label: 'Changes', track: '5rem', isEnd: true, cell: (r) => figure(r.changes) },
  { id: 'window', label: 'Target window', track: 'minmax(13rem, 1fr)', cell: (r) => (r.startsAt === null || r.endsAt === null ? <span className="dim">not planned</span> : <span className="num"><Moment at={r.startsAt} zone={r.zone} isShort /> – {formatShortDay(r.endsAt, r.zone)}</span>) },
  { id: 'owner', label: 'Scope owner', track: '7.75rem', cell: (r) => (r.owner === '' ? <span className="dim">nobody yet</span> : <bdi>{r.owner}</bdi>) },
];

export function ReleasesScreen() {
  const [text, setText] = useState('');
  const [states, setStates] = useState<ReleaseState[]>([]);
  const [selected, select] = useState(0);
  const [isNew, setNew] = useState(false);
  const searchId = useId();
  const answer = useQuery('release.list', { limit: 500, ...(text.trim() === '' ? {} : { text: text.trim() }), ...(states.length === 0 ? {} : { state: states }) }, { keepPrevious: true });
  const rows = answer.value?.rows ?? [];
  const all = Object.values(answer.value?.counts ?? {}).reduce((sum, n) => sum + n, 0);
  const open = (index: number): void => { const row = rows[index]; if (row) goTo({ place: 'release', release: row.number }); };
  const move = (by: number): void => { select(Math.max(0, Math.min(rows.length - 1, selected + by))); };
  const focusRows = (): void => { document.querySelector<HTMLElement>('[role="grid"] [aria-selected="true"]')?.focus(); };
  const plan = (): void => { setNew(true); };
  useActions([
    { id: 'release.new', label: 'Plan a release…', hotkey: 'C', group: 'Releases', may: answer.value?.mayPlan, run: plan },
    { id: 'releases.search', label: 'Search releases', hotkey: ['/', 'F'], group: 'Releases', run: () => { document.getElementById(searchId)?.focus(); } },
    { id: 'releases.down', label: 'Next release', hotkey: ['J', 'ArrowDown'], group: 'Releases', isSilent: true, run: () => { move(1); } },
    { id: 'releases.up', label: 'Release before', hotkey: ['K', 'ArrowUp'], group: 'Releases', isSilent: true, run: () => { move(-1); } },
    { id: 'releases.open', label: 'Open the selected release', hotkey: 'Enter', group: 'Releases', isSilent: true, run: () => { open(selected); } },
    { id: 'releases.leave', label: 'Back to the rows', hotkey: 'Escape', group: 'Releases', isSilent: true, run: focusRows },
  ]);
  const button = <Button kind="primary" hotkey="C" refusal={refusalOf(answer.value?.mayPlan)} onPress={plan}>Plan a release</Button>;
  return (
    <Screen title="Releases" acts={button}>
      <div className={s.list}>
        <ReleaseTabs current="releases" />
        {all > 0 && (
          <Toolbar label="Search and filters">
            <SearchField id={searchId} label="Search releases" hotkey="/" value={text} onChange={(next) => { select(0); setText(next); }} onLeave={focusRows} />
            <FilterChip name="State" chosen={states} onChange={(chosen) => { select(0); setStates(releaseStates.filter((one) => chosen.includes(one))); }} choices={releaseStates.map((one) => ({ value: one, label: releaseStateWords[one], count: answer.value?.counts[one] ?? 0 }))} />
            {(text !== '' || states.length > 0) && <Button kind="quiet" onPress={() => { setText(''); setStates([]); }}>Clear</Button>}
            <span className="end dim nowrap" role="status">{figure(answer.value?.total ?? 0)} of {figure(all)}</span>
          </Toolbar>
        )}
        <RefusalLine refusal={answer.error} />
        {answer.value && all === 0 && (
          <EmptyState title="No releases yet" steps={[
            { title: 'Plan one', text: 'Say what it is for, when it goes out, and who answers for its scope', act: button },
            { title: 'Take changes in, and say what stays out', text: 'Teams consent through their leads; then the scope is baselined' },
            { title: 'Put them in order', text: 'What goes before what, what goes at the same time, and what is blocked' },
          ]}>A release is what goes out together: its changes, what is left out and why, the teams that take part, and the order in which it is deployed.</EmptyState>
        )}
        {answer.value && all > 0 && rows.length === 0 && <EmptyState title="No release fits" steps={[{ title: 'Clear search and filters', text: 'and see all releases again', act: <Button kind="primary" onPress={() => { setText(''); setStates([]); }}>Clear</Button> }]} />}
        {rows.length > 0 && <VirtualTable label="Releases" columns={columns} count={rows.length} rowAt={(i) => rows[i]} selected={selected} onSelect={select} onOpen={open} />}
      </div>
      {isNew && <FieldsDialog release={null} onClose={() => { setNew(false); }} />}
    </Screen>
  );
}
