// A bundle after staging: checked on its own, trusted by nobody yet.
import type { Manifest } from '../../trail/bundle-frames.ts';
import type { Incoming } from './place.ts';

/** Commits `from` to `to` − 1 of a feed; a forked feed may come in several ranges, told apart by their last commit. */
export type StagedRange = { feed: string; from: number; to: number; head: string; index: number };
export type Staged = {
  manifest: Manifest;
  /** The manifest's line as it was signed, with the signature of the device that sent it. */
  signed: { line: Uint8Array; sig: Uint8Array };
  end: { line: Uint8Array; sig: Uint8Array };
  /** Roster first, then feeds by id. */
  ranges: readonly StagedRange[];
  commits(range: StagedRange, from: number, limit: number): Incoming[];
  payload(commitment: Uint8Array): { salt: Uint8Array; bytes: Uint8Array } | null;
  checkpoints(): Iterable<{ feed: string; count: number; text: string; sig: Uint8Array }>;
};
