// What a verification found, each finding with the feed, commit and event it is about.

export type TrailFinding = { kind: string; severity: 'broken' | 'gap' | 'note'; feed?: string; seq?: number; event?: number; text: string };
/** `seq` and `event` count from 0, as in the trail. */
export type Whereabouts = { feed?: string; seq?: number; event?: number };
export type Findings = {
  broken(kind: string, at: Whereabouts, text: string): void;
  gap(kind: string, at: Whereabouts, text: string): void;
  note(kind: string, at: Whereabouts, text: string): void;
  /** Whether one of this severity was found, listed or not. */
  any(severity: TrailFinding['severity']): boolean;
  list(): TrailFinding[];
};

/** Findings listed; a wrecked file would otherwise fill the memory with complaints. */
const most = 1000;
/** Notes listed, so that a thousand erasures cannot crowd out what is broken. */
const mostNotes = 300;

export function openFindings(): Findings {
  const listed: TrailFinding[] = [];
  const counts = { broken: 0, gap: 0, note: 0 };
  let unlisted = 0;
  const add = (severity: TrailFinding['severity'], kind: string, at: Whereabouts, text: string): void => {
    counts[severity] += 1;
    // One place is kept for the line that says how many are not listed.
    if (listed.length < most - 1 && (severity !== 'note' || counts.note <= mostNotes)) listed.push({ kind, severity, ...at, text });
    else unlisted += 1;
  };
  return {
    broken: (kind, at, text) => { add('broken', kind, at, text); },
    gap: (kind, at, text) => { add('gap', kind, at, text); },
    note: (kind, at, text) => { add('note', kind, at, text); },
    any: (severity) => counts[severity] > 0,
    list: () => (unlisted === 0 ? listed : [...listed, { kind: 'unlisted', severity: 'note', text: `${unlisted} more findings are not listed.` }]),
  };
}
