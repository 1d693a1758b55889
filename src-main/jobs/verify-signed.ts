// The verdict on a token or a signed list handed over (DEP-01): whether its signature holds, and whether the key is one to believe.
import type { Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import type { Shown } from '../domain/gate-check.ts';
import { readFeed, readRevocations, readSchedule, readToken, readTrust } from './token-files.ts';
import type { FileAt, Trust } from './token-files.ts';

type Report = Output<'trail.verifyFile'>;
type Any = Shown<{ org: string }> & { covers: string; /** When it was issued. */ at: string };

/** Whichever of the four kinds it is. Refuses with `unreadable_file` when it is none. */
async function readAny(file: FileAt, trust: Trust): Promise<Any> {
  const forms = [
    async (): Promise<Any> => { const it = await readToken(file, trust); return { ...it, at: it.document.issuedAt, covers: `a token for ${it.document.change.number} in ${it.document.environment}, ${it.document.notBefore} to ${it.document.notAfter}` }; },
    async (): Promise<Any> => { const it = await readRevocations(file, trust); return { ...it, at: it.document.issuedAt, covers: `a revocation list of ${it.document.tokens.length} tokens and ${it.document.keys.length} keys, issued at ${it.document.issuedAt}` }; },
    async (): Promise<Any> => { const it = await readFeed(file, trust); return { ...it, at: it.document.issuedAt, covers: `a feed of ${it.document.freezes.length} freezes, issued at ${it.document.issuedAt}` }; },
    async (): Promise<Any> => { const it = await readSchedule(file, trust); return { ...it, at: it.document.issuedAt, covers: `a schedule of ${it.document.entries.length} freezes and changes until ${it.document.until}, issued at ${it.document.issuedAt}` }; },
  ];
  for (const form of forms) {
    try {
      return await form();
    } catch (error) {
      if (!(error instanceof AppError) || !['not_a_token', 'not_a_signed_list'].includes(error.refusal.code)) throw error;
    }
  }
  throw appError('unreadable_file', { file: file.name, reason: 'it is no token and no signed list in the form they are written in' }, { file: file.name });
}

/** Without keys to trust a signature that holds is one of somebody unknown. */
export async function verifySigned(file: FileAt, keys: FileAt | null): Promise<Report> {
  const { isSigned, signer, keyId, covers, at } = await readAny(file, keys === null ? new Map() : await readTrust(keys));
  const findings: Report['findings'] = [
    ...(isSigned ? [] : [{ kind: 'signature', severity: 'broken' as const, text: `The signature of ${file.name} does not hold: it was altered after it was signed.` }]),
    ...(signer === 'known' ? [] : [{ kind: 'signer', severity: 'note' as const, text: signer === 'revoked' ? `The key ${keyId.slice(0, 16)}… that signed it was revoked.` : `Nothing given vouches for the key ${keyId.slice(0, 16)}… that signed it; name the keys to trust with --trust.` }]),
  ];
  return { verdict: !isSigned ? 'broken' : signer === 'known' ? 'intact' : 'unknown-signer', depth: 'deep', what: file.name, events: 0, feeds: [], findings, signer: { who: `the key ${keyId.slice(0, 16)}…`, at }, covered: [covers], notCovered: ['whether it was revoked or used since, which the gate asks'], root: null };
}
