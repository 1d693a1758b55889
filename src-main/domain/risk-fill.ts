// A whole risk form in one act, as a script or an import of answers gives it (RISK-01 to RISK-03).
import type { Input } from '#contract/index.ts';
import type { Dossier } from './dossier.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { subjectOf } from './event.ts';
import { riskSheet } from './risk.ts';
import { answerQuestion, classifyImpact, setReversibility, signRisk } from './risk-acts.ts';
import { accept } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

type Step = (dossier: Dossier) => Verdict<DomainEvent>;

/** Each act sees what the ones before it wrote; the first that is refused refuses the whole. Fields of the change itself do not alter the form. */
export function fillRisk(dossier: Dossier, input: Omit<Input<'risk.fill'>, 'change'>, { assessment, by }: { assessment: string; by: By }): Verdict<DomainEvent> {
  const { sensitivity, users, reversibility } = input;
  const steps: Step[] = [
    ...(sensitivity === undefined || users === undefined ? [] : [(d: Dossier) => classifyImpact(d, { sensitivity, users }, by)]),
    ...(reversibility === undefined ? [] : [(d: Dossier) => setReversibility(d, { reversibility }, by)]),
    ...input.answers.map((answer): Step => (d) => answerQuestion(d, answer, by)),
    ...(input.sign ? [(d: Dossier) => signRisk(d, { assessment }, by)] : []),
  ];
  const events: DomainEvent[] = [];
  let now = dossier;
  for (const step of steps) {
    const verdict = step(now);
    if (!verdict.ok) return verdict;
    events.push(...verdict.events);
    now = { ...now, risk: verdict.events.reduce((risk, event) => (riskSheet.types.includes(event.type) ? riskSheet.fold(risk, asRead(event, by)) : risk), now.risk) };
  }
  return accept(...events);
}

/** An event as its fold will read it. */
const asRead = (event: DomainEvent, { actor, now }: By): StampedEvent => ({ ...event, text: event.text ?? {}, by: subjectOf('person', actor.id), at: now, isSigned: true, signature: null, redacted: [] });
