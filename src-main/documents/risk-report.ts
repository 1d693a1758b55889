// A risk assessment on paper (RISK-02, RISK-03): the score and its parts, every answer, what would lower it, and who signed.
import type { Writable } from 'node:stream';
import { closePaper } from './closing.ts';
import type { PrintOptions } from './minutes.ts';
import { breathe, group, heading, label, newPage, openPaper, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts, printNote, printSignatures } from './parts.ts';
import type { RiskDocument } from './risk-document.ts';
import { printTable } from './table.ts';
import type { Row } from './table.ts';
import type { Rich } from './text.ts';
import { brief, moment, span } from './times.ts';
import { grouped, riskSpans, wordGroups } from './wording.ts';

function printOpening(paper: Paper, r: RiskDocument): void {
  const { root } = paper;
  heading(paper, root, 1, `Risk assessment of ${r.number}`);
  printText(paper, root, r.title, { size: 10.5, leading: 14.5, ink: 'soft' });
  printFacts(paper, root, [
    ['Service', r.service ?? 'none named'], ['Owner', r.owner || 'none named'], ['Planned window', r.window ? span(r.window.fromAt, r.window.toAt, r.zone) : 'none planned'], ['Policy', r.policy], ['Questionnaire', r.questionnaire],
  ]);
}

async function printScore(paper: Paper, r: RiskDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Score');
  printText(paper, section, [...riskSpans({ tier: r.tier, score: r.score }), { text: ` of 100. ${r.deciding}.` }], { after: 3 });
  const isSigned = r.factors.some(({ signed }) => signed !== null);
  const rows = r.factors.map((f): Row => ({ cells: [f.label, f.because, ...(isSigned ? [f.signed === null ? '–' : String(f.signed)] : []), String(f.points), String(f.most)] }));
  const total: Row = { cells: ['Together', '', ...(isSigned ? [String(r.signed?.score ?? '–')] : []), String(r.score), '100'], isBold: true };
  await printTable(paper, section, {
    columns: [{ title: 'Factor', share: 20 }, { title: 'Because', share: isSigned ? 47 : 57 }, ...(isSigned ? [{ title: 'Signed', share: 10, isRight: true }] : []), { title: 'Points', share: 11, isRight: true }, { title: 'At most', share: 12, isRight: true }],
    rows: [...rows, total],
  });
  printText(paper, section, `Impact: ${r.impact}. Way back: ${r.reversibility}.`, { before: 4 });
  section.end();
}
async function printAnswers(paper: Paper, r: RiskDocument): Promise<void> {
  for (const { label: name, answers } of r.sections) {
    const section = group(paper, paper.root, 'Sect');
    heading(paper, section, 2, name);
    await printTable(paper, section, {
      columns: [{ title: 'Question', share: 38 }, { title: 'Answer', share: 13 }, { title: 'Mitigation or reason', share: 26 }, { title: 'Remains', share: 9 }, { title: 'By', share: 14 }],
      rows: answers.map((a): Row => ({ cells: [a.question, a.answer, a.mitigation, a.residual, a.by], isBold: a.isOpen })),
    });
    section.end();
    await breathe(paper);
  }
}

async function printLower(paper: Paper, r: RiskDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'What would lower it');
  if (r.lower.length === 0) printText(paper, section, 'Nothing that is known here.');
  else await printTable(paper, section, { columns: [{ title: 'Points', share: 10, isRight: true }, { title: 'What', share: 90 }], rows: r.lower.map(({ points, text }): Row => ({ cells: [`−${points}`, text] })) });
  heading(paper, section, 2, 'Gaps');
  if (r.gaps.length === 0) printText(paper, section, 'None: every question is answered and the signature holds.');
  else await printTable(paper, section, { columns: [{ title: 'What is missing', share: 100 }], rows: r.gaps.map((gap): Row => ({ cells: [[{ text: gap, style: 'strong', shape: 'gap' }]], isBold: true })) });
  section.end();
}

function printCheck(paper: Paper, r: RiskDocument): void {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 2, 'Check this document without Gavel');
  printNote(paper, section, [
    { rich: 'With ordinary tools', isTitle: true },
    { rich: 'pdfdetach -saveall assessment.pdf', isCode: true }, { rich: 'sha256sum -c manifest.txt', isCode: true }, { rich: 'python3 verify.py', isCode: true },
    { rich: [{ text: 'Organisation root  ' }, { text: wordGroups(r.rootWords), style: 'mono' }] },
    { rich: [{ text: 'Seal authority  ' }, { text: grouped(r.caFingerprint), style: 'mono' }] },
    { rich: [{ text: 'Trail  ' }, { text: `feed ${r.trail.feed}, ${r.trail.count} commits, head ${r.trail.head}`, style: 'mono' }] },
  ]);
  section.end();
}

function printSigning(paper: Paper, r: RiskDocument): void {
  const signed: Rich[] = r.signed
    ? [`Signed ${moment(r.signed.at, r.zone)} as ${r.signed.role.replaceAll('-', ' ')}: ${r.signed.tier}, ${r.signed.score} of 100.`, r.status, [{ text: 'Scope ' }, { text: grouped(r.signed.scope), style: 'mono' }]]
    : ['Not signed. This assessment is a draft.'];
  const earlier: Rich[] = r.earlier.length === 0 ? ['None.'] : r.earlier.slice(0, 5).map((e) => `${brief(e.at, r.zone)}: ${e.tier}, ${e.score} of 100, ${e.by}`);
  printSignatures(paper, paper.root, [[[{ text: r.signed?.by ?? 'No signature', style: 'bold' }], signed], [[{ text: 'Earlier signatures', style: 'bold' }], earlier]]);
}

/** Prints the assessment as an unsigned PDF with a place for the seal. The same answer and attachments give the same bytes. */
export async function printRisk(r: RiskDocument, sink: Writable, options: PrintOptions): Promise<{ pages: number }> {
  const number = `${r.number}-RISK`;
  const paper = openPaper({
    sink, fontsDir: options.fontsDir, title: `Risk assessment of ${r.number}`, author: r.organisation, subject: r.title, createdAt: r.madeAt,
    head: { strong: r.organisation, text: 'Risk assessment', number }, foot: { text: `Set from ${r.trail.count} commits of feed ${r.trail.feed.slice(0, 8)}`, mono: `trail head ${r.trail.head.slice(0, 24).replace(/(.{8})(?=.)/g, '$1 ')}` },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
  newPage(paper);
  paper.doc.outline.addItem(label(paper.face, `Risk assessment of ${r.number}`));
  printOpening(paper, r);
  await printScore(paper, r);
  await printAnswers(paper, r);
  await printLower(paper, r);
  printCheck(paper, r);
  printSigning(paper, r);
  return closePaper(paper, options.attachments, `Risk assessment ${r.number}`);
}
