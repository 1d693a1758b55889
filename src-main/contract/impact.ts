import { z } from 'zod';
import { ChangeState } from './change.ts';
import { RelationKind } from './configuration.ts';
import { command, query } from './define.ts';
import { Count, May, Prose, Receipt, Ref } from './values.ts';

/** What the owner of an affected service says of a change (RISK-04). */
export const responses = ['agree', 'object'] as const;
export const Response = z.enum(responses);
export type Response = z.output<typeof Response>;

export const ImpactItem = z.object({
  id: z.string(), name: z.string(), type: z.string(), environment: z.string(), owner: z.string(), tier: Count.nullable(), service: z.string().nullable(), serviceName: z.string(),
  /** Steps from the nearest item that is changed; 0 is one of these themselves. `path` names them all the way. */
  distance: Count, path: z.array(z.string()), isMissing: z.boolean(),
});
export type ImpactItem = z.output<typeof ImpactItem>;
export const ImpactAnswer = z.object({ response: Response, note: z.string(), by: z.string(), at: z.string(), isStale: z.boolean() });
export const ImpactService = z.object({
  id: z.string(), name: z.string(), tier: Count.nullable(), owner: z.string(), deputies: z.array(z.string()), sla: z.string(), distance: Count,
  /** Its owner must answer before the change is authorised. */
  isConsulted: z.boolean(), status: z.enum(['answered', 'stale', 'waiting', 'unowned']), answer: ImpactAnswer.nullable(), mayRespond: May,
});
export type ImpactService = z.output<typeof ImpactService>;
/** Why nothing can be said about what lies behind an item. */
export const blindReasons = ['unregistered', 'no-owner', 'no-relations'] as const;
export const BlindSpot = z.object({ id: z.string().nullable(), name: z.string(), why: z.array(z.enum(blindReasons)) });
export type BlindSpot = z.output<typeof BlindSpot>;
export const OtherChange = z.object({ number: z.string(), title: z.string(), state: ChangeState, service: z.string(), plannedStartAt: z.string(), plannedEndAt: z.string(), /** Items and services of this impact that it touches as well. */ touches: z.array(z.string()) });
export type OtherChange = z.output<typeof OtherChange>;

export const ImpactReport = z.object({
  depth: Count, items: z.array(ImpactItem), /** Of all items reached and changed; `items` holds the nearest. */ total: Count,
  edges: z.array(z.object({ from: z.string(), to: z.string(), kind: RelationKind })), services: z.array(ImpactService), blind: z.array(BlindSpot), blindTotal: Count,
  /** It names items that are in no register: its scope is unknown as far as they go. */
  isScopeUnknown: z.boolean(), changes: z.array(OtherChange), /** Nothing lies within a day of a window that nobody has planned. */ hasWindow: z.boolean(), isCut: z.boolean(),
});
export type ImpactReport = z.output<typeof ImpactReport>;

export const greatestDepth = 10;
const Depth = z.number().int().min(1).max(greatestDepth);
export const impact = {
  'impact.show': query('What a change reaches through the relations of its items, whose services these are, and what cannot be seen (RISK-04).',
    z.strictObject({ change: Ref, depth: Depth.optional() }), ImpactReport, ['change', 'service', 'person']),
  'impact.ofItems': query('What a change of these items would reach (RISK-04).',
    z.strictObject({ items: z.array(z.string().min(1).max(300)).min(1).max(5000), depth: Depth.optional() }), ImpactReport, ['change', 'service', 'person']),
  'impact.respond': command('The owner of an affected service, or a deputy, agrees or objects; signed (RISK-04).',
    z.strictObject({ change: Ref, service: z.string().min(1).max(300), response: Response, note: Prose.default('') }), Receipt),
};
