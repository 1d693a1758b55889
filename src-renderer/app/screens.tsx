// Which component shows which place. Screens load when they are first needed.
import { lazy } from 'react';
import type { ComponentType, LazyExoticComponent } from 'react';
import type { Route } from './routes.ts';

type BoardProps = { meeting: string | null };
type MinutesProps = { meeting: string };
const cab = import.meta.glob<Record<string, ComponentType<never>>>('../features/{cab,import}/*-screen.tsx');

/** A screen another folder exports under its name. */
function from<P>(file: string, name: string): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => {
    const screens = await cab[`../features/${file}`]?.();
    return { default: (screens?.[name] ?? (() => null)) as unknown as ComponentType<P> };
  });
}

const BoardScreen = from<BoardProps>('cab/board-screen.tsx', 'BoardScreen');
const MeetingsScreen = from<object>('cab/meetings-screen.tsx', 'MeetingsScreen');
const MinutesScreen = from<MinutesProps>('cab/minutes-screen.tsx', 'MinutesScreen');
const ImportScreen = from<object>('import/import-screen.tsx', 'ImportScreen');
const ChangesScreen = lazy(async () => ({ default: (await import('../features/change/changes-screen.tsx')).ChangesScreen }));
const ChangeScreen = lazy(async () => ({ default: (await import('../features/change/change-screen.tsx')).ChangeScreen }));
const PeopleScreen = lazy(async () => ({ default: (await import('../features/people/people-screen.tsx')).PeopleScreen }));
const AuditScreen = lazy(async () => ({ default: (await import('../features/trail/audit-screen.tsx')).AuditScreen }));

export function ScreenOf({ route }: { route: Route }) {
  switch (route.place) {
    case 'board': return <BoardScreen meeting={route.meeting} />;
    case 'meetings': return <MeetingsScreen />;
    case 'minutes': return <MinutesScreen key={route.meeting} meeting={route.meeting} />;
    case 'import': return <ImportScreen />;
    case 'changes': return <ChangesScreen filter={route.filter} />;
    case 'change': return <ChangeScreen key={route.change} change={route.change} />;
    case 'people': return <PeopleScreen />;
    case 'audit': return <AuditScreen />;
    default: return route satisfies never;
  }
}
