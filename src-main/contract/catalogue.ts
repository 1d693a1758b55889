// The service catalogue: what is offered, which features it has, and which release brings, alters or removes them (CFG-09).
import { z } from 'zod';
import { changeStates } from './change.ts';
import { command, job, query } from './define.ts';
import { releaseStates } from './release.ts';
import { Count, ExportedFile, Line, May, Page, Receipt, Ref } from './values.ts';

export const offeringStates = ['pipeline', 'live', 'retired'] as const;
export const OfferingState = z.enum(offeringStates);
export const featureActions = ['add', 'alter', 'remove'] as const;
export const FeatureAction = z.enum(featureActions);
const Name = z.string().trim().min(1).max(300).describe('name or UUID');
/** A feature as the releases make it: `planned` before its release is transitioned, then live with version and day, or removed. */
export const FeatureRow = z.object({ name: z.string(), state: z.enum(['planned', 'live', 'changing', 'leaving', 'removed']), version: z.string(), on: z.string().nullable(), /** Number of the release it waits for, and the day planned. */ release: z.string(), plannedOn: z.string().nullable() });
export const OfferingRow = z.object({
  service: z.string(), name: z.string(), description: z.string(), owner: z.string(), tier: Count.nullable(), sla: z.string(), state: OfferingState, environments: z.array(z.string()), features: z.array(FeatureRow),
  artefacts: z.array(z.object({ id: z.string(), name: z.string(), version: z.string(), isRetired: z.boolean() })), /** It is live and something behind it is retired or missing. */ isUnsupported: z.boolean(),
  /** Releases that are not out yet and have it in scope, or say what becomes of its features. */ releases: z.array(z.object({ number: z.string(), name: z.string(), state: z.enum(releaseStates), startsAt: z.string().nullable() })),
  /** Its open changes, the first in time in front; at most 20. `openChanges` counts all. */ changes: z.array(z.object({ id: z.string(), number: z.string(), title: z.string(), state: z.enum(changeStates) })), openChanges: Count, mayRetire: May,
});
export type OfferingRow = z.output<typeof OfferingRow>;
export const catalogue = {
  'catalogue.list': query('What is offered: owner, tier, service level, state, features with version and day, and what is planned (CFG-09).', z.strictObject({ text: z.string().max(200).optional(), ...Page }), z.object({ rows: z.array(OfferingRow), total: Count, next: z.string().nullable(), /** Services that are not in the catalogue yet. */ others: z.array(z.string()), mayKeep: May }), ['service', 'release', 'change', 'person']),
  'catalogue.offer': command('Puts a service into the catalogue, or says its state and the items behind it anew (CFG-09).', z.strictObject({ service: Name, state: OfferingState.default('pipeline'), artefacts: z.array(Name).max(200).default([]) }), Receipt),
  'catalogue.declare': command('Declares that a release adds, alters or removes a feature of an offering (CFG-09).', z.strictObject({ service: Name, release: Ref, feature: Line, action: FeatureAction.default('add'), featureVersion: z.string().trim().max(100).default('') }), Receipt),
  'catalogue.export': job('The catalogue as CSV or JSON (CFG-09).', z.strictObject({ format: z.enum(['csv', 'json']).default('csv') }), z.object({ file: ExportedFile, rows: Count })),
};
