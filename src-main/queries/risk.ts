// The risk of a change for the screen, and the heat map of what waits (RISK-01 to RISK-03).
import type { HeatCell, RiskAnswer, RiskRecord } from '#contract/risk.ts';
import type { ChangeState, Tier } from '#contract/change.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Dossier } from '../domain/dossier.ts';
import { nameKey } from '../domain/item.ts';
import { questionnaire, questionnaireVersion } from '../domain/questionnaire.ts';
import { isComplete, standingOf } from '../domain/risk.ts';
import type { RiskForm, Said, SignedRisk } from '../domain/risk.ts';
import * as acts from '../domain/risk-acts.ts';
import { whatWouldLower } from '../domain/risk-lower.ts';
import { classifiedImpact, heatOf, pointsIn, pointsOfScore, reversibilityOf, reversibilityWords, scoreOf, tierOfCell, tierOfScore, tierThatHolds, tierWord } from '../domain/risk-score.ts';
import type { Score } from '../domain/risk-score.ts';
import { needs } from '../domain/roles.ts';
import type { Kept } from '../domain/sheet.ts';
import type { Json } from '../domain/event.ts';
import { impactLevels, tiers } from '#contract/change.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Written = { by: string; at: string; also: { said: string; by: string; at: string }[] };
const writtenOf = <T extends Json>(context: ReadContext, kept: Kept<T>, say: (value: T) => string): Written =>
  ({ by: nameOf(context, kept.by), at: kept.at, also: kept.losers.map((lost) => ({ said: say(lost.value), by: nameOf(context, lost.by), at: lost.at })) });

const answerWords: Record<Said['answer'], string> = { yes: 'Yes', no: 'No', unknown: 'Unknown', 'not-applicable': 'Not applicable' };
const sayAnswer = (said: Said): string => [answerWords[said.answer] + (said.residual === null ? '' : `, ${said.residual} remains`), said.mitigation, said.reason].filter((part) => part !== '').join(': ');

function answerOf(context: ReadContext, kept: Kept<Said> | undefined): RiskAnswer | null {
  return kept ? { ...kept.value, isComplete: isComplete(kept.value), ...writtenOf(context, kept, sayAnswer) } : null;
}

const signatureOf = (context: ReadContext, { id, score, tier, by, role, at, policy, questionnaire: version, scope }: SignedRisk): RiskRecord['assessment']['earlier'][number] =>
  ({ id, score, tier, by: nameOf(context, by), role, at, policy, questionnaire: version, scope: scope.slice(0, 16) });

function nextTier({ score, computed }: Score, bands: RiskRecord['bands']): RiskRecord['next'] {
  const below = tiers[tiers.indexOf(computed) - 1];
  return computed === 'low' || below === undefined ? null : { points: score - (bands[computed] - 1), tier: below };
}

function formOf(context: ReadContext, dossier: Dossier): Pick<RiskRecord, 'impact' | 'reversibility' | 'manual' | 'sections'> {
  const { risk, service, change, scope } = dossier;
  const impact = classifiedImpact(dossier);
  const manual = risk?.manual;
  const computed = scoreOf(dossier, context.now).computed;
  return {
    impact: {
      level: impact?.level ?? 'high', because: impact?.because ?? 'not classified yet, so it counts as High', sensitivity: risk?.classification?.value.sensitivity ?? null, users: risk?.classification?.value.users ?? null,
      serviceTier: service?.tier ?? null, suggested: change.fields.dataClassification,
      written: risk?.classification ? writtenOf(context, risk.classification, ({ sensitivity, users }) => `${sensitivity}, ${users} users`) : null,
    },
    reversibility: { value: risk?.reversibility?.value ?? null, because: reversibilityOf(dossier, context.now).because, written: risk?.reversibility ? writtenOf(context, risk.reversibility, (value) => reversibilityWords[value]) : null },
    manual: manual ? { tier: manual.value.tier, reason: manual.value.reason, holds: tierThatHolds(computed, manual.value, scope).rule !== 'points', ...writtenOf(context, manual, ({ tier, reason }) => [tierWord(tier), reason].filter((part) => part !== '').join(': ')) } : null,
    sections: questionnaire.map((section) => ({
      id: section.id, label: section.label, open: acts.openIn(section, risk), questions: section.questions.map(({ id, text, hint }) => ({ id, text, hint, said: answerOf(context, risk?.answers[id]) })),
    })),
  };
}

