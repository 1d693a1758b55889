// "Check this without Gavel": the last pages of a pack. Its commands stand indented, so that they are told from the words around them, and run as they are printed.
import type { PackStamp, PackVolume } from './pack-document.ts';
import { group, heading, mm, printText, sheet } from './paper.ts';
import type { Paper } from './paper.ts';
import type { Structure } from './pdfkit-inside.ts';

export const checkTitle = 'Check this without Gavel';
/** `file` is the name of the file in hand, `beside` are the names of files that were too large to be attached, `stamps` those of checkpoints that lie in the pack. */
export type Checking = { volume: PackVolume | null; file: string; beside: readonly string[]; stamps: readonly PackStamp[] };
type Step = { title: string; commands: string[]; expect: string; lines?: string[] };

/** A shell's word for all files of the pack: the one, or the pattern of the volumes. */
const patternOf = ({ volume, file }: Checking): string => (volume === null ? file : volume.parts[0]!.file.replace(/-vol-1-of-/, '-vol-*-of-'));
/** The file that the evidence is attached to. */
const holderOf = ({ volume, file }: Checking): string => volume?.parts.at(-1)!.file ?? file;

function stepsOf(checking: Checking): Step[] {
  const isCut = checking.volume !== null;
  const each = (...acts: string[]): string[] => (isCut ? [`for v in ${patternOf(checking)}; do`, ...acts.map((act, i) => `  ${act} $v${i === acts.length - 1 ? '; done' : ''}`)] : acts.map((act) => `${act} ${checking.file}`));
  return [
    { title: '1. The seal', commands: ['openssl x509 -in authority.pem -noout -fingerprint -sha256', 'mkdir nss && certutil -N -d sql:nss --empty-password', 'certutil -A -d sql:nss -n authority -t ",C," -i authority.pem', ...each('pdfsig -nssdir sql:nss')],
      expect: `Read the text, not the exit code: ${isCut ? 'for every volume ' : ''}it must say “Signature is Valid”, “Certificate is Trusted” and “Total document signed”. The file authority.pem comes from the organisation, not from this pack; its fingerprint is the one on the cover.` },
    { title: '2. Nothing was added', commands: each('mutool sign -v', 'qpdf --check'), expect: 'The first must say “unchanged since signing”; that it does not know the authority, and calls that a certificate error, was settled in step 1. The second must find no errors.' },
    { title: '3. The files', commands: [`pdfdetach -saveall ${holderOf(checking)}`, 'sha256sum -c manifest.txt'],
      expect: isCut ? 'Every line must end with OK. The manifest names every attached file, every file beside the volumes, and every volume but the last, which carries it.' : 'Every line must end with OK.' },
    { title: '4. Who stands for them', commands: [
      'openssl pkeyutl -verify -pubin -inkey device-1.pem -rawin -in manifest.txt -sigfile manifest.sig',
      'for c in checkpoint-*.txt; do i=${c#checkpoint-}; i=${i%.txt}', '  openssl pkeyutl -verify -pubin -inkey device-$i.pem -rawin -in $c -sigfile checkpoint-$i.sig; done',
    ], expect: 'Each must say “Signature Verified Successfully”.' },
    { title: '5. The trail', commands: ['python3 verify.py'], expect: 'Recomputes every digest, link, Merkle root and text; ends with INTACT, or with the gaps that the pack names.' },
    ...(checking.stamps.length === 0 ? [] : [stampStep(checking.stamps)]),
  ];
}

const stampLine = ({ n, feed, count, at, authority, issuer }: PackStamp): string => `checkpoint-${n}.tsr: the first ${count.toLocaleString('en-GB')} commits of feed ${feed.slice(0, 8)} existed on ${at.slice(0, 19).replace('T', ' ')} UTC, says ${authority} (its certificate issued by ${issuer}).`;
/** Whoever made the pack judged no authority, and says so. */
const stampStep = (stamps: readonly PackStamp[]): Step => ({
  title: '6. The time-stamps', commands: ['for r in checkpoint-*.tsr; do openssl ts -reply -in $r -text | grep stamp:', '  openssl ts -verify -data ${r%.tsr}.txt -in $r -CAfile tsa-ca.pem; done'],
  expect: 'Each must print its time and say “Verification: OK”. The file tsa-ca.pem holds the certificates of the authorities below and comes from them, not from this pack: Gavel has checked that each reply fits its checkpoint and the certificate in it, and has judged no authority. Once such a certificate has run out, -attime says as of when it is looked at.',
  lines: stamps.map(stampLine),
});

function withoutNss(checking: Checking): string[] {
  const lines = [
    'R=$(grep -a -o "/ByteRange \\[[0-9 ]*\\]" $P | tail -1); set -- $(echo "$R" | tr -cd "0-9 ")',
    '{ head -c $2 $P; tail -c +$(($3+1)) $P; } > content.bin',
    'head -c $(($3-1)) $P | tail -c +$(($2+2)) | xxd -r -p > sig.der',
    'openssl cms -verify -inform DER -in sig.der -content content.bin -binary \\', '  -CAfile authority.pem -purpose any -out /dev/null',
  ];
  return checking.volume === null ? [`P=${checking.file}`, ...lines] : [`for P in ${patternOf(checking)}; do`, ...lines, 'done'];
}

function printCommands(paper: Paper, section: Structure, commands: readonly string[]): void {
  for (const command of commands) printText(paper, section, command, { tag: 'Code', style: 'mono', size: 9.2, leading: 12, x: sheet.left + mm(6) });
}

function opening(checking: Checking): string {
  const { volume, file, beside, stamps } = checking;
  const all = [volume === null ? `this file under its name, ${file},` : `all ${volume.parts.length} volumes under their names`, ...(beside.length > 0 ? [`${beside.join(' and ')}, which ${beside.length === 1 ? 'is' : 'are'} too large to be attached,`] : []), 'the organisation’s authority.pem', ...(stamps.length > 0 ? ['the tsa-ca.pem of the time-stamping authorities'] : [])];
  return `Five minutes with ordinary tools: poppler, mupdf, qpdf, OpenSSL 3 and Python 3. Put ${all.slice(0, -1).join(', ')} and ${all.at(-1)!} into an empty folder and open a terminal there. The lines that stand indented are typed as they are.`;
}

export async function printAppendix(paper: Paper, checking: Checking): Promise<void> {
  const section = group(paper, paper.root, 'Sect');
  heading(paper, section, 1, checkTitle);
  printText(paper, section, opening(checking), { size: 10.5, leading: 14.5, ink: 'soft' });
  for (const { title, commands, expect, lines = [] } of stepsOf(checking)) {
    heading(paper, section, 2, title);
    printCommands(paper, section, commands);
    printText(paper, section, expect, { before: mm(1) });
    for (const line of lines) printText(paper, section, line, { before: mm(1) });
  }
  heading(paper, section, 2, 'Without NSS');
  printText(paper, section, 'The signature names two byte ranges, 0 to a and b to the end (/ByteRange [0 a b c]). These lines cut them out and check the container between them; they must say “CMS Verification successful”.', { after: mm(1) });
  printCommands(paper, section, withoutNss(checking));
  heading(paper, section, 2, 'What this does not prove');
  printText(paper, section, 'Order is proved by links; clock times are what each machine believed. Nobody can prove from here that what was typed was true, or that no device kept a commit to itself.');
  section.end();
}
