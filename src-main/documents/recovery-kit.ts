// The recovery kit on paper: an encrypted text in lines that can be typed in again, each with a check of its own (trail design, A7).
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fingerprintWords } from '../trail/keys.ts';

export type Kit = { organisation: string; rootKey: string; kit: string; made: string };
const bytesPerLine = 20;
const checkOf = (line: string): string => createHash('sha256').update(`gavel-kit-v1\n${line}`).digest('hex').slice(0, 4);
const groups = (text: string): string => text.match(/.{1,8}/g)!.join(' ');

/** What stands on the page, for whichever way it is written. */
export type KitPage = { title: string; written: string; about: string[]; wordsLead: string; words: string[]; back: string[]; lines: string[] };

/** The kit's bytes stand in hexadecimal: no letter in it can be mistaken for another. */
export function kitPage({ organisation, rootKey, kit, made }: Kit): KitPage {
  const packed = gzipSync(Buffer.from(JSON.stringify(JSON.parse(kit))));
  const lines: string[] = [];
  for (let at = 0; at < packed.length; at += bytesPerLine) {
    const number = String(lines.length + 1).padStart(3, '0');
    const hex = packed.subarray(at, at + bytesPerLine).toString('hex');
    lines.push(`${number}  ${groups(hex).padEnd(44)}  ${checkOf(number + hex)}`);
  }
  const words = fingerprintWords(Buffer.from(rootKey, 'hex')).split(' ');
  return {
    title: `Recovery kit of ${organisation}`, written: `Written ${made}`,
    about: [
      'This page holds the root key of the organisation, encrypted under the passphrase of its founder.',
      'Print it, lock it away, and delete the file. It is needed to rotate the root and when two registrars cannot sign.',
      'Whoever has this page and the passphrase speaks for the organisation.',
    ],
    wordsLead: 'The root is known by these twelve words:', words: [0, 4, 8].map((at) => words.slice(at, at + 4).join(' ')),
    back: ['To bring it back, type the lines below into a text file and use: gavel key restore-kit FILE', 'The four characters at the end of each line tell a mistyped one.'],
    lines,
  };
}

/** The page as plain text, fit to be printed and to be read back. */
export function kitText(kit: Kit): string {
  const { title, written, about, wordsLead, words, back, lines } = kitPage(kit);
  return [title, written, '', ...about, '', wordsLead, ...words.map((line) => `    ${line}`), '', ...back, '', ...lines, ''].join('\n');
}

/** Reads the lines of a kit back. Answers the kit, or the number of the first line that does not hold. */
export function kitFromText(text: string): { kit: string } | { line: number } {
  const rows = [...text.matchAll(/^[ \t]*(\d{3})[ \t]+((?:[0-9a-f]{1,8}[ \t]+)+)([0-9a-f]{4})[ \t\r]*$/gm)];
  const parts: Buffer[] = [];
  for (const [i, [, number, hexGroups, check]] of rows.entries()) {
    const hex = hexGroups!.replace(/\s+/g, '');
    if (Number(number) !== i + 1 || checkOf(number! + hex) !== check) return { line: i + 1 };
    parts.push(Buffer.from(hex, 'hex'));
  }
  try {
    return { kit: gunzipSync(Buffer.concat(parts), { maxOutputLength: 64 * 1024 }).toString('utf8') };
  } catch {
    return { line: rows.length + 1 };
  }
}
