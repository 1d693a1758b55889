// Refusals about prioritisation (REL-06).
import { entry, t } from './error-entry.ts';

export const rankingErrors = {
  ranking_named_twice: entry('invalid', (f) => `There is a prioritisation ${t(f['ranking'])} already.`),
  ranking_weights: entry('invalid', (f) => `The weights sum to ${t(f['sum'])} percent and have to make 100.`),
  candidate_unnamed: entry('invalid', () => 'Name the feature, or the change or release the candidate stands for.'),
  candidate_twice: entry('invalid', (f) => `${t(f['candidate'])} is a candidate already.`),
  candidate_deferred: entry('refused', (f) => `${t(f['candidate'])} is left for later. Take it up again first.`),
  candidate_not_deferred: entry('refused', (f) => `${t(f['candidate'])} is not left for later.`),
  regulatory_below_line: entry('refused', (f) => `${t(f['candidate'])} is due by regulation on ${t(f['dueOn'])}, so it stays above the line. Ask for an exception from ${t(f['rule'])} first, in the register of exceptions.`),
};
