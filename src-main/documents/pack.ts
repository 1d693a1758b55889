// The audit pack (AUD-02): cover, contents, index, every change and meeting in scope, what the trail confesses, how to check it.
import type { Writable } from 'node:stream';
import { closePaper } from './closing.ts';
import { mark, newContents, printContents } from './contents.ts';
import type { Contents } from './contents.ts';
import type { PrintOptions } from './minutes.ts';
import { printChange } from './pack-change.ts';
import { printControls, printFindings, printRelease } from './pack-control.ts';
import type { Confession, PackDocument, PackMeeting } from './pack-document.ts';
import { breathe, group, heading, mm, newPage, openPaper, printText } from './paper.ts';
import type { Paper } from './paper.ts';
import { printFacts, printNote, printSignatures } from './parts.ts';
import { printRegisterTable } from './register.ts';
import { printTable } from './table.ts';
import { moment, span } from './times.ts';
import { grouped, wordGroups } from './wording.ts';

async function printCover(paper: Paper, p: PackDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, p.title);
  printText(paper, section, p.scope, { size: 10.5, leading: 14.5, ink: 'soft', after: mm(2) });
  printFacts(paper, section, [['Pack', `${p.number}, revision ${p.revision}`], ['Made', moment(p.madeAt, p.zone)], ['Changes', String(p.changes.length)], ['Meetings', String(p.meetings.length)], ['Findings', String(p.findings.length)]]);
  printNote(paper, section, [
    { rich: 'Compare these with what you were given on paper', isTitle: true },
    { rich: [{ text: 'Organisation root, in words' }] }, { rich: wordGroups(p.rootWords), isCode: true },
    { rich: [{ text: 'Organisation root, 128 bits' }] }, { rich: grouped(p.rootFingerprint), isCode: true },
    { rich: [{ text: 'Seal authority, SHA-256 of its certificate' }] }, { rich: grouped(p.caFingerprint), isCode: true },
  ]);
  heading(paper, section, 2, 'The feeds of this pack');
  await printTable(paper, section, {
    columns: [{ title: 'Feed', share: 29 }, { title: 'Commits', share: 12, isRight: true }, { title: 'Merkle root, then head', share: 59, style: 'mono' }], size: 8.5,
    rows: p.feeds.map((f) => ({ cells: [[{ text: `${f.name}\n` }, { text: f.feed, style: 'mono' }], String(f.count), `${f.root}\n${f.head}`] })),
  });
  printSignatures(paper, section, [[[{ text: `Sealed by ${p.sealedBy}`, style: 'bold' }], ['The seal is a signature over every byte of this file.']], [[{ text: `Prepared by ${p.preparedBy}`, style: 'bold' }], [p.scope]]]);
  section.end();
}

async function printMeeting(paper: Paper, m: PackMeeting, zone: string): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, `${m.ref}, ${m.title}`);
  printFacts(paper, section, [['Board', m.board], ['Held', m.held ? span(m.held.fromAt, m.held.toAt, zone) : 'not held'], ['Chair', m.chair || '–'], ['State', m.state]]);
  heading(paper, section, 2, 'Attendance');
  if (m.attendance.length === 0) printText(paper, section, 'None was recorded.', { style: 'strong' });
  else await printTable(paper, section, { columns: [{ title: 'Name', share: 40 }, { title: 'Function', share: 30 }, { title: 'Note', share: 30 }], rows: m.attendance.map((a) => ({ cells: [a.name, a.function, a.status] })) });
  heading(paper, section, 2, 'Items');
  if (m.items.length === 0) printText(paper, section, 'None.');
  else await printTable(paper, section, { columns: [{ title: 'Record', share: 15, style: 'mono' }, { title: 'Title', share: 55 }, { title: 'Decision', share: 30 }], rows: m.items.map((i) => ({ cells: [i.ref, i.title, i.outcome] })) });
  printText(paper, section, m.minutes ? [{ text: 'Minutes: ' }, { text: m.minutes, style: 'mono' }] : [{ text: 'Minutes: not signed.', style: 'strong', shape: 'gap' }], { before: mm(2) });
  section.end();
}

