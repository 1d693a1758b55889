// Files that this device signs before they leave the workspace: who signs, and the text with its signature.
import type { TokenDocument } from '#contract/token.ts';
import { appError } from '../app-error.ts';
import type { JobContext, ReadContext } from '../ports.ts';
import type { Json } from '../trail/canonical.ts';
import { domainOf, keyIdOf, signedText } from '../trail/token.ts';
import type { SignedKind } from '../trail/token.ts';

/** The key of this device as the roster has it, and who signs with it. */
export function issuerOf(context: JobContext, read: ReadContext): { key: string; issuer: TokenDocument['issuer'] } {
  const key = read.db.get<{ key: string }>('SELECT key FROM device WHERE feed = ?', context.deviceFeed)?.key;
  if (key === undefined) throw appError('record_missing', { record: 'device', id: context.deviceFeed });
  return { key, issuer: { keyId: keyIdOf(key), site: read.organisation.site, person: read.actor.name } };
}
export const signed = (context: JobContext, kind: SignedKind, document: Json): string => signedText(kind, document, context.signAsDevice(domainOf(kind), document));
