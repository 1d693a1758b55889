// The risk form of a change: asked of the rules with everything that is known about it (RISK-01 to RISK-03).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { DomainEvent } from '../domain/event.ts';
import * as rules from '../domain/risk-acts.ts';
import { fillRisk } from '../domain/risk-fill.ts';
import { assessedAs } from '../domain/lifecycle.ts';
import { accept } from '../domain/verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function onForm(context: WriteContext, ref: string, rule: (dossier: Dossier) => Verdict<DomainEvent>): Receipt {
  const change = context.loadChange(ref);
  const events = orRefuse(rule(context.dossierOf(change)));
  if (events.length > 0) context.append(events);
  return { id: change.id, number: change.number, version: change.version + events.length };
}

export const riskCommands = {
  'risk.classify': (context, { change, ...input }) => onForm(context, change, (dossier) => rules.classifyImpact(dossier, input, context)),
  'risk.answer': (context, { change, ...input }) => onForm(context, change, (dossier) => rules.answerQuestion(dossier, input, context)),
  'risk.fill': (context, { change, ...input }) => onForm(context, change, (dossier) => fillRisk(dossier, input, { assessment: context.newId(), by: context })),
  'risk.setReversibility': (context, { change, ...input }) => onForm(context, change, (dossier) => rules.setReversibility(dossier, input, context)),
  'risk.setTier': (context, { change, ...input }) => onForm(context, change, (dossier) => {
    const set = rules.setTier(dossier, input, context);
    // A change that is before its authority goes there with the new tier: the matrix and the board read it.
    return set.ok && set.events.length > 0 && dossier.change.state === 'awaiting-authorisation' ? accept(...set.events, assessedAs(dossier, input.tier)) : set;
  }),
  'risk.sign': (context, { change, score }) => onForm(context, change, (dossier) => rules.signRisk(dossier, { score, assessment: context.newId() }, context)),
} satisfies Partial<CommandHandlers>;
