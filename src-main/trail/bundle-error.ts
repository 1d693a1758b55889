// What can be wrong with a bundle, and how much of anything it may hold (trail design, B6). Limits are checked before anything is parsed or allocated.

export type BundleProblem = 'truncated' | 'tampered' | 'wrong_org' | 'not_for_us' | 'bundle_passphrase_needed' | 'bundle_passphrase_wrong' | 'too_new' | 'limit_exceeded';
/** The bytes are no bundle that may be taken. `facts` go into the sentence for people. */
export class BundleError extends Error {
  readonly code: BundleProblem;
  readonly facts: Record<string, unknown>;
  constructor(code: BundleProblem, facts: Record<string, unknown> = {}) {
    super(`bundle: ${code} ${JSON.stringify(facts)}`);
    this.name = 'BundleError';
    this.code = code;
    this.facts = facts;
  }
}

const mebi = 1024 * 1024;
export type BundleLimits = {
  fileBytes: number; plainBytes: number; ratio: number; lineBytes: number; payloadBytes: number; allPayloadBytes: number; envelopeBytes: number;
  feeds: number; commits: number; minutes: number;
};
export const bundleLimits: BundleLimits = {
  fileBytes: 512 * mebi, plainBytes: 2048 * mebi, ratio: 200, lineBytes: mebi, payloadBytes: 32 * mebi, allPayloadBytes: 1024 * mebi, envelopeBytes: 64 * mebi,
  feeds: 1024, commits: 1_000_000, minutes: 10,
};
/** Recipients of one file, and the work factor (log 2 of N) of a passphrase that we are willing to do. */
export const ageLimits = { recipients: 64, workFactor: 18 };

export const tooMuch = (what: string, limit: number, unit: string): BundleError => new BundleError('limit_exceeded', { what, limit: `${limit} ${unit}` });