const kinds: [Confession['kind'], string][] = [['conflict', 'Conflicts'], ['gap', 'Gaps'], ['fork', 'Forks'], ['quarantine', 'Quarantines'], ['redaction', 'Redactions']];
async function printConfessions(paper: Paper, p: PackDocument): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, 'Conflicts, gaps, forks, quarantines, redactions');
  printText(paper, section, 'Everything in scope that does not speak for itself. What has no entry says so.', { size: 10.5, leading: 14.5, ink: 'soft' });
  const gaps = p.changes.flatMap((c) => c.gaps.map((g): Confession => ({ kind: 'gap', where: c.ref, text: `${g.what}: ${g.why}` })));
  const conflicts = p.changes.flatMap((c) => c.conflicts.map((x): Confession => ({ kind: 'conflict', where: c.ref, text: `with ${x.with}: ${x.rule}; ${x.settled}` })));
  for (const [kind, title] of kinds) {
    const rows = [...p.confessions, ...gaps, ...conflicts].filter((c) => c.kind === kind);
    heading(paper, section, 2, title);
    if (rows.length === 0) printText(paper, section, 'None.');
    else await printTable(paper, section, { columns: [{ title: 'Where', share: 26, style: 'mono' }, { title: 'What', share: 74 }], rows: rows.map((c) => ({ cells: [c.where, c.text], isBold: kind === 'gap' })) });
  }
  section.end();
}

type Step = [title: string, commands: string[], expect: string];
const steps: Step[] = [
  ['1. The seal', ['openssl x509 -in authority.pem -noout -fingerprint -sha256', 'mkdir nss && certutil -N -d sql:nss --empty-password', 'certutil -A -d sql:nss -n authority -t ",C," -i authority.pem', 'pdfsig -nssdir sql:nss pack.pdf'], 'Read the text, not the exit code: it must say “Signature is Valid”, “Certificate is Trusted” and “Total document signed”. The file authority.pem comes from the organisation, not from this pack; its fingerprint is the one on the cover.'],
  ['2. Nothing was added', ['mutool sign -v pack.pdf', 'qpdf --check pack.pdf'], 'The first must say “unchanged since signing”.'],
  ['3. The attached files', ['pdfdetach -saveall pack.pdf', 'sha256sum -c manifest.txt'], 'Every line must end with OK.'],
  ['4. Who stands for them', ['openssl pkeyutl -verify -pubin -inkey device-1.pem -rawin -in manifest.txt -sigfile manifest.sig', 'openssl pkeyutl -verify -pubin -inkey device-1.pem -rawin -in checkpoint-1.txt -sigfile checkpoint-1.sig'], 'Both must say “Signature Verified Successfully”. Repeat the second with the other numbers.'],
  ['5. The trail', ['python3 verify.py'], 'Recomputes every digest, link, Merkle root and text; ends with INTACT.'],
];

function printAppendix(paper: Paper): void {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, 'Check this without Gavel');
  printText(paper, section, 'Five minutes with ordinary tools: poppler, mupdf, qpdf, OpenSSL 3 and Python 3. Save this file as pack.pdf in an empty folder and open a terminal there.', { size: 10.5, leading: 14.5, ink: 'soft' });
  for (const [title, commands, expect] of steps) {
    heading(paper, section, 2, title);
    for (const command of commands) printText(paper, section, command, { tag: 'Code', style: 'mono', size: 9.2, leading: 12 });
    printText(paper, section, expect, { before: mm(1) });
  }
  heading(paper, section, 2, 'Without NSS');
  printText(paper, section, 'The signature names two byte ranges, 0 to a and b to the end (/ByteRange [0 a b c]). Cut them out with these lines and check the container between them:');
  for (const command of [
    'R=$(grep -a -o "/ByteRange \\[[0-9 ]*\\]" pack.pdf | tail -1); set -- $(echo "$R" | tr -cd "0-9 ")',
    '{ head -c $2 pack.pdf; tail -c +$(($3+1)) pack.pdf; } > content.bin',
    'head -c $(($3-1)) pack.pdf | tail -c +$(($2+2)) | xxd -r -p > sig.der',
    'openssl cms -verify -inform DER -in sig.der -content content.bin -binary \\', '  -CAfile authority.pem -purpose any -out /dev/null',
  ]) printText(paper, section, command, { tag: 'Code', style: 'mono', size: 9.2, leading: 12, before: mm(0.6) });
  heading(paper, section, 2, 'What this does not prove');
  printText(paper, section, 'Order is proved by links; clock times are what each machine believed. Nobody can prove from here that what was typed was true, or that no device kept a commit to itself.');
  section.end();
}

