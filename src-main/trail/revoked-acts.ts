// Acts signed with a key that was revoked later: which of them still count (SEC-02, design section 9). Never decided by a claimed time.
import type { Findings } from './findings.ts';
import type { Origin, Position } from './roster.ts';
import { isVisible } from './roster.ts';

/** A commit that says how much of another feed its writer had seen: with its signature it countersigns everything up to there. */
export type Countersignature = { by: string; seq: number; count: number };
type Ended = { person: string; key: string; counts: Record<string, number>; at: Origin; from: Position };
export type RevokedActs = {
  /** A commit's own word on other feeds; to be told for every believed commit. */
  countersigned(by: { feed: string; seq: number }, seen: Readonly<Record<string, readonly [number, string]>>): void;
  signed(act: { person: string; key: string; feed: string; seq: number }): void;
  revoked(ended: Ended): void;
  /** What commits said of a feed. */
  seenOf(feed: string): readonly Countersignature[];
  /** Says which acts under revoked keys count and why, once everything has been read. */
  judge(findings: Findings): void;
};

const named = (person: string, key: string): string => `${person}\n${key}`;

/** Whether another device had countersigned a commit before the key was revoked: then the act is older than the revocation. */
export function isActCovered({ feed, seq }: { feed: string; seq: number }, countersignatures: readonly Countersignature[], from: Position): boolean {
  return countersignatures.some(({ by, seq: place, count }) => by !== feed && count > seq && isVisible({ feed: by, seq: place, event: -1, hlc: '' }, from));
}

export function openRevokedActs(): RevokedActs {
  const seenOf = new Map<string, Countersignature[]>();
  // Commits by feed, for each key: numbers only, because a long trail holds many acts and hardly ever a revocation.
  const acts = new Map<string, Map<string, number[]>>();
  const ends: Ended[] = [];

  const judgeOne = ({ person, key, counts, at, from }: Ended, findings: Findings, told: Set<string>): void => {
    let byPosition = 0;
    let byOthers = 0;
    for (const [feed, seqs] of acts.get(named(person, key)) ?? []) {
      for (const seq of seqs) {
        const place = `${feed} ${seq}`;
        if (seq < (counts[feed] ?? 0)) byPosition += 1;
        else if (isActCovered({ feed, seq }, seenOf.get(feed) ?? [], from)) byOthers += 1;
        else if (!told.has(place)) {
          told.add(place);
          findings.gap('act_quarantined', { feed, seq }, `Commit ${seq} holds an act under a key that was revoked, and nobody had countersigned it before; it does not count, whatever time it claims.`);
        }
      }
    }
    const kept = [`${byPosition} by the positions the revocation names`, ...(byOthers > 0 ? [`${byOthers} because another device had countersigned them before`] : [])];
    findings.note('key_revoked', { feed: at.feed, seq: at.seq, event: at.event }, `A person's key ended here. Of its acts these still count: ${kept.join(', ')}.`);
  };

  return {
    countersigned({ feed: by, seq }, seen) {
      for (const feed in seen) {
        const known = seenOf.get(feed);
        const said = { by, seq, count: seen[feed]![0] };
        if (known) known.push(said);
        else seenOf.set(feed, [said]);
      }
    },
    signed({ person, key, feed, seq }) {
      const byFeed = acts.get(named(person, key)) ?? acts.set(named(person, key), new Map()).get(named(person, key))!;
      const seqs = byFeed.get(feed);
      if (!seqs) byFeed.set(feed, [seq]);
      else if (seqs.at(-1) !== seq) seqs.push(seq);
    },
    // Where the writer stands is read on and grows, hence a copy.
    revoked(ended) { ends.push({ ...ended, from: { ...ended.from, seen: new Map(ended.from.seen) } }); },
    seenOf: (feed) => seenOf.get(feed) ?? [],
    judge(findings) {
      const told = new Set<string>();
      for (const ended of ends) judgeOne(ended, findings, told);
    },
  };
}
