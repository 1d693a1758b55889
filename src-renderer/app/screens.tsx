// Which component shows which place. Screens load when they are first needed.
import type { ComponentType } from 'react';
import { onDemand } from './on-demand.tsx';
import type { Route } from './routes.ts';
import s from './frame.module.css';

const screen = <P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> => onDemand(load, <main className={s.waiting} aria-busy="true" />);

const BoardScreen = screen(async () => (await import('../features/cab/board-screen.tsx')).BoardScreen);
const CalendarScreen = screen(async () => (await import('../features/calendar/calendar-screen.tsx')).CalendarScreen);
const MeetingsScreen = screen(async () => (await import('../features/cab/meetings-screen.tsx')).MeetingsScreen);
const BoardsScreen = screen(async () => (await import('../features/boards/boards-screen.tsx')).BoardsScreen);
const RunScreen = screen(async () => (await import('../features/meeting/run-screen.tsx')).RunScreen);
const MinutesScreen = screen(async () => (await import('../features/cab/minutes-screen.tsx')).MinutesScreen);
const ImportScreen = screen(async () => (await import('../features/import/import-screen.tsx')).ImportScreen);
const ExchangeScreen = screen(async () => (await import('../features/exchange/exchange-screen.tsx')).ExchangeScreen);
const ConflictScreen = screen(async () => (await import('../features/exchange/conflict-screen.tsx')).ConflictScreen);
const ChangesScreen = screen(async () => (await import('../features/change/changes-screen.tsx')).ChangesScreen);
const ChangeScreen = screen(async () => (await import('../features/change/change-screen.tsx')).ChangeScreen);
const ReleasesScreen = screen(async () => (await import('../features/release/releases-screen.tsx')).ReleasesScreen);
const ReleaseScreen = screen(async () => (await import('../features/release/release-screen.tsx')).ReleaseScreen);
const PrioritiesScreen = screen(async () => (await import('../features/priorities/priorities-screen.tsx')).PrioritiesScreen);
const TrainsScreen = screen(async () => (await import('../features/trains/trains-screen.tsx')).TrainsScreen);
const PolicyScreen = screen(async () => (await import('../features/policy/policy-screen.tsx')).PolicyScreen);
const PeopleScreen = screen(async () => (await import('../features/people/people-screen.tsx')).PeopleScreen);
const EntitlementsScreen = screen(async () => (await import('../features/entitlements/entitlements-screen.tsx')).EntitlementsScreen);
const WorkScreen = screen(async () => (await import('../features/work/work-screen.tsx')).WorkScreen);
const RiskScreen = screen(async () => (await import('../features/risk/risk-screen.tsx')).RiskScreen);
const ExceptionsScreen = screen(async () => (await import('../features/exceptions/exceptions-screen.tsx')).ExceptionsScreen);
const EmergenciesScreen = screen(async () => (await import('../features/emergency/emergencies-screen.tsx')).EmergenciesScreen);
const ConfigurationScreen = screen(async () => (await import('../features/configuration/configuration-screen.tsx')).ConfigurationScreen);
const CapacityScreen = screen(async () => (await import('../features/capacity/capacity-screen.tsx')).CapacityScreen);
const LegacyScreen = screen(async () => (await import('../features/legacy/legacy-screen.tsx')).LegacyScreen);
const RegistersScreen = screen(async () => (await import('../features/registers/registers-screen.tsx')).RegistersScreen);
const AuditScreen = screen(async () => (await import('../features/trail/audit-screen.tsx')).AuditScreen);

export function ScreenOf({ route }: { route: Route }) {
  switch (route.place) {
    case 'board': return <BoardScreen meeting={route.meeting} />;
    case 'calendar': return <CalendarScreen filter={route.filter} />;
    case 'work': return <WorkScreen />;
    case 'meetings': return <MeetingsScreen />;
    case 'boards': return <BoardsScreen />;
    case 'minutes': return <MinutesScreen key={route.meeting} meeting={route.meeting} />;
    case 'run': case 'projector': return <RunScreen key={route.meeting} meeting={route.meeting} isOnWall={route.place === 'projector'} />;
    case 'import': return <ImportScreen />;
    case 'exchange': return <ExchangeScreen />;
    case 'conflict': return <ConflictScreen conflict={route.conflict} />;
    case 'changes': return <ChangesScreen filter={route.filter} />;
    case 'change': return <ChangeScreen key={route.change} change={route.change} part={route.part ?? null} />;
    case 'releases': return route.part === 'trains' ? <TrainsScreen key={route.of} portfolio={route.of ?? null} /> : route.part === 'priorities' ? <PrioritiesScreen /> : <ReleasesScreen />;
    case 'release': return <ReleaseScreen key={route.release} release={route.release} part={route.part ?? null} />;
    case 'policy': return <PolicyScreen tab={route.tab} />;
    case 'people': return <PeopleScreen />;
    case 'entitlements': return <EntitlementsScreen />;
    case 'risk': return <RiskScreen />;
    case 'exceptions': return <ExceptionsScreen />;
    case 'emergencies': return <EmergenciesScreen part={route.part} />;
    case 'configuration': return <ConfigurationScreen key={route.part ?? 'items'} filter={route.filter} item={route.item ?? null} part={route.part ?? 'items'} />;
    case 'capacity': return <CapacityScreen />;
    case 'legacy': return <LegacyScreen tab={route.tab} />;
    case 'registers': return <RegistersScreen tab={route.tab} />;
    case 'audit': return <AuditScreen tab={route.tab ?? null} record={route.record ?? null} at={route.at ?? null} />;
    default: return route satisfies never;
  }
}
