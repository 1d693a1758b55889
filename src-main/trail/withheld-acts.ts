// Acts signed in a role that an access review withheld elsewhere (AUD-08): on a laptop that had not heard of it, while the review had not heard of the act. They count, and are named.
import type { TrailEvent } from './envelope.ts';
import type { Findings } from './findings.ts';
import type { Countersignature } from './revoked-acts.ts';

/** What commits say of a feed. */
type SeenOf = (feed: string) => readonly Countersignature[];
type Spot = { feed: string; seq: number };
type Decision = Spot & { by: string; verdict: string };
/** A right as a review lists it. */
type Right = Spot & { key: string; review: string; reviewer: string; holder: string; dueOn: string };
/** What was done with a right. Feeds are read one after the other, so this may come before its listing. */
type Done = { openedBy: Set<string>; decisions: Decision[] };
/** Commits of a feed with acts, and the claimed times of these in milliseconds: numbers only, because a long trail holds many acts and few rights that were withheld. */
type Acts = { seqs: number[]; ats: number[] };
export type WithheldActs = {
  /** To be told for every event of a believed commit; `isSigned` when its person's signature holds. */
  read(event: TrailEvent, at: Spot, isSigned: boolean): void;
  /** Names the acts, once everything has been read. `seenOf` is what commits say of a feed. */
  judge(findings: Findings, seenOf: SeenOf): void;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const idOf = (subject: string): string => subject.slice(subject.indexOf(':') + 1);
const adverse: ReadonlySet<string> = new Set(['revoke', 'change']);
const dayMs = 86_400_000;

/** From which commit on a feed had seen a place, and how many commits of a feed the writer of that place had seen: each is one walk, whatever is asked of it. */
function sightOf({ feed, seq }: Spot, seenOf: SeenOf): { sawItFrom(other: string): number; countOf(other: string): number } {
  const from = new Map<string, number>();
  for (const { by, seq: at, count } of seenOf(feed)) if (count > seq && at < (from.get(by) ?? Infinity)) from.set(by, at);
  return {
    sawItFrom: (other) => (other === feed ? seq : from.get(other) ?? Infinity),
    countOf: (other) => (other === feed ? seq + 1 : seenOf(other).reduce((most, { by, seq: at, count }) => (by === feed && at <= seq && count > most ? count : most), 0)),
  };
}

export function openWithheldActs(): WithheldActs {
  const rights = new Map<string, Right>();
  const done = new Map<string, Done>();
  const acts = new Map<string, Map<string, Acts>>();

  function noteAct({ by, d, at }: TrailEvent, { feed, seq }: Spot): void {
    const key = `role:${idOf(by)}:${text(d['role'])}`;
    const ofFeeds = acts.get(key) ?? acts.set(key, new Map()).get(key)!;
    const found = ofFeeds.get(feed) ?? ofFeeds.set(feed, { seqs: [], ats: [] }).get(feed)!;
    if (found.seqs.at(-1) === seq) return;
    found.seqs.push(seq);
    found.ats.push(Date.parse(at));
  }

  function noteRight({ t, s, by, d }: TrailEvent, at: Spot, isSigned: boolean): void {
    const it = done.get(s) ?? done.set(s, { openedBy: new Set(), decisions: [] }).get(s)!;
    if (t === 'accessRight.listed' && !rights.has(s)) rights.set(s, { ...at, key: text(d['key']), review: text(d['reviewNumber']), reviewer: text(d['reviewer']), holder: text(d['holder']), dueOn: text(d['dueOn']) });
    else if (t === 'accessRight.opened') it.openedBy.add(idOf(by));
    else if (t === 'accessRight.decided' && isSigned) it.decisions.push({ ...at, by: idOf(by), verdict: text(d['verdict']) });
  }

  /** Places that withhold a right for good: decisions of its reviewer against it that nobody who had seen them took back, or its listing where it ran out undecided. */
  function withholding(subject: string, { reviewer, holder, dueOn, ...listed }: Right, seenOf: SeenOf): { place: Spot; fromMs: number; because: string }[] {
    const { openedBy, decisions } = done.get(subject)!;
    const counting = decisions.filter(({ by }) => by === reviewer && by !== holder && openedBy.has(by));
    if (counting.length === 0) {
      const due = Date.parse(`${dueOn}T00:00:00.000Z`) + dayMs;
      return Number.isNaN(due) ? [] : [{ place: listed, fromMs: due, because: 'left undecided past its due day' }];
    }
    const isTakenBack = (one: Decision): boolean => counting.some((other) => (other.feed !== one.feed || other.seq !== one.seq) && sightOf(other, seenOf).countOf(one.feed) > one.seq);
    return counting.filter((one) => adverse.has(one.verdict) && !isTakenBack(one)).map((place) => ({ place, fromMs: -Infinity, because: place.verdict === 'change' ? 'changed to another' : 'revoked' }));
  }

  return {
    read(event, at, isSigned) {
      if (event.t.startsWith('accessRight.')) noteRight(event, at, isSigned);
      else if (isSigned && event.t !== 'accessReview.closed') noteAct(event, at);
    },
    judge(findings, seenOf) {
      const told = new Set<string>();
      for (const [subject, right] of rights) {
        const ofFeeds = acts.get(right.key);
        if (!ofFeeds) continue;
        for (const { place, fromMs, because } of withholding(subject, right, seenOf)) {
          const sight = sightOf(place, seenOf);
          for (const [feed, { seqs, ats }] of ofFeeds) {
            const [from, until] = [sight.countOf(feed), sight.sawItFrom(feed)];
            for (const [i, seq] of seqs.entries()) {
              const name = `${right.key} ${feed} ${seq}`;
              if (ats[i]! < fromMs || seq < from || seq >= until || told.has(name)) continue;
              told.add(name);
              findings.note('role_withheld', { feed, seq }, `Commit ${seq} holds an act in the role ${right.key.slice(right.key.lastIndexOf(':') + 1)}, which access review ${right.review} had ${because} elsewhere; neither laptop had heard of the other. It counts; somebody else should look at it.`);
            }
          }
        }
      }
    },
  };
}
