// Silhouettes that carry meaning: tiers, outcomes and signals, on a 16-unit grid. Each is told apart without colour.
import type { ReactNode } from 'react';

const shapes = {
  'risk-low': <circle cx="8" cy="8" r="4.9" fill="none" stroke="currentColor" strokeWidth="2" />,
  'risk-medium': <><path d="M8 1.8L14.2 8 8 14.2 1.8 8z" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" /><path d="M2.5 8h11L8 13.5z" fill="currentColor" /></>,
  'risk-high': <path d="M8 1.7a1 1 0 0 1 .87.5l6 10.6a1 1 0 0 1-.87 1.5H2a1 1 0 0 1-.87-1.5l6-10.6A1 1 0 0 1 8 1.7z" fill="currentColor" />,
  'risk-critical': <path fillRule="evenodd" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1zM7 4v5h2V4zM7 10.5v2h2v-2z" fill="currentColor" />,
  'out-approved': <path fillRule="evenodd" d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM4.5 8.4l2.6 2.6 4.5-5.1-1.2-1-3.4 3.9-1.4-1.4z" fill="currentColor" />,
  'out-conditions': <path fillRule="evenodd" d="M3 2h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zM4 5.2l1.5 1.5L8 4.2 7.1 3.3 5.5 5 4.9 4.3zM9 5v1.3h3.2V5zM4 9.8h1.3v1.3H4zM6.5 9.8v1.3h5.7V9.8z" fill="currentColor" />,
  'out-deferred': <path d="M2 8h8M6.5 4.2L10.3 8l-3.8 3.8M13.2 3v10" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />,
  'out-rejected': <path fillRule="evenodd" d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5.9 4.8L4.8 5.9 6.9 8l-2.1 2.1 1.1 1.1L8 9.1l2.1 2.1 1.1-1.1L9.1 8l2.1-2.1-1.1-1.1L8 6.9z" fill="currentColor" />,
  'out-withdrawn': <path d="M6 3.2L2.3 6.9 6 10.6M2.5 6.9h7a3.3 3.3 0 0 1 0 6.6H7.5" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />,
  'out-referred': <path d="M4 12L12 4M6 4h6v6" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />,
  'out-noted': <path d="M3 4.5h10M3 8h10M3 11.5h6" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
  'sig-ok': <path d="M2.8 8.6l3.4 3.4 7-8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />,
  'sig-warn': <path fillRule="evenodd" d="M8 1.8l6.7 12H1.3zM7.2 6v4h1.6V6zM7.2 11.2v1.5h1.6v-1.5z" fill="currentColor" />,
  'sig-bad': <path fillRule="evenodd" d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM7.1 4v5h1.8V4zM7.1 10.3v1.8h1.8v-1.8z" fill="currentColor" />,
  'sig-gap': <path d="M2 8h3.2M10.8 8H14M6.8 5.5v5M9.2 5.5v5" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
  'sig-missing': <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.7" strokeDasharray="2.4 2.2" />,
  'sig-clash': <><path d="M1.5 3h8.5v5H1.5z" fill="none" stroke="currentColor" strokeWidth="1.5" /><path d="M6 8h8.5v5H6z" fill="currentColor" /></>,
  'sig-seen': <><path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z" fill="none" stroke="currentColor" strokeWidth="1.5" /><circle cx="8" cy="8" r="1.9" fill="currentColor" /></>,
  'sig-unseen': <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM3 13.5l10-11" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  gavel: <path d="M6.2 3.2l4 4M4.2 5.2l4 4M6.7 2.7L3.7 5.7M10.7 6.7l-3 3M8.3 7.3l5 5M2.5 13.5h5" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" />,
} satisfies Record<string, ReactNode>;
export type ShapeName = keyof typeof shapes;

/** A silhouette in the colour of its text. Silent: the word beside it speaks, or `label` does. */
export function Shape({ name, label }: { name: ShapeName; label?: string | undefined }) {
  return <svg viewBox="0 0 16 16" width="14" height="14" role={label === undefined ? undefined : 'img'} aria-label={label} aria-hidden={label === undefined || undefined}>{shapes[name]}</svg>;
}
