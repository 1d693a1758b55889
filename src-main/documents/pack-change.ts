// One change in an audit pack: what it is, how it came to its decision, what the board had, what is missing.
import type { MinutesItem } from './minutes-document.ts';
import type { PackChange } from './pack-document.ts';
import { group, heading, mm, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import type { Structure } from './pdfkit-inside.ts';
import { printTable } from './table.ts';
import type { Row } from './table.ts';
import { moment, span, stamp } from './times.ts';
import { grouped, riskSpans } from './wording.ts';

const count = (n: number, one: string, many: string): string => (n === 0 ? `No ${one}` : `${n} ${n === 1 ? one : many}`);

async function printFields(paper: Paper, section: Structure, change: PackChange, zone: string): Promise<void> {
  const window: [string, string][] = change.window ? [['Window', span(change.window.fromAt, change.window.toAt, zone)]] : [];
  const fields = [...(change.service ? [['Service', change.service] as [string, string]] : []), ...window, ...change.fields];
  if (fields.length === 0) return;
  heading(paper, section, 2, 'What it is');
  await printTable(paper, section, { columns: [{ title: 'Field', share: 24, style: 'strong' }, { title: 'Value', share: 76 }], rows: fields.map(([name, value]) => ({ cells: [name, value || '–'] })) });
}

async function printHistory(paper: Paper, section: Structure, change: PackChange, zone: string): Promise<void> {
  heading(paper, section, 2, 'From request to decision');
  const rows = change.history.map((h): Row => ({ cells: [stamp(h.at, zone), h.what, h.who, h.role, `${h.feed.slice(0, 8)} ${h.seq}`] }));
  await printTable(paper, section, { columns: [{ title: `When, ${zone}`, share: 18 }, { title: 'What', share: 36 }, { title: 'Who', share: 16 }, { title: 'Role then', share: 15 }, { title: 'Commit', share: 15, style: 'mono' }], rows: rows.length > 0 ? rows : [{ cells: ['–', 'No history is on record.'], isBold: true }] });
}

function printDecisions(paper: Paper, section: Structure, change: PackChange, zone: string): void {
  heading(paper, section, 2, 'Decisions');
  if (change.decisions.length === 0) printText(paper, section, 'None: this change has not been decided.');
  for (const d of change.decisions) {
    printText(paper, section, `${d.outcome}, ${d.votes}, ${d.meeting}, ${moment(d.at, zone)}`, { tag: 'H3', style: 'bold', before: mm(1), keep: 26 });
    printText(paper, section, `Reason: ${d.rationale || 'none was given.'}`);
    for (const condition of d.conditions) printText(paper, section, `Condition: ${condition}`, { x: 56.69 + mm(4) });
    if (d.key) printText(paper, section, [{ text: 'Signed with key ' }, { text: grouped(d.key), style: 'mono' }], { size: 8, leading: 11, ink: 'faint' });
  }
}

async function printEvidence(paper: Paper, section: Structure, change: PackChange): Promise<void> {
  heading(paper, section, 2, 'Evidence the board had');
  const rows: Row[] = [
    ...change.evidence.map((e): Row => ({ cells: [e.id, e.title, e.age ?? '', e.state, e.sha256.slice(0, 16)] })),
    // A gap stands where the missing thing would be.
    ...change.gaps.map((g): Row => ({ cells: ['–', [{ text: g.what, style: 'strong', shape: 'gap' }], '–', 'Gap', [{ text: g.why, style: 'strong' }]], isBold: true })),
  ];
  await printTable(paper, section, { columns: [{ title: 'Id', share: 13, style: 'mono' }, { title: 'Evidence', share: 36 }, { title: 'Age then', share: 9, isRight: true }, { title: 'State', share: 16 }, { title: 'SHA-256, first 16 of 64', share: 26, style: 'mono' }], rows: rows.length > 0 ? rows : [{ cells: ['–', 'None was attached.'] }] });
}

async function printConflicts(paper: Paper, section: Structure, change: PackChange): Promise<void> {
  heading(paper, section, 2, 'Conflicts and how they were settled');
  if (change.conflicts.length === 0) { printText(paper, section, 'None.'); return; }
  await printTable(paper, section, { columns: [{ title: 'With', share: 14, style: 'mono' }, { title: 'Rule', share: 36 }, { title: 'Overlap', share: 18 }, { title: 'Settled', share: 32 }], rows: change.conflicts.map((c) => ({ cells: [c.with, c.rule, c.overlap, c.settled] })) });
}

/** The section of one change; the caller has opened its page. */
export async function printChange(paper: Paper, parent: Structure, change: PackChange, zone: string): Promise<void> {
  const section = group(paper, parent, 'Sect');
  heading(paper, section, 1, `${change.ref}, ${change.title}`);
  const risk: MinutesItem['risk'] = change.risk;
  printText(paper, section, [{ text: `${change.type}, ${change.state}. ` }, ...(risk ? [...riskSpans(risk), { text: ' of 100. ' }] : [{ text: 'Risk not assessed. ' }]), { text: `${count(change.gaps.length, 'gap', 'gaps')}.` }], { size: 10.5, leading: 14.5, ink: 'soft' });
  await printFields(paper, section, change, zone);
  await printHistory(paper, section, change, zone);
  printDecisions(paper, section, change, zone);
  await printEvidence(paper, section, change);
  await printConflicts(paper, section, change);
  section.end();
}
