import { z } from 'zod';
import { Vote } from './cab.ts';
import { job } from './define.ts';
import { ExportedFile, Prose, Ref } from './values.ts';

const Named = z.strictObject({ id: z.string().max(64), number: z.string().max(64) });
/** The ballot of an absent member (CAB-05): canonical JSON, signed with the key of the person. */
export const BallotDocument = z.strictObject({
  format: z.literal('gavel-ballot'), v: z.literal(1), org: z.string().max(100), meeting: Named, change: Named, /** What was on the screen. */ revision: z.string().max(128), person: z.strictObject({ id: z.string().max(64), name: z.string().max(300) }),
  vote: Vote, question: Prose, writtenAt: z.iso.datetime(),
});
export type BallotDocument = z.output<typeof BallotDocument>;

export const ballotRefusals = ['organisation', 'meeting', 'item', 'seat', 'signature', 'recused', 'revision', 'late', 'second'] as const;

export const ballot = {
  'ballot.write': job('Writes the signed ballot of a member who will not be in the room, for the laptop of the chair (CAB-05).', z.strictObject({ meeting: Ref, change: Ref, vote: Vote, question: Prose.default('') }), z.object({ file: ExportedFile, meeting: z.string(), change: z.string(), revision: z.string() })),
  'ballot.receive': job('Takes the ballot of an absent member; one that does not count is listed with its reason (CAB-05).', z.strictObject({ meeting: Ref, file: z.string() }),
    z.object({ person: z.string(), change: z.string(), vote: Vote, isCounted: z.boolean(), why: z.enum(ballotRefusals).nullable() })),
};