/** Everything the risk page shows; the printed report reads the same. */
export function riskRecord(context: ReadContext, ref: string): RiskRecord {
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  const score = scoreOf(dossier, context.now);
  const { status, signed } = acts.assessmentOf(dossier);
  const { policy } = dossier;
  const { medium, high, critical } = policy.tiers;
  return {
    id: change.id, number: change.number, title: change.fields.title, state: change.state, score: score.score, tier: score.tier, computed: score.computed,
    factors: score.factors.map((factor) => ({ ...factor, signed: signed === null ? null : factor.id === 'credit' ? 0 - signed.credit : signed.points[factor.id] })), bands: { medium, high, critical }, deciding: score.deciding,
    lower: whatWouldLower(dossier, context.now), next: nextTier(score, { medium, high, critical }), ...formOf(context, dossier), questionnaire: questionnaireVersion,
    assessment: { status, signature: signed ? signatureOf(context, signed) : null, earlier: (dossier.risk?.signed ?? []).filter(({ id }) => id !== signed?.id).toReversed().map((one) => signatureOf(context, one)) },
    heat: heatOf(pointsIn(score.factors), policy.weights), policy: policy.version,
    may: {
      fill: may(acts.mayFill(dossier, context)), raise: may(acts.mayFill(dossier, context)), lower: may(acts.mayLower(dossier, context)), sign: may(acts.maySign(dossier, context)), print: may(needs('print', context.actor)),
    },
  };
}

const waiting: Record<Input<'risk.heatMap'>['which'], readonly ChangeState[]> = {
  queue: ['submitted', 'assessment', 'awaiting-authorisation', 'deferred'], planned: ['authorised', 'scheduled', 'implementing', 'validating'],
};
/** A map with more than this many changes is read by filters of the list instead. */
const mostOnMap = 500;

type Row = { id: string; number: string; title: string; service: string; state: ChangeState; planned_start_at: string | null; zone: string; score: number | null; tier: Tier | null; level: string | null; items: number; body: string | null };
type Placed = HeatCell['changes'][number] & { impact: number; likelihood: number };
type Told = Pick<Placed, 'score' | 'tier' | 'basis' | 'impact' | 'likelihood'>;

/** A signature that stands tells the place of its change, a form in work how it scores now; a bare score is split by what is known of the impact. */
function toldOf(context: ReadContext, row: Row, tierOf: ReadonlyMap<string, number>): Told {
  const { weights } = context.policy();
  const signed = row.body === null ? undefined : standingOf(JSON.parse(row.body) as RiskForm).at(-1);
  if (signed) return { score: signed.score, tier: signed.tier, basis: 'signed', ...heatOf(signed.points, weights) };
  if (row.body === null && row.score !== null) {
    const known = { level: impactLevels.find((level) => level === row.level) ?? null, serviceTier: tierOf.get(nameKey(row.service)) ?? null, reach: { items: row.items, services: row.service === '' ? 0 : 1 } };
    return { score: row.score, tier: row.tier ?? tierOfScore(row.score, context.policy().tiers), basis: 'score', ...heatOf(pointsOfScore(row.score, known, context.policy()), weights) };
  }
  const now = scoreOf(context.dossierOf(context.loadChange(row.id)), context.now);
  return { score: now.score, tier: now.tier, basis: 'form', ...heatOf(pointsIn(now.factors), weights) };
}

function heatMap(context: ReadContext, { which }: Input<'risk.heatMap'>): Output<'risk.heatMap'> {
  const states = waiting[which];
  const marks = states.map(() => '?').join(', ');
  const total = context.db.get<{ n: number }>(`SELECT ifnull(sum(count), 0) AS n FROM change_count WHERE dimension = 'state' AND value IN (${marks})`, ...states)?.n ?? 0;
  const rows = context.db.all<Row>(`SELECT c.id, c.number, c.title, c.service, c.state, c.planned_start_at, c.zone, c.score, c.tier, s.body,
    json_extract(d.body, '$.impact') AS level, json_array_length(d.body, '$.items') AS items FROM change c JOIN change_detail d ON d.n = c.n LEFT JOIN sheet s ON s.name = 'risk' AND s.id = c.id
    WHERE c.state IN (${marks}) AND (s.body IS NOT NULL OR c.score IS NOT NULL) ORDER BY s.body IS NULL, c.score DESC, c.n DESC LIMIT ?`, ...states, mostOnMap);
  const tierOf = new Map(context.db.all<{ name_key: string; tier: number }>('SELECT name_key, tier FROM service WHERE tier IS NOT NULL ORDER BY id DESC').map((row) => [row.name_key, row.tier]));
  const placed = rows.map((row): Placed => ({ id: row.id, number: row.number, title: row.title, service: row.service, state: row.state, plannedStartAt: row.planned_start_at, zone: row.zone, ...toldOf(context, row, tierOf) }));
  const levels = [1, 2, 3, 4, 5];
  const cells = levels.flatMap((likelihood) => levels.map((impact): HeatCell => {
    const changes = placed.filter((one) => one.impact === impact && one.likelihood === likelihood).toSorted((a, b) => b.score - a.score).map(({ impact: _i, likelihood: _l, ...one }) => one);
    return { impact, likelihood, changes, tier: tiers.findLast((tier) => changes.some((one) => one.tier === tier)) ?? tierOfCell({ impact, likelihood }, context.policy()) };
  }));
  return { cells, shown: placed.length, unplaced: Math.max(0, total - placed.length) };
}

export const riskQueries = {
  'risk.show': (context, { change }) => riskRecord(context, change),
  'risk.heatMap': heatMap,
} satisfies Partial<QueryHandlers>;