async function printBody(paper: Paper, contents: Contents, p: PackDocument): Promise<void> {
  const start = (title: string, level: 1 | 2): void => { newPage(paper); mark(paper, contents, title, level); };
  start('Index of records', 1);
  const index = group(paper, paper.root, 'Sect');
  heading(paper, index, 1, 'Index of records');
  if (p.changes.length === 0) printText(paper, index, 'There is no change in scope.');
  else await printRegisterTable(paper, index, p.changes.map((c) => ({ ...c, gaps: c.gaps.length })), p.zone);
  index.end();
  for (const release of p.releases) {
    start(`${release.ref}  ${release.title}`, 1);
    await printRelease(paper, release, p.zone);
    await breathe(paper);
  }
  for (const [i, change] of p.changes.entries()) {
    start(i === 0 ? 'Changes' : `${change.ref}  ${change.title}`, i === 0 ? 1 : 2);
    if (i === 0) mark(paper, contents, `${change.ref}  ${change.title}`, 2);
    await printChange(paper, paper.root, change, p.zone);
    await breathe(paper);
  }
  for (const [i, meeting] of p.meetings.entries()) {
    start(i === 0 ? 'Meetings' : `${meeting.ref}  ${meeting.title}`, i === 0 ? 1 : 2);
    if (i === 0) mark(paper, contents, `${meeting.ref}  ${meeting.title}`, 2);
    await printMeeting(paper, meeting, p.zone);
    await breathe(paper);
  }
  start('Findings', 1);
  await printFindings(paper, p);
  start('Control mapping', 1);
  await printControls(paper, p);
  await breathe(paper);
  start('Conflicts, gaps, forks, quarantines, redactions', 1);
  await printConfessions(paper, p);
  start('Check this without Gavel', 1);
  printAppendix(paper);
}

/** Prints a pack as an unsigned PDF with a place for the seal. The same answer and attachments give the same bytes. */
export async function printPack(p: PackDocument, sink: Writable, options: PrintOptions): Promise<{ pages: number }> {
  const paper = openPaper({
    sink, fontsDir: options.fontsDir, title: `${p.title}, ${p.number}`, author: p.organisation, subject: p.scope, createdAt: p.madeAt,
    head: { strong: p.organisation, text: p.title, number: `${p.number}, revision ${p.revision}` },
    foot: { text: `Checkpoint: ${p.feeds.map((f) => `${f.name} ${f.count}`).join(', ')}`, mono: `trail head ${(p.feeds[0]?.head ?? '').slice(0, 24).replace(/(.{8})(?=.)/g, '$1 ')}` },
    ...(options.signal ? { signal: options.signal } : {}), ...(options.onPage ? { onPage: options.onPage } : {}),
  });
  const contents = newContents();
  paper.isFront = true;
  newPage(paper);
  paper.doc.outline.addItem('Cover');
  await printCover(paper, p);
  paper.isFront = false;
  await printBody(paper, contents, p);
  await printContents(paper, contents);
  return closePaper(paper, options.attachments, `Audit pack ${p.number}, revision ${p.revision}`);
}
