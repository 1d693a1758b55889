// The risk assessment of a change as a sealed PDF (RISK-02, RISK-03).
import type { Input, Output } from '#contract/index.ts';
import type { RiskRecord } from '#contract/risk.ts';
import { sentence } from '#contract/errors.ts';
import type { RiskAnswerLine, RiskDocument } from '../documents/risk-document.ts';
import { assessmentOf, riskPieces } from '../domain/risk-acts.ts';
import type { JobContext, JobControl, ReadContext } from '../ports.ts';
import { riskRecord } from '../queries/risk.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { assertArchival, common, exported, markFeeds, mayPrint, safeName } from './documents.ts';

const statusWords: Record<RiskRecord['assessment']['status'], string> = {
  unsigned: 'Nobody has signed.', current: 'The signature holds for the change as it is.', stale: 'Out of date: the change was altered after it was signed.', altered: 'The form was filled in anew after it was signed.',
};
const answerWords = { yes: 'Yes', no: 'No', unknown: 'Unknown', 'not-applicable': 'Not applicable' } as const;

function lineOf({ text, said }: RiskRecord['sections'][number]['questions'][number]): RiskAnswerLine {
  if (!said) return { question: text, answer: 'Open', mitigation: '', residual: '', by: '', isOpen: true };
  return { question: text, answer: answerWords[said.answer], mitigation: said.answer === 'not-applicable' ? said.reason : said.mitigation, residual: said.residual ?? '', by: said.by, isOpen: !said.isComplete };
}

/** What the report says: the answer of the risk page, and what the gates still ask. */
export function gatherRisk(context: ReadContext, ref: string, mark: RiskDocument['trail']): RiskDocument {
  const record = riskRecord(context, ref);
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  const { service, owner, zone, plannedStartAt, plannedEndAt } = change.fields;
  const { signed } = assessmentOf(dossier);
  const gaps = riskPieces(dossier, context.now).flatMap((piece) => (piece.why ? [`${piece.label}: ${sentence(piece.why)}`] : []));
  return {
    organisation: context.organisation.name, site: context.organisation.site, number: record.number, title: record.title, service: service || null, owner, zone,
    window: plannedStartAt !== null && plannedEndAt !== null ? { fromAt: plannedStartAt, toAt: plannedEndAt } : null,
    score: record.score, tier: record.tier, deciding: record.deciding.said, policy: record.policy, questionnaire: record.questionnaire,
    factors: record.factors.map(({ label, points, most, because, signed: before }) => ({ label, points, most, because, signed: before })),
    impact: `${record.impact.level} (${record.impact.because})`, reversibility: record.reversibility.because.replace(/^./, (letter) => letter.toLowerCase()),
    sections: record.sections.map((section) => ({ label: section.label, answers: section.questions.map(lineOf) })), lower: record.lower.map(({ points, text }) => ({ points, text })), gaps,
    status: statusWords[record.assessment.status],
    signed: signed && record.assessment.signature ? { by: record.assessment.signature.by, role: signed.role, at: signed.at, score: signed.score, tier: signed.tier, scope: signed.scope } : null,
    earlier: record.assessment.earlier.map(({ by, at, score, tier }) => ({ by, at, score, tier })),
    trail: mark, rootWords: fingerprintWords(Buffer.from(context.organisation.rootKey, 'hex')), caFingerprint: context.organisation.caFingerprint, madeAt: context.now,
  };
}

export async function writeRisk(context: JobContext, { change: ref }: Input<'risk.write'>, control: JobControl): Promise<Output<'risk.write'>> {
  mayPrint(context);
  const own = markFeeds(context).find((f) => f.feed === context.organisation.deviceFeed)!;
  const { document, id } = context.read((read) => ({ document: gatherRisk(read, ref, own), id: read.loadChange(ref).id }));
  const name = `${safeName(document.number)}-RISK.pdf`;
  const file = await context.print({ ...common(context, name), kind: 'risk', document }, control);
  assertArchival(file);
  return { file: exported(context, { kind: 'risk', of: id, name, path: file.path, sha256: file.sha256 }), pages: file.pages };
}
