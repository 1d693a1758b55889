// Draft changes of pipelines: made of a build without a workspace, signed, and taken in by a person (CHG-05). The file is canonical JSON.
import { z } from 'zod';
import { changeTypes } from '#contract/change.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { writeDraft } from '../commands/intake.ts';
import { readBuild } from '../formats/build.ts';
import type { Build } from '../formats/build.ts';
import { FormatError } from '../formats/format-error.ts';
import type { JobContext } from '../ports.ts';
import { encode } from '../trail/canonical.ts';
import { sha256Hex } from '../trail/hashes.ts';
import type { KeyPair } from '../trail/keys.ts';
import { isJsonSigned, signJson } from '../trail/signed-json.ts';
import { readCanonical } from './rollback-files.ts';
import type { FileAt } from './rollback-files.ts';

const draftDomain = 'gavel-change-draft-v1';
const line = (most = 300): z.ZodNullable<z.ZodString> => z.string().min(1).max(most).nullable();
const prose = z.string().max(20_000).nullable();
const instant = z.iso.datetime({ precision: 3 }).nullable();
/** The same fields as a build file has, in the form `readBuild` gives them; a change holds at most 500 items. */
const BuildSaid = z.strictObject({
  commit: z.string().regex(/^(?!0+$)[0-9a-f]{7,64}$/), title: z.string().trim().min(1).max(300), service: z.string().max(200), environment: line(100), items: z.array(z.string().trim().min(1).max(200)).max(500),
  artefacts: z.array(z.strictObject({ name: line(), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) })).max(200), type: z.enum(changeTypes).nullable(),
  pipeline: line(), run: line(), repository: line(1000), branch: line(), version: line(), url: z.string().regex(/^https?:\/\//i).max(2000).nullable(),
  description: prose, justification: prose, requester: line(), owner: line(), backoutPlan: prose, testPlan: prose, implementationPlan: prose,
  builtAt: instant, plannedStartAt: instant, plannedEndAt: instant, zone: z.string().min(1).max(64).nullable(),
});
const Draft = z.strictObject({ format: z.literal('gavel-change-draft'), v: z.literal(1), build: BuildSaid, madeAt: z.iso.datetime(), by: z.string().max(300), app: z.string().max(64) });
const DraftFile = z.strictObject({ draft: Draft, signature: z.strictObject({ key: z.string().regex(/^[0-9a-f]{64}$/), sig: z.string().max(100) }).nullable() });

async function buildIn({ path, name }: FileAt): Promise<Build> {
  try {
    return await readBuild(path, { name });
  } catch (error) {
    if (error instanceof FormatError) throw appError('build_unusable', { ...error.facts, problem: error.message }, { ...error.where, file: name });
    throw error;
  }
}

/** `signer` is the pipeline's key; without one the draft is unsigned. */
export type Drafting = { build: FileAt; signer: { pair: KeyPair; name: string } | null; now: string; app: string };
/** CHG-05: the text of a draft file. Refuses with `build_unusable`, the field in its place. */
export async function prepareDraft({ build: file, signer, now, app }: Drafting): Promise<Output<'change.prepareDraft'>> {
  const said = BuildSaid.safeParse(await buildIn(file));
  if (!said.success) {
    const field = said.error.issues[0]?.path.join('.') ?? '';
    throw appError('build_unusable', { problem: `${field} ${said.error.issues[0]?.message ?? 'is not as it should be'}` }, { file: file.name, field });
  }
  const draft = { format: 'gavel-change-draft', v: 1, build: said.data, madeAt: now, by: signer?.name ?? '', app } as const;
  const signature = signer ? signJson(draftDomain, draft, signer.pair) : null;
  return { text: `${encode({ draft, signature })}\n`, title: said.data.title, commit: said.data.commit, signedBy: signature?.key ?? null };
}

/** CHG-05: takes a draft in. Whose it is, is a claim until the key that signed it belongs to a device that is enrolled and stands. Refuses with `not_a_change_draft` or `signature_wrong`. */
export async function takeDraft(context: JobContext, { file }: Input<'change.takeDraft'>): Promise<Output<'change.takeDraft'>> {
  const staged = context.staged(file);
  const { value: { draft, signature } } = await readCanonical(DraftFile, staged, 'not_a_change_draft');
  if (signature !== null && !isJsonSigned(draftDomain, draft, signature)) throw appError('signature_wrong', { what: `${staged.name} was altered after it was signed` }, { file: staged.name });
  const key = signature?.key ?? null;
  const isProved = key !== null && context.read(({ db }) => db.get('SELECT 1 FROM device WHERE key = ? AND revoked_from IS NULL', key) !== undefined);
  const claimedBy = draft.by === '' ? 'a pipeline without a key' : draft.by;
  const taken = context.write((write) => writeDraft(write, draft.build, { digest: sha256Hex(encode(draft.build)), key, claimedBy: isProved ? claimedBy : `${claimedBy}, ${key === null ? 'unsigned' : 'a key that is not enrolled here'}` }));
  return { ...taken, claimedBy, isSigned: key !== null, isProved };
}
