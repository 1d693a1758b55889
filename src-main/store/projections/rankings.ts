// What records say of the candidates of a prioritisation (REL-06).
import { exceptionSheet } from '../../domain/exceptions.ts';
import { exceptionFor } from '../../domain/waivers.ts';
import { nameKey } from '../../domain/item.ts';
import type { Candidate, Known } from '../../domain/ranking.ts';
import { ruleFor } from '../../domain/ranking-acts.ts';
import { releaseScore, tierOfScore } from '../../domain/risk-score.ts';
import { groupsOf, impactIndex } from '../../domain/stakeholders.ts';
import { releaseSheet } from '../../domain/release.ts';
import type { ReadDb } from '../open.ts';
import { findChange } from './change.ts';
import { policyInForce } from './policy.ts';
import type { ReleaseRecords } from './releases.ts';
import { findSheet, listSheets } from './sheets.ts';

export type RankingRecords = {
  /** Candidates with tier, impact index and deadline of the records they stand for, and whether an exception lets them fall below the line. */
  knownCandidates(candidates: readonly Candidate[], now: string): Known[];
};

type Reads = Pick<ReleaseRecords, 'releaseFactsOf'>;
type Told = Candidate & { number: string | null; /** Keys of exceptions that may speak for it, beside those for everything. */ keys: string[] };
function told(db: ReadDb, { releaseFactsOf }: Reads, candidate: Candidate): Told {
  if (candidate.kind === 'change') {
    const change = findChange(db, candidate.of);
    const service = change && db.get<{ id: string }>('SELECT id FROM service WHERE name_key = ?', nameKey(change.fields.service));
    return change === null ? { ...candidate, number: null, keys: [] } : { ...candidate, number: change.number, name: change.fields.title, tier: change.tier, keys: [change.id, ...(service ? [`service:${service.id}`] : [])] };
  }
  const release = candidate.kind === 'release' ? findSheet(db, releaseSheet, candidate.of) : null;
  if (release === null) return { ...candidate, number: null, keys: [] };
  const { members, graph, assessed } = releaseFactsOf(release);
  const scores = members.flatMap(({ change }) => change.score ?? []);
  const groups = groupsOf(assessed.sheet);
  const due = release.duties.flatMap(({ dueOn }) => dueOn ?? []).toSorted()[0] ?? null;
  return { ...candidate, number: release.number, name: release.name.value, tier: scores.length === 0 ? null : tierOfScore(releaseScore(scores, graph.edges.length), policyInForce(db).tiers), impact: groups.length === 0 ? null : impactIndex(groups), dueOn: candidate.dueOn ?? due, keys: [] };
}

export const rankingRecords = (db: ReadDb, reads: Reads): RankingRecords => ({
  knownCandidates: (candidates, now) => candidates.map((candidate) => {
    const { keys, ...known } = told(db, reads, candidate);
    const exceptions = [...keys, 'everything'].flatMap((change) => listSheets(db, exceptionSheet, { change }));
    const found = exceptionFor(ruleFor(known), { exceptions, policy: policyInForce(db) }, now);
    return { ...known, isExcepted: found?.standing === 'valid' };
  }),
});
