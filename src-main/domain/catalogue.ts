// Offerings of the service catalogue (CFG-09): their state, what stands behind them, and their features as releases make them.
import { featureActions, offeringStates } from '#contract/catalogue.ts';
import type { OfferingRow } from '#contract/catalogue.ts';
import type { ReleaseState } from '#contract/release.ts';
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { nameKey } from './item.ts';
import { oneIn, textIn, textsIn } from './json-values.ts';
import { needs } from './roles.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import { accept, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type State = (typeof offeringStates)[number];
export type Declaration = { id: string; release: string; feature: string; action: (typeof featureActions)[number]; version: string };
export type Offering = { entry: Kept<{ state: State; artefacts: string[] }> | null; declarations: Declaration[] };

export const offeringSheet = sheet<Offering>({
  name: 'offering', kind: 'service', types: ['service.offered', 'service.featureDeclared'],
  fold: (offering, event, cause) => {
    const { data, text } = event;
    const before = offering ?? { entry: null, declarations: [] };
    if (event.type === 'service.offered') {
      const state = oneIn(data['state'], offeringStates);
      return state === null ? offering : { ...before, entry: writeKept(before.entry ?? undefined, { state, artefacts: textsIn(data['artefacts']) }, event, { key: 'entry', cause }) };
    }
    const action = oneIn(data['action'], featureActions);
    const [id, release, feature] = [textIn(data['declaration']), textIn(data['release']), textIn(text['feature'])];
    if (action === null || id === '' || release === '' || before.declarations.some((known) => known.id === id)) return offering;
    return { ...before, declarations: [...before.declarations, { id, release, feature, action, version: textIn(text['version']) }] };
  },
  columns: ({ entry }) => ({ state: entry?.value.state ?? 'pipeline' }),
});

/** A release as far as the catalogue asks: since which day its service is transitioned, null before; `isOff`: it was cancelled or rolled back. */
export type ReleaseOfFeature = { number: string; transitionedOn: string | null; plannedOn: string | null; isOff: boolean };
type Feature = OfferingRow['features'][number];
/** CFG-09: the features of an offering, each as the releases that were transitioned made it, with what the next one will do. */
export function featuresOf({ declarations }: Offering, releaseOf: (id: string) => ReleaseOfFeature | null): Feature[] {
  const features = new Map<string, Feature>();
  const told = declarations.flatMap((one) => { const release = releaseOf(one.release); return release === null || release.isOff ? [] : [{ one, release }]; });
  const done = told.filter(({ release }) => release.transitionedOn !== null).toSorted((a, b) => (a.release.transitionedOn! < b.release.transitionedOn! ? -1 : 1));
  for (const { one, release } of done) {
    const known = features.get(nameKey(one.feature));
    features.set(nameKey(one.feature), { name: known?.name ?? one.feature, state: one.action === 'remove' ? 'removed' : 'live', version: one.version || known?.version || '', on: release.transitionedOn, release: release.number, plannedOn: null });
  }
  for (const { one, release } of told.filter(({ release: { transitionedOn } }) => transitionedOn === null)) {
    const known = features.get(nameKey(one.feature));
    const next = one.action === 'remove' ? 'leaving' : one.action === 'alter' ? 'changing' : 'planned';
    features.set(nameKey(one.feature), { name: known?.name ?? one.feature, state: known?.state === 'live' ? (next === 'planned' ? 'changing' : next) : 'planned', version: known?.version || one.version, on: known?.on ?? null, release: release.number, plannedOn: release.plannedOn });
  }
  return [...features.values()];
}

const keeping = ({ actor }: By): Refused | null => needs('keepConfiguration', actor);
const event = (type: 'service.offered' | 'service.featureDeclared', id: string, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('service', id), data, ...(text ? { text } : {}) });
/** A release as far as retiring asks. */
export type InScope = { number: string; state: ReleaseState };
const underway: readonly ReleaseState[] = ['scoped', 'ready', 'go', 'deploying', 'stabilising'];
/** CFG-09: a service is not retired under a release that was baselined with it; one still in planning is blocked instead. `releases`: those not out yet that have it in scope. */
export function mayRetireOffering(service: string, releases: readonly InScope[], by: By): Refused | null {
  const held = releases.filter(({ state }) => underway.includes(state)).map(({ number }) => number);
  return keeping(by) ?? (held.length === 0 ? null : refuse('offering_in_release', { service, releases: held }, { field: 'state' }));
}
export const offer = (service: { id: string; name: string }, { state, artefacts, releases }: { state: State; artefacts: readonly string[]; releases: readonly InScope[] }, by: By): Verdict<DomainEvent> =>
  keeping(by) ?? (state === 'retired' ? mayRetireOffering(service.name, releases, by) : null) ?? accept(event('service.offered', service.id, { state, artefacts: [...artefacts] }));

/** Two releases do not add one feature, and what nobody has added is neither altered nor removed. */
export function declareFeature(service: { id: string; name: string; offering: Offering | null }, { id, release, feature, action, version }: Declaration & { number: string }, by: By): Verdict<DomainEvent> {
  const known = service.offering?.declarations.some((one) => nameKey(one.feature) === nameKey(feature) && one.release !== release && one.action !== 'remove') ?? false;
  const no = keeping(by) ?? (service.offering?.entry ? null : refuse('not_offered', { service: service.name })) ?? (service.offering?.entry?.value.state === 'retired' && action !== 'remove' ? refuse('offering_retired', { service: service.name }, { field: 'service' }) : null) ?? (action !== 'add' && !known ? refuse('feature_unknown', { feature, service: service.name, action }, { field: 'feature' }) : null)
    ?? (action === 'add' && known ? refuse('feature_known', { feature, service: service.name }, { field: 'feature' }) : null);
  return no ?? accept(event('service.featureDeclared', service.id, { declaration: id, release, action }, { feature, version }));
}

/** CFG-09: an item is not retired while a live offering stands on it. `offerings`: names of the live ones that name it. */
export const mayRetire = (item: string, offerings: readonly string[]): Refused | null => (offerings.length === 0 ? null : refuse('behind_live_offering', { item, offerings: [...offerings] }, { field: 'lifecycle' }));
