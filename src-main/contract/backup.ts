// What a backup is made of (SYN-03). Its operations are those of a workspace.
import { z } from 'zod';
import { Count } from './values.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Names of what a backup may hold: fixed ones and patterns, so that none of them can be a path. */
export const PartName = z.string().regex(/^(gavel\.db|device\.json|database\.json|recovery-kit\.json|person-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.json)$/);
export const BackupFeed = z.strictObject({ feed: z.string().regex(/^[0-9a-f]{32}$/), count: Count, head: Sha256 });

/** The first line of a backup. `key` opens the database of an encrypted workspace, so that a backup can be verified by whoever has its passphrase. */
export const BackupManifest = z.strictObject({
  kind: z.literal('gavel-backup'), v: z.literal(1), org: z.string().min(1).max(100), organisation: z.string().max(300), site: z.string().max(4), made: z.iso.datetime(), app: z.string().max(100),
  feeds: z.array(BackupFeed).max(10_000), events: Count, key: Sha256.nullable(),
  parts: z.array(z.strictObject({ name: PartName, size: Count, sha256: Sha256 })).min(2).max(1_000),
});
export type BackupManifest = z.output<typeof BackupManifest>;

/** What a backup holds, as people compare it. */
export const BackupCounts = z.object({ made: z.string(), commits: Count, events: Count, feeds: z.array(BackupFeed) });
export type BackupCounts = z.output<typeof BackupCounts>;
