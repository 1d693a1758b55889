// Files for pipelines: deployment tokens, revocation lists, freeze feeds, and the keys to believe (DEP-01, DEP-02).
import { randomBytes } from 'node:crypto';
import type { Input, Output } from '#contract/index.ts';
import type { FeedDocument, RevocationDocument, TokenDocument, TrustDocument } from '#contract/token.ts';
import { AppError, appError } from '../app-error.ts';
import { writeIssued } from '../commands/token.ts';
import type { Dossier, Piece } from '../domain/dossier.ts';
import { emergencyGrant } from '../domain/emergency-pieces.ts';
import { piecesAt } from '../domain/gates.ts';
import { textOf } from '../domain/item.ts';
import { openDecisions } from '../domain/merge-change.ts';
import { freezesPassed } from '../domain/schedule.ts';
import { addDays, endOfDay } from '../domain/spans.ts';
import { decisionOf, isDemanding, isRefused, materialOf, termsOf } from '../domain/token.ts';
import type { Terms } from '../domain/token.ts';
import type { JobContext, ReadContext } from '../ports.ts';
import { voidTokens } from '../queries/token.ts';
import { encode } from '../trail/canonical.ts';
import { fingerprintWords, publicKeyPem } from '../trail/keys.ts';
import { assertMay, note, place, stampOf } from './export-file.ts';
import { issuerOf, signed } from './signed-file.ts';
import { mostTokenBytes } from './token-files.ts';

/** Exceptions that let a piece pass: without them the token holds no more. */
function exceptionsIn(pieces: readonly Piece[]): TokenDocument['exceptions'] {
  const all = pieces.flatMap(({ status, why }) => (status === 'waived' && why?.code === 'exception_holds' ? [{ number: String(why.facts['exception']), rule: String(why.facts['rule']), until: endOfDay(String(why.facts['until'])) }] : []));
  return all.filter(({ number }, i) => all.findIndex((other) => other.number === number) === i);
}
const owed = ({ change }: Dossier): string[] => openDecisions(change).flatMap(({ conditions }) => conditions).filter(({ metAt }) => metAt === null).map(({ text, owner, dueOn }) => `${text} (${owner}, ${dueOn})`);

function documentOf(read: ReadContext, dossier: Dossier, terms: Terms, ids: Pick<TokenDocument, 'id' | 'issuer' | 'nonce'>): TokenDocument {
  const { change, policy, backout } = dossier;
  const grant = emergencyGrant(dossier, read.now);
  const places = read.placesOf(change);
  return {
    format: 'gavel-token', v: 1, ...ids, org: read.organisation.id, change: { id: change.id, number: change.number }, release: null, decision: decisionOf(dossier, read.now), policy: policy.version, tier: change.tier,
    environment: terms.environment, services: change.fields.service === '' ? [] : [change.fields.service], items: [...(grant?.items ?? change.fields.items)], artefacts: terms.artefacts, notBefore: terms.notBefore, notAfter: terms.notAfter,
    conditions: owed(dossier), type: change.fields.type, permits: [...new Set(freezesPassed(dossier.schedule, read.now).map(({ id }) => id))], departments: [...places.departments], regions: [...places.regions], emergency: grant !== null, bypassed: (grant?.bypassed ?? []).map(({ control, reason }) => ({ control, reason })), exceptions: exceptionsIn(piecesAt('token', dossier, read.now)),
    triggers: backout.sheet?.triggers?.value.triggers ?? [], demands: { isDemanded: isDemanding(dossier, terms.environment), hours: policy.token.listHours }, issuedAt: read.now,
  };
}

/** DEP-01: the file, and the signed act behind it. Refuses with what is open at the gate, and leaves nothing then. */
export async function issueToken(context: JobContext, { change: ref, environment, artefacts, notBefore, until }: Input<'token.issue'>): Promise<Output<'token.issue'>> {
  const { document, terms, key, act } = context.read((read) => {
    const dossier = read.dossierOf(read.loadChange(ref));
    const agreed = termsOf(dossier, { environment, artefacts, notBefore, until }, read);
    if (isRefused(agreed)) throw new AppError(agreed.error);
    const from = issuerOf(context, read);
    const made = documentOf(read, dossier, agreed, { id: context.newId(), issuer: from.issuer, nonce: randomBytes(16).toString('hex') });
    return { document: made, terms: agreed, key: from.key, act: { id: made.id, material: read.digest(materialOf(dossier)), decision: made.decision } };
  });
  const text = signed(context, 'token', document);
  if (Buffer.byteLength(text) > mostTokenBytes) throw appError('limit_exceeded', { what: 'The token', limit: '1 MiB; name fewer configuration items' });
  const file = place(context, { name: `${document.change.number}-token-${document.id.slice(0, 8)}.json`, text }, (digest) => {
    context.write((write) => { writeIssued(write, ref, { ...act, digest, terms }); });
  });
  return { file, id: document.id, notBefore: document.notBefore, notAfter: document.notAfter, isEmergency: document.emergency, isDemanding: document.demands.isDemanded, signedBy: fingerprintWords(Buffer.from(key, 'hex')) };
}

