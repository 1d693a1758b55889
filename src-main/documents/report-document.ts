// What a printed report says, as plain data: facts, texts and tables under headings. For papers that argue a case before a board.
import type { TrailMark } from './minutes-document.ts';

export type ReportTable = { columns: { title: string; share: number; isRight?: boolean }[]; rows: { cells: string[]; isBold?: boolean }[] };
export type ReportDocument = {
  organisation: string; /** Of the paper, such as `LD-A1-0003-CASE`. */ number: string; /** What it is, and what about. */ title: string; about: string;
  facts: [name: string, value: string][]; sections: { title: string; text: string; table: ReportTable | null }[]; /** Who has to sign by hand; none: nobody. */ signers: string[];
  trail: TrailMark; rootWords: string; caFingerprint: string; madeAt: string;
};
