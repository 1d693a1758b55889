// Words and marks of deployment tokens.
import type { TokenRow } from '#contract/token.ts';
import type { Signal } from '../../ui/marks.tsx';

export const standingWords: Record<TokenRow['standing'], string> = { 'not-yet': 'counts later', 'in-force': 'in force', expired: 'expired', revoked: 'revoked', void: 'void' };
export const standingSignals: Record<TokenRow['standing'], Signal> = { 'not-yet': 'missing', 'in-force': 'ok', expired: 'unseen', revoked: 'bad', void: 'bad' };
export const shortDigest = (sha256: string): string => `${sha256.slice(0, 12)}…`;
export const shortToken = (id: string): string => id.slice(0, 8);

/** One word of a shell, quoted where it has to be. */
const quoted = (word: string): string => (/^[\w.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
type Gate = { change: string; environment: string; artefact: string | null; isDemanding: boolean };
/** What the pipeline calls before it deploys; the lists are left out where nothing demands them. */
export const gateCommand = ({ change, environment, artefact, isDemanding }: Gate): string => [
  'gavel gate --token token.json --trust gavel-trust.json', `--change ${quoted(change)} --env ${quoted(environment)} --artifact ${artefact === null ? 'FILE' : `sha256:${artefact}`}`,
  ...(isDemanding ? ['--feed freezes.json --revocations revocations.json'] : []), '--ledger used-tokens.jsonl --json',
].join(' \\\n  ');
