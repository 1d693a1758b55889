// Words and marks of deployment tokens.
import type { TokenRow } from '#contract/token.ts';
import type { Signal } from '../../ui/marks.tsx';

export const standingWords: Record<TokenRow['standing'], string> = { 'not-yet': 'counts later', 'in-force': 'in force', expired: 'expired', revoked: 'revoked', void: 'void' };
export const standingSignals: Record<TokenRow['standing'], Signal> = { 'not-yet': 'missing', 'in-force': 'ok', expired: 'unseen', revoked: 'bad', void: 'bad' };
export const shortDigest = (sha256: string): string => `${sha256.slice(0, 12)}…`;
export const shortToken = (id: string): string => id.slice(0, 8);

/** One word of a shell, quoted where it has to be. */
const quoted = (word: string): string => (/^[\w.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
/** The file as the core names it. */
const fileOf = (change: string, token: string | null): string => (token === null ? 'TOKEN.json' : `${change}-token-${shortToken(token)}.json`);
type Gate = { token: string | null; change: string; environment: string; artefact: string | null; isDemanding: boolean };
/** What the pipeline calls before it deploys, one flag to a line; the lists are left out where nothing demands them. */
export const gateCommand = ({ token, change, environment, artefact, isDemanding }: Gate): string => [
  'gavel gate', `--token ${fileOf(change, token)}`, '--trust gavel-trust.json', `--change ${quoted(change)}`, `--env ${quoted(environment)}`, `--artifact ${artefact === null ? 'FILE' : `sha256:${artefact}`}`,
  ...(isDemanding ? ['--feed freezes.json', '--revocations revocations.json'] : []), '--ledger used-tokens.jsonl', '--json',
].join(' \\\n  ');
