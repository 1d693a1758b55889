// Audit findings and what is done about them (AUD-06).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import * as rules from '../domain/finding.ts';
import type { Finding, FindingEvidence } from '../domain/finding.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** By number or UUID; a title names no finding for certain. */
function loadFinding({ findSheet }: Pick<WriteContext, 'findSheet'>, ref: string): Finding {
  const finding = findSheet(rules.findingSheet, ref);
  if (!finding || (finding.id !== ref && finding.number !== ref.toUpperCase())) throw appError('record_missing', { record: 'finding', id: ref });
  return finding;
}
function onFinding(context: WriteContext, ref: string, rule: (finding: Finding) => Verdict<DomainEvent>): Receipt {
  const finding = loadFinding(context, ref);
  context.append(orRefuse(rule(finding)));
  return { id: finding.id, number: finding.number, version: context.versionOf(subjectOf('finding', finding.id)) };
}
/** Whether what the evidence names is there: a policy that was put in force, a change on record. A document stands for itself. */
function isKnown(context: WriteContext, kind: FindingEvidence['kind'], reference: string): boolean {
  if (kind === 'policy-version') return context.activePolicies().some(({ document }) => document.version.toLowerCase() === reference.toLowerCase());
  return kind === 'document' || context.findChange(reference) !== null;
}

export const findingCommands = {
  'finding.raise': (context, input) => {
    const { owner, change, ...said } = input;
    const raising = { ...said, id: context.newId(), number: context.nextNumber('F'), owner: context.loadPerson(owner).id, change: change === undefined ? null : context.loadChange(change).id };
    const earlier = context.listSheets(rules.findingSheet).filter(({ control }) => control === input.control);
    context.append(orRefuse(rules.raiseFinding(raising, { policy: context.policy(), earlier }, context)));
    return { id: raising.id, number: raising.number, version: 1 };
  },
  'finding.answer': (context, { finding, rootCause, response }) => onFinding(context, finding, (one) => rules.answerFinding(one, { rootCause: rootCause.trim(), response: response.trim() }, context)),
  'finding.addAction': (context, { finding, owner, ...action }) => onFinding(context, finding, (one) => rules.addRemedy(one, { ...action, id: context.newId(), owner: context.loadPerson(owner).id }, context)),
  'finding.doAction': (context, { finding, action, note }) => onFinding(context, finding, (one) => rules.finishRemedy(one, { action, note: note.trim() }, context)),
  'finding.addEvidence': (context, { finding, kind, reference, note }) => onFinding(context, finding, (one) => rules.addFindingEvidence(one, { kind, reference, note: note.trim() }, { isKnown: isKnown(context, kind, reference) }, context)),
  'finding.close': (context, { finding, note }) => onFinding(context, finding, (one) => rules.closeFinding(one, { note, rev: context.digest(one) }, { alike: context.alikeOf(context.actor.id) }, context)),
} satisfies Partial<CommandHandlers>;