/** Tokens revoked by a person, those void because their change is no longer authorised as it was, and keys of revoked devices. */
export async function writeRevocations(context: JobContext): Promise<Output<'token.writeRevocations'>> {
  const { document, key } = context.read((read): { document: RevocationDocument; key: string } => {
    assertMay('revokeToken', read);
    const from = issuerOf(context, read);
    const keys = read.db.all<{ key: string }>('SELECT key FROM device WHERE revoked_from IS NOT NULL ORDER BY key').map((row) => row.key);
    return { document: { format: 'gavel-revocations', v: 1, org: read.organisation.id, issuedAt: read.now, issuer: from.issuer, tokens: voidTokens(read), keys }, key: from.key };
  });
  const name = `revocations-${stampOf(document.issuedAt)}.json`;
  const file = place(context, { name, text: signed(context, 'revocations', document) }, note(context, 'revocations', name));
  return { file, count: document.tokens.length, signedBy: fingerprintWords(Buffer.from(key, 'hex')) };
}

type Freeze = FeedDocument['freezes'][number];
/** How far ahead a feed looks; a gate asks for one that is a day old at most. */
const feedDays = 92;
/** A token names services by their names, so that is what the gate compares. */
const nameOfService = (read: ReadContext, id: string): string => { const service = read.findService(id); return service ? textOf(service.values, 'name') : id; };
/** Freezes that are not over, occurrence by occurrence. The organisation has too many of them only if somebody means to hide one, so the nearest are listed. */
const freezesAhead = (read: ReadContext): Freeze[] => read.heldIn({ startsAt: read.now, endsAt: addDays(read.now, feedDays) }, ['freeze', 'stabilisation']).slice(0, 10_000)
  .map(({ entry: { id, title, owner, mode, permitted, scope }, at: { startsAt, endsAt } }) => ({ id, title: title.slice(0, 300), owner: owner.slice(0, 300), mode, permitted: [...permitted], scope: scope.map((part) => (part.by === 'service' && part.id !== undefined ? { ...part, id: nameOfService(read, part.id) } : part)), startsAt, endsAt }));
export async function writeFeed(context: JobContext): Promise<Output<'token.writeFeed'>> {
  const { document, key } = context.read((read): { document: FeedDocument; key: string } => {
    assertMay('exchange', read);
    const from = issuerOf(context, read);
    return { document: { format: 'gavel-freezes', v: 1, org: read.organisation.id, issuedAt: read.now, issuer: from.issuer, freezes: freezesAhead(read) }, key: from.key };
  });
  const name = `freezes-${stampOf(document.issuedAt)}.json`;
  const file = place(context, { name, text: signed(context, 'freezes', document) }, note(context, 'freezes', name));
  return { file, count: document.freezes.length, signedBy: fingerprintWords(Buffer.from(key, 'hex')) };
}

/** What a pipeline pins. It is carried there by hand, as it says whom to believe. */
export async function writeTrust(context: JobContext, { form }: Input<'token.writeTrust'>): Promise<Output<'token.writeTrust'>> {
  const { list, key } = context.read((read): { list: TrustDocument; key: string } => {
    const rows = read.db.all<{ key: string; site: string; isRevoked: number }>('SELECT key, site, revoked_from IS NOT NULL AS isRevoked FROM device ORDER BY site, key');
    return { list: { format: 'gavel-trust', v: 1, org: read.organisation.id, keys: rows.map(({ isRevoked, ...row }) => ({ ...row, isRevoked: isRevoked === 1 })) }, key: issuerOf(context, read).key };
  });
  const name = form === 'pem' ? `gavel-${key.slice(0, 8)}.pem` : 'gavel-trust.json';
  const file = place(context, { name, text: form === 'pem' ? publicKeyPem(Buffer.from(key, 'hex')) : `${encode(list)}\n` }, note(context, 'trust', name));
  return { file, count: form === 'pem' ? 1 : list.keys.length, signedBy: fingerprintWords(Buffer.from(key, 'hex')) };
}
