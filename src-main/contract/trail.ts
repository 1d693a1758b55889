import { z } from 'zod';
import { job, query, session } from './define.ts';
import { Count, ExportedFile, Instant, Page, Ref } from './values.ts';

export const verdicts = ['intact', 'intact-with-gaps', 'broken', 'unknown-signer'] as const;
export const Verdict = z.enum(verdicts);
/** A verdict as it is said in the window, on paper and on the command line. */
export const verdictWords: Record<(typeof verdicts)[number], string> = { intact: 'Intact', 'intact-with-gaps': 'Intact with gaps', broken: 'Broken', 'unknown-signer': 'The signer is not known' };
const fileForms = [['{\n "kind": "gavel-proof"', 'proof'], ['{', 'signed'], ['%PDF-', 'sealed'], ['age-encryption.org/v1\n', 'bundle'], ['gavel-checkpoint-v1\n', 'checkpoint'], ['# gavel-manifest-v1\n', 'manifest'], ['0\x82', 'stamp']] as const;
export type FileForm = (typeof fileForms)[number][1];
/** What a file says it is by its first bytes, given as Latin-1: a token or signed list, a sealed PDF, a bundle, a checkpoint, the manifest of a pack, the proof of an event, a time-stamp (DER of more than 255 bytes). Null when nothing here can check it. */
export const formOfFile = (start: string): FileForm | null => fileForms.find(([begins]) => start.startsWith(begins))?.[1] ?? null;
export const Finding = z.object({ kind: z.string(), severity: z.enum(['broken', 'gap', 'note']), feed: z.string().optional(), seq: Count.optional(), event: Count.optional(), text: z.string() });
export const TrailReport = z.object({
  verdict: Verdict, depth: z.enum(['fast', 'deep']), what: z.string(), events: Count,
  feeds: z.array(z.object({ feed: z.string(), count: Count, head: z.string() })), findings: z.array(Finding),
  covered: z.array(z.string()), notCovered: z.array(z.string()), root: z.string().nullable(), /** Who signed a file that was handed over, and when by their own clock. */ signer: z.object({ who: z.string(), at: z.string().nullable() }).optional(),
});
export type TrailReport = z.output<typeof TrailReport>;

export const trail = {
  'trail.verify': job('Recomputes the whole trail: every link, checkpoints, signatures (AUD-01).', z.strictObject({ deep: z.boolean().default(false), root: z.string().max(400).optional() }), TrailReport),
  'trail.verifyFile': session('Checks a pack, one of its volumes or its manifest, minutes, a bundle, a token, a signed list, a checkpoint or a time-stamp handed over (AUD-01). All but bundles need no workspace.', z.strictObject({ file: z.string(), beside: z.array(z.string()).max(10_000).optional().describe('the other files of a pack that were handed over with it, or the signature and time-stamps of a checkpoint'), passphrase: z.string().min(8).max(1024).optional().describe('of a bundle that opens with one'), keys: z.string().optional(), root: z.string().max(400).optional(), ca: z.string().max(20_000).optional() }), TrailReport),
  'trail.rebuild': job('Projections anew from the trail, compared with what stood there.', z.strictObject({}), z.object({ tables: z.array(z.object({ table: z.string(), rows: Count, isEqual: z.boolean() })), isEqual: z.boolean(), events: Count })),
  'trail.events': query('The latest events of the trail.', z.strictObject(Page), z.object({ rows: z.array(z.object({ feed: z.string(), seq: Count, place: Count, type: z.string(), subject: z.string(), by: z.string(), at: z.string(), hash: z.string() })), next: z.string().nullable() }), ['trail']),
  'pack.write': job('A signed audit pack over changes, a meeting, a release, a period, or a control in a period, with its evidence attached (AUD-02).',
    z.strictObject({ change: z.array(Ref).max(2000).optional(), meeting: Ref.optional(), release: Ref.optional(), from: Instant.optional(), to: Instant.optional(), control: z.string().trim().min(1).max(80).optional().describe('only what this control binds in the period, such as SOX/CC-4'), name: z.string().max(120).optional(), pages: Count.min(10).max(2000).optional().describe('pages of one volume at most, else 2000; a longer pack comes in several') }),
    z.object({ /** The one that holds the manifest and the evidence: the only one, or the last volume. */ file: ExportedFile, files: z.array(ExportedFile), volumes: Count, pages: Count, changes: Count, gaps: Count })),
  'export.authority': job('Writes the certificate that stands behind the seals of this organisation as authority.pem: whoever checks a pack without Gavel gets it from the organisation, not out of the pack, with its fingerprint and the words of the root on paper or by voice (AUD-02).',
    z.strictObject({}), z.object({ file: ExportedFile, /** SHA-256 of the certificate (hex), as covers of packs print it. */ fingerprint: z.string(), rootWords: z.string() })),
  'export.changes': job('Changes as a spreadsheet-safe CSV; with the name of a saved mapping those of its source, in its columns, with their status and decisions (CHG-05).', z.strictObject({ format: z.enum(['csv']).default('csv'), mapping: z.string().min(1).max(300).optional() }), z.object({ file: ExportedFile, rows: Count })),
};
