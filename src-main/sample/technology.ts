// Versions, feature flags and standards of the worked example: a step that is red, a flag that is on without a change, a library that goes out by dispensation.
import { orRefuse } from '../app-error.ts';
import { plan } from '../commands/versions.ts';
import { importFlagStates } from '../domain/flags.ts';
import type { Stage } from './stage.ts';

const [marta, tomasz, ingrid] = ['Marta Lindqvist', 'Tomasz Zielinski', 'Ingrid Solberg'] as const;
const day = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What runs at the bank, and what it needs of each other. */
const running: readonly (readonly [service: string, environment: string, version: string, needs: string[]])[] = [
  ['Core ledger', 'production', '5.2.1', ['Database platform@^14.0']], ['Core ledger', 'staging', '5.3.0', ['Database platform@^14.0']], ['Database platform', 'production', '14.11.0', []], ['Database platform', 'staging', '14.12.0', []],
  ['Payment hub', 'production', '2.8.3', ['Core ledger@>=5.0 <6.0']], ['Payment hub', 'staging', '3.0.0', ['Core ledger@^5.2']], ['Online banking', 'production', '4.3.0', ['Payment hub@>=2.4 <3.0', 'Login and identity@^7.0']],
  ['Online banking', 'staging', '4.4.0', ['Payment hub@>=2.4 <4.0']], ['Login and identity', 'production', '7.4.2', []], ['Card authorisation', 'production', '7.1.0', ['Core ledger@^5.1']],
];
const maven = (group: string, name: string, version: string) => ({ name: `${group}/${name}`, version, purl: `pkg:maven/${group}/${name}@${version}` });
const libraries = [maven('org.apache.logging.log4j', 'log4j-core', '2.14.1'), maven('org.springframework', 'spring-core', '6.1.3'), maven('com.fasterxml.jackson.core', 'jackson-databind', '2.15.3'), maven('commons-io', 'commons-io', '2.11.0'), maven('org.postgresql', 'postgresql', '42.6.0')];

/** The hub goes first, and what stands on it comes a step later: the step between the two is red. */
function versions({ act, within }: Stage, at: number, release: string, [one, two]: readonly { number: string }[]): void {
  for (const [service, environment, semver, needs] of running) act(tomasz, at, 'version.record', { service, environment, semver, needs });
  if (one) within(tomasz, at, (context) => { plan(context, { release, change: one.number, service: 'Payment hub', environment: 'production', semver: '3.0.0', needs: ['Core ledger@^5.2'] }, { libraries, source: 'payment-hub-3.0.0.cdx.json' }); });
  if (two) act(tomasz, at, 'version.plan', { release, change: two.number, service: 'Online banking', environment: 'production', semver: '4.4.0', needs: ['Payment hub@>=2.4 <4.0', 'Login and identity@^7.0'] });
}

function flags({ act, within }: Stage, now: number): void {
  const at = now - 100 * day;
  const register = (key: string, more: { kind: 'release' | 'experiment' | 'ops'; about: string; onIn?: string[]; regulatedIn?: string[]; removeBy: number }): void => {
    act(tomasz, at, 'flag.register', { ...more, key, owner: tomasz, authority: marta, removeBy: dayOf(more.removeBy) });
  };
  register('instant-payments', { kind: 'release', about: 'Customers see the new scheme.', onIn: ['staging'], regulatedIn: ['production'], removeBy: now + 60 * day });
  register('statement-preview', { kind: 'experiment', about: 'A tenth of customers see the new statement.', onIn: ['production', 'staging'], removeBy: now - 20 * day });
  register('ledger-read-only', { kind: 'ops', about: 'Stops bookings while the ledger is moved.', removeBy: now + 300 * day });
  const told = { production: { 'instant-payments': true, 'statement-preview': true, 'ledger-read-only': false, 'old-tariffs': true }, staging: { 'instant-payments': true, 'statement-preview': true, 'ledger-read-only': false } };
  within(tomasz, now - day, (context) => {
    for (const [environment, states] of Object.entries(told)) context.append(orRefuse(importFlagStates(context.digest({ example: environment }).slice(0, 32), { environment, source: 'Flag service', states: Object.entries(states).map(([key, isOn]) => ({ key, isOn })) }, context)));
  });
}

function standards({ act }: Stage, now: number, release: string): void {
  const at = now - 200 * day;
  const set = (technology: string, lifecycle: 'adopt' | 'contain' | 'retire', range: string, note: string): void => { act(ingrid, at, 'standard.register', { technology, lifecycle, range, validFrom: dayOf(at), note }); };
  set('log4j-core', 'retire', '<2.17.1', 'Known holes. 2.17.1 and later stay in use.');
  set('spring-core', 'adopt', '^6.0', 'What new services are built on.');
  set('jackson-databind', 'contain', '2.x', 'No new use; the platform brings its own reader.');
  set('postgresql', 'adopt', '*', '');
  act(ingrid, now - 5 * day, 'standard.dispense', { standard: 'log4j-core', release, until: dayOf(now + 40 * day), reason: 'The vendor’s fix comes in January; the service is not reachable from outside.' });
}

/** Everything about technology that the releases of the example are checked against. `changes` are those of the release, the earliest first. */
export function playTechnology(stage: Stage, { now, at, release, changes }: { now: number; at: number; release: string; changes: readonly { number: string }[] }): void {
  versions(stage, at, release, changes);
  flags(stage, now);
  standards(stage, now, release);
}
