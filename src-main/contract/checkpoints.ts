// Checkpoints of the trail and the time-stamps that were brought in for them (AUD-01; RFC 3161).
import { z } from 'zod';
import { job, query } from './define.ts';
import { Count, ExportedFile, May } from './values.ts';

/** A checkpoint by its feed (or the first digits of it, or the site of its device) and the number of commits it covers. */
export const CheckpointName = z.string().regex(/^([0-9a-f]{6,32}|[A-Z][A-Z0-9]{1,3})\/[1-9]\d{0,14}$/, 'FEED/COMMITS, such as A1/256').describe('feed or site and the number of commits it covers, such as A1/256');

export const Stamp = z.object({
  id: z.string(), /** Whom the certificate in the reply names; nobody here judges whether to believe it. */ authority: z.string(), issuer: z.string(), /** SHA-256 of that certificate. */ fingerprint: z.string(), /** Last moment of that certificate. */ until: z.string(),
  /** The time the authority states. */ at: z.string(), accuracyMs: z.number().nullable(), policy: z.string(), serial: z.string(), importedBy: z.string(), importedAt: z.string(),
});
export type Stamp = z.output<typeof Stamp>;
export const CheckpointRow = z.object({
  checkpoint: CheckpointName, feed: z.string(), site: z.string(), count: Count, root: z.string(), head: z.string(), /** By the clock of its device. */ madeAt: z.string(), stamps: z.array(Stamp),
});
export type CheckpointRow = z.output<typeof CheckpointRow>;
/** How anybody checks a reply against the checkpoint and the authority's own certificate, which has to come from the authority. */
export const verifyCommand = (stem: string): string => `openssl ts -verify -data ${stem}.txt -in ${stem}.tsr -CAfile tsa-ca.pem`;

export const checkpoints = {
  'checkpoint.list': query('Checkpoints of the trail, the latest first, with the time-stamps of each; those that have one come whether they are late or not (AUD-01).', z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(20) }), z.object({ rows: z.array(CheckpointRow), /** How many there are. */ total: Count, stamped: Count, mayStamp: May }), ['trail']),
  'checkpoint.writeRequest': job('Writes the request of a time-stamp for a checkpoint (RFC 3161), with the checkpoint and its signature: to be taken to a time-stamping authority on another machine.', z.strictObject({ checkpoint: CheckpointName.optional().describe('else the newest of this device, made now where something was written since') }),
    z.object({ checkpoint: CheckpointName, file: ExportedFile, files: z.array(ExportedFile), /** What sends the request, and what checks the reply. */ commands: z.array(z.string()) })),
  'checkpoint.importReply': job('Takes the reply of a time-stamping authority in and keeps it beside the checkpoint it is of (RFC 3161). Whether the authority is to be trusted is not judged.', z.strictObject({ file: z.string() }),
    z.object({ /** False where this authority had stamped this checkpoint before. */ isNew: z.boolean(), checkpoint: CheckpointName, stamp: Stamp, /** The line that checks it. */ command: z.string() })),
};
