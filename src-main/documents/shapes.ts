// The shapes that carry risk and outcome on paper, in ink only: fuller with every tier, so that their order survives a grey copy.
import type { Outcome, RiskTier } from './minutes-document.ts';
import type { Printer } from './pdfkit-inside.ts';

export type Shape = `risk-${RiskTier}` | `outcome-${Outcome}` | 'gap';
export const shapesOf = { risk: (tier: RiskTier): Shape => `risk-${tier}`, outcome: (outcome: Outcome): Shape => `outcome-${outcome}` } as const;

/** Outlines in a square of 16 units; the even-odd rule cuts the holes. */
const outlines: Record<Shape, string> = {
  'risk-low': 'M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 1 0 0-11.6zM8 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8z',
  'risk-medium': 'M8 .7L15.3 8L8 15.3L.7 8zM8 3.2L3.2 8h9.6z',
  'risk-high': 'M8 1.4L15.4 14.6H.6z',
  'risk-critical': 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1zM7 4v5h2V4zM7 10.5v2h2v-2z',
  'outcome-approved': 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM4.4 8.3l1.2-1.2l1.7 1.7l3.4-3.6l1.2 1.2l-4.6 4.9z',
  'outcome-approved-with-conditions': 'M2 2h12v12H2zM4 5.2l1.5 1.5L8 4.2l-.9-.9L5.5 5l-.6-.7zM9 5v1.3h3.2V5zM4 9.8h1.3v1.3H4zM6.5 9.8v1.3h5.7V9.8z',
  'outcome-deferred': 'M1.5 7h7V4.2L12.6 8l-4.1 3.8V9h-7zM13.2 3h1.6v10h-1.6z',
  'outcome-rejected': 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM5.6 4.5L8 6.9l2.4-2.4l1.1 1.1L9.1 8l2.4 2.4l-1.1 1.1L8 9.1l-2.4 2.4l-1.1-1.1L6.9 8L4.5 5.6z',
  'outcome-withdrawn': 'M6 2.5v2.7h4.2a4 4 0 0 1 0 8H4v-1.7h6.2a2.3 2.3 0 0 0 0-4.6H6v2.7L1.6 6.1z',
  'outcome-referred': 'M7.2 8.9L11.4 4.7H8.6V3h5.7v5.7h-1.7V5.9l-4.2 4.2zM2 4h4v1.7H3.7v6.6h6.6V10H12v4H2z',
  'outcome-noted': 'M2 3.2h12v1.7H2zM2 7.1h12v1.7H2zM2 11h8v1.7H2z',
  gap: 'M1 3h5v10H1zM10 3h5v10h-5zM2.6 4.6v6.8h1.8V4.6zM11.6 4.6v6.8h1.8V4.6z',
};

/** The drawing operators of a shape, made once per document: reading an outline costs more than printing a row. */
const known = new WeakMap<Printer, Map<Shape, string>>();
function operatorsOf(doc: Printer, shape: Shape): string {
  const shapes = known.get(doc) ?? new Map<Shape, string>();
  known.set(doc, shapes);
  const made = shapes.get(shape);
  if (made !== undefined) return made;
  const page = doc.page;
  const lines: string[] = [];
  doc.page = { ...page, write: (chunk: string) => { lines.push(chunk); } } as never;
  doc.path(outlines[shape]).fill('even-odd');
  doc.page = page;
  shapes.set(shape, lines.join('\n'));
  return lines.join('\n');
}

const short = (n: number): string => String(Math.round(n * 1000) / 1000);

/** Draws a shape of `size` points standing on the base line at `y`. */
export function drawShape(doc: Printer, shape: Shape, at: { x: number; y: number; size: number }): void {
  const scale = short(at.size / 16);
  doc.addContent(`q ${scale} 0 0 ${scale} ${short(at.x)} ${short(at.y - at.size * 0.88)} cm\n${operatorsOf(doc, shape)}\nQ`);
}
