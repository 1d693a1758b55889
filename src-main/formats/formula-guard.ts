// The apostrophe that keeps a spreadsheet from running a cell as a formula: put before on export, taken off on import.

/** Apostrophes already there count along, so that a text which really starts with `'=` comes back as it was. */
const runs = /^'*[=+\-@\t\r\0]/;

/** A cell for CSV or a spreadsheet; one that starts with `=` `+` `-` `@`, tab, CR or NUL gets one apostrophe in front. */
export const guarded = (cell: string): string => (runs.test(cell) ? `'${cell}` : cell);

/** Takes exactly the one apostrophe off again that `guarded` puts there. */
export const unguarded = (cell: string): string => (cell.charCodeAt(0) === 39 && runs.test(cell) ? cell.slice(1) : cell);
