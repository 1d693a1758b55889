// The house around every screen: places at the start side, the person and the trail at its foot.
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { CalendarRange, History, Scale, Boxes, ArrowDownToLine, ArrowLeftRight, Columns3, FileInput, Flag, Grid3x3, KeyRound, Landmark, Link2, ListTodo, Lock, Package, SearchCheck, Siren, ShieldOff, UsersRound, Presentation } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useQuery } from '../data/use-query.ts';
import { useExchange } from '../features/exchange/exchange-state.ts';
import { BackupLine } from '../features/workspace/backup-line.tsx';
import { ReadingOnly } from '../features/workspace/reading-only.tsx';
import { IconButton } from '../ui/button.tsx';
import { Avatar } from '../ui/marks.tsx';
import { Shape } from '../ui/shapes.tsx';
import { formatClock } from '../ui/time-words.ts';
import { figure, roleWords } from '../ui/words.ts';
import { useActions } from './actions.ts';
import type { Action } from './actions.ts';
import { adoptSession, lock } from './session.ts';
import type { SessionState } from './session.ts';
import { bridge } from '../bridge.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { goTo, hrefOf, routeOf, useHash } from './routes.ts';
import type { Place, Route } from './routes.ts';
import { ScreenOf } from './screens.tsx';
import { useTrail } from './trail-state.ts';
import s from './frame.module.css';

type NavItem = { label: string; hotkey: string; icon: LucideIcon; route: Route; places: readonly Place[] };
/** Places that belong together, in the order of the day: the meeting, what it decides on, what that touches, who holds it to account, and what comes and goes. */
const groups: readonly (readonly NavItem[])[] = [
  [
    { label: 'Board', hotkey: 'G B', icon: Columns3, route: { place: 'board', meeting: null }, places: ['board'] },
    { label: 'For me', hotkey: 'G Q', icon: ListTodo, route: { place: 'work' }, places: ['work'] },
    { label: 'Meetings', hotkey: 'G M', icon: Presentation, route: { place: 'meetings' }, places: ['meetings', 'minutes'] },
    { label: 'Boards', hotkey: 'G D', icon: Landmark, route: { place: 'boards' }, places: ['boards'] },
  ],
  [
    { label: 'Changes', hotkey: 'G H', icon: ArrowLeftRight, route: { place: 'changes', filter: '' }, places: ['changes', 'change'] },
    { label: 'Risk', hotkey: 'G R', icon: Grid3x3, route: { place: 'risk' }, places: ['risk'] },
    { label: 'Calendar', hotkey: 'G C', icon: CalendarRange, route: { place: 'calendar', filter: '' }, places: ['calendar', 'capacity'] },
    { label: 'Releases', hotkey: 'G L', icon: Package, route: { place: 'releases' }, places: ['releases', 'release'] },
    { label: 'Exceptions', hotkey: 'G W', icon: ShieldOff, route: { place: 'exceptions' }, places: ['exceptions'] },
    { label: 'Emergencies', hotkey: 'G Z', icon: Siren, route: { place: 'emergencies', part: null }, places: ['emergencies'] },
  ],
  [
    { label: 'Configuration', hotkey: 'G O', icon: Boxes, route: { place: 'configuration', filter: '' }, places: ['configuration'] },
    { label: 'Legacy', hotkey: 'G K', icon: History, route: { place: 'legacy', tab: null }, places: ['legacy'] },
    { label: 'Flags & standards', hotkey: 'G F', icon: Flag, route: { place: 'registers', tab: null }, places: ['registers'] },
  ],
  [
    { label: 'Audit', hotkey: 'G A', icon: SearchCheck, route: { place: 'audit' }, places: ['audit'] },
    { label: 'Policy', hotkey: 'G Y', icon: Scale, route: { place: 'policy', tab: null }, places: ['policy'] },
    { label: 'People', hotkey: 'G P', icon: UsersRound, route: { place: 'people' }, places: ['people'] },
    { label: 'Entitlements', hotkey: 'G E', icon: KeyRound, route: { place: 'entitlements' }, places: ['entitlements'] },
  ],
  [
    { label: 'Exchange', hotkey: 'G X', icon: ArrowDownToLine, route: { place: 'exchange' }, places: ['exchange', 'conflict'] },
    { label: 'Import', hotkey: 'G I', icon: FileInput, route: { place: 'import' }, places: ['import'] },
  ],
];
const items = groups.flat();

async function closeWorkspace(): Promise<void> {
  const reply = await bridge().call('workspace.close', {});
  if (reply.ok) adoptSession(reply.value);
}

