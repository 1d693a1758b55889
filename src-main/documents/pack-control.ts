// What an audit pack says of controls, findings and releases: how its changes stand against each control, what was found, what went out together (AUD-02, AUD-04, AUD-06).
import type { PackControl, PackDocument, PackFinding, PackRelease } from './pack-document.ts';
import { breathe, group, heading, mm, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts } from './parts.ts';
import type { Structure } from './pdfkit-inside.ts';
import { printTable } from './table.ts';
import { brief, stamp } from './times.ts';

const controlColumns = [{ title: 'Control', share: 19, style: 'mono' as const }, { title: 'What it asks for, and what tests it', share: 43 }, { title: 'In order', share: 9, isRight: true }, { title: 'Gaps', share: 8, isRight: true }, { title: 'Result', share: 21 }];
const resultOf = ({ result, exceptions, findings }: PackControl): string => [result, ...exceptions, ...findings].join(', ');
export type ControlGap = { control: string; ref: string; said: string };
const printGapRows = (paper: Paper, section: Structure, gaps: readonly ControlGap[]): Promise<void> =>
  printTable(paper, section, { columns: [{ title: 'Control', share: 20, style: 'mono' }, { title: 'Record', share: 14, style: 'mono' }, { title: 'What', share: 66 }], rows: gaps.map(({ control, ref, said }) => ({ cells: [control, ref, said] })) });

/** The control mapping: every control with its version, tested over the changes of the pack, and the gaps by control as far as they are given. */
export async function printControls(paper: Paper, { controls, gaps }: { controls: readonly PackControl[]; gaps: readonly ControlGap[] }): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, 'Control mapping');
  printText(paper, section, 'How the changes of this pack stand against each control. A change that fails anything a control is mapped to is a gap; where nothing could be tested it says so.', { size: 10.5, leading: 14.5, ink: 'soft', after: mm(2) });
  await printTable(paper, section, { columns: controlColumns, size: 8.5, rows: controls.map((one) => ({ cells: [one.control, [{ text: `${one.title}\n`, style: 'strong' }, { text: `Version ${one.version}: ${one.mapped}` }], String(one.evidence), String(one.gaps.length), resultOf(one)], isBold: one.gaps.length > 0 })) });
  heading(paper, section, 2, 'Gaps by control');
  if (gaps.length === 0) printText(paper, section, 'None.');
  else await printGapRows(paper, section, gaps);
  section.end();
}

/** More of a long list of gaps. */
export async function printControlGaps(paper: Paper, gaps: readonly ControlGap[]): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, 'Gaps by control, continued');
  await printGapRows(paper, section, gaps);
  section.end();
}

function findingFacts(f: PackFinding): [string, string][] {
  return [['Control', f.control], ['Severity', f.repeatOf === null ? f.severity : `${f.severity}, a repeat of ${f.repeatOf}`], ['State', f.state], ...(f.change === null ? [] : [['Found on', f.change] as [string, string]]), ['Answers for it', f.owner], ['Due', f.dueOn]];
}
/** Findings that bear on the pack, with what was answered and done. */
export async function printFindings(paper: Paper, { findings, zone }: Pick<PackDocument, 'findings' | 'zone'>): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, 'Findings');
  if (findings.length === 0) printText(paper, section, 'None bears on the scope of this pack.');
  for (const f of findings) {
    heading(paper, section, 2, `${f.ref}, ${f.title}`);
    printText(paper, section, `${f.source}, raised by ${f.raisedBy}, ${brief(f.raisedAt, zone)}.`, { ink: 'soft' });
    printFacts(paper, section, findingFacts(f));
    for (const text of f.texts) printText(paper, section, text);
    await breathe(paper);
  }
  section.end();
}

/** A release whose changes the pack is about. */
export async function printRelease(paper: Paper, release: PackRelease, zone: string): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, `${release.ref}, ${release.title}`);
  printFacts(paper, section, release.facts);
  for (const { title, rows } of release.lists) {
    heading(paper, section, 2, title);
    if (rows.length === 0) printText(paper, section, 'None.');
    else await printTable(paper, section, { columns: [{ title: 'What', share: 34, style: 'strong' }, { title: 'How it stands', share: 66 }], rows: rows.map(([what, how]) => ({ cells: [what, how || '–'] })) });
  }
  heading(paper, section, 2, 'History');
  await printTable(paper, section, { columns: [{ title: `When, ${zone}`, share: 20 }, { title: 'What', share: 46 }, { title: 'Who', share: 18 }, { title: 'Commit', share: 16, style: 'mono' }], rows: release.history.map((h) => ({ cells: [stamp(h.at, zone), h.what, h.who, `${h.feed.slice(0, 8)} ${h.seq}`] })) });
  section.end();
}
