// The places beside each other that are about releases.
import { hrefOf } from '../../app/routes.ts';
import type { Route } from '../../app/routes.ts';
import s from './release.module.css';

const tabs: readonly { id: 'releases' | 'trains' | 'priorities'; label: string; route: Route }[] = [{ id: 'releases', label: 'Releases', route: { place: 'releases' } }, { id: 'trains', label: 'Trains', route: { place: 'releases', part: 'trains' } }, { id: 'priorities', label: 'Priorities', route: { place: 'releases', part: 'priorities' } }];
export const ReleaseTabs = ({ current }: { current: (typeof tabs)[number]['id'] }) => (
  <nav className={s.tabs} aria-label="About releases">{tabs.map(({ id, label, route }) => <a key={id} href={hrefOf(route)} aria-current={id === current ? 'page' : undefined}>{label}</a>)}</nav>
);