type Props = { state: SessionState; workspace: NonNullable<SessionState['workspace']>; person: NonNullable<SessionState['person']> };
export function Frame({ workspace, person }: Props) {
  const hash = useHash();
  const route = routeOf(hash);
  useActions([
    ...items.map((item): Action => ({ id: `go.${item.route.place}`, label: `Go to ${item.label}`, hotkey: item.hotkey, group: 'Places', run: () => { goTo(item.route); } })),
    { id: 'session.lock', label: 'Lock the window', hotkey: 'Mod+Shift+L', group: 'Everywhere', run: () => { void lock(); } },
    { id: 'workspace.close', label: 'Close this workspace', group: 'Everywhere', run: () => { void closeWorkspace(); } },
  ]);
  useEffect(() => { document.title = `${items.find((i) => i.places.includes(route.place))?.label ?? 'Gavel'} – ${workspace.organisation} – Gavel`; }, [route.place, workspace.organisation]);
  const screen = <ErrorBoundary key={hash.split('?')[0]}><ScreenOf route={route} /></ErrorBoundary>;
  // A meeting has the whole window: nobody in the room looks at the navigation.
  if (route.place === 'run' || route.place === 'projector') return screen;
  return (
    <div className={s.app}>
      <a className={s.skip} href="#main" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to the page</a>
      <nav className={s.nav} aria-label="Places">
        <div className={s.org}><span className={s.mark}><Shape name="gavel" /></span><div className="grow"><b className="trunc">{workspace.organisation}</b><small>Site {workspace.site}{workspace.isSample && ', made up'}</small></div></div>
        <NavList place={route.place} />
        <div className={s.foot}>
          {workspace.isReadOnly && <ReadingOnly reason={workspace.readOnlyReason} />}
          <BackupLine />
          <TrailLine />
          <div className={s.me}>
            <Avatar name={person.name} />
            <div className="grow"><div className="trunc">{person.name}</div><div className="dim tiny trunc">{person.roles.length === 0 ? 'No role yet' : person.roles.map((r) => roleWords[r]).join(', ')}</div></div>
            <div className={s.lock}><IconButton label="Lock the window" icon={<Lock aria-hidden="true" />} onPress={() => { void lock(); }} /></div>
          </div>
        </div>
      </nav>
      {screen}
    </div>
  );
}

function NavList({ place }: { place: Place }) {
  const status = useQuery('workspace.status', {}).value;
  const conflicts = useQuery('exchange.status', {}).value?.conflicts ?? 0;
  const isBundleOpen = useExchange((x) => x.preview !== null && x.preview.new > 0);
  const exchange = isBundleOpen ? '1 new' : conflicts > 0 ? <><Shape name="sig-clash" />{figure(conflicts)}<span className="unseen"> {conflicts === 1 ? 'conflict' : 'conflicts'}</span></> : undefined;
  const counts: Partial<Record<Place, ReactNode>> = status ? {
    ...(exchange === undefined ? {} : { exchange }),
    changes: figure(status.changes.total),
    ...(status.nextMeeting ? { board: figure(status.nextMeeting.items) } : {}),
    ...(status.quarantined > 0 ? { import: `${figure(status.quarantined)} aside` } : {}),
  } : {};
  return (
    <div className={s.places}>
      {groups.map((group) => <ul key={group[0]!.label}>{group.map((item) => (
        <li key={item.label}>
          <a href={hrefOf(item.route)} aria-current={item.places.includes(place) ? 'page' : undefined} aria-keyshortcuts={item.hotkey} title={item.label}>
            <item.icon aria-hidden="true" /><span>{item.label}</span>{counts[item.route.place] !== undefined && <em data-flag={item.route.place === 'import' || (item.route.place === 'exchange' && conflicts > 0 && !isBundleOpen) || undefined}>{counts[item.route.place]}</em>}
          </a>
        </li>
      ))}</ul>)}
    </div>
  );
}

/** What is known about the trail: verified in this window, or when it was last sealed. */
function TrailLine() {
  const { report, at } = useTrail();
  const status = useQuery('workspace.status', {}).value;
  if (report && at !== null && report.verdict !== 'intact') return <a className={s.line} data-tone="bad" href={hrefOf({ place: 'audit' })}><Shape name="sig-bad" />{report.verdict === 'intact-with-gaps' ? 'Trail has gaps' : 'Trail does not hold'}</a>;
  const sealed = status?.trail.lastCheckpointAt ?? null;
  const text = at !== null ? `Trail intact at ${formatClock(at)}` : sealed !== null ? `Trail sealed at ${formatClock(sealed)}` : 'Trail starts with you';
  return <a className={s.line} href={hrefOf({ place: 'audit' })} title={text}><Link2 aria-hidden="true" /><span className="trunc">{text}</span></a>;
}
