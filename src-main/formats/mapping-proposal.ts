// Which source a file is from, and a mapping made for its very columns, out of the built-in ones in resources/mappings.
import type { Mapping } from '#contract/imports.ts';
import generic from '../../resources/mappings/generic.json' with { type: 'json' };
import jira from '../../resources/mappings/jira.json' with { type: 'json' };
import servicenow from '../../resources/mappings/servicenow.json' with { type: 'json' };

export type Kind = 'servicenow' | 'jira' | 'generic';

/** `from` lists names a column may have, best first; `signs` are sets of names of which each must be met. */
type BuiltIn = { name: string; source: string; signs: string[][]; externalId: string[]; fields: Record<string, { from: string[]; values?: Record<string, string | undefined> }> };
export const builtIns: Record<Kind, BuiltIn> = { servicenow, jira, generic };

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9#]+/g, ' ').trim();

/** `names` maps a column to what a person would call it; for a column without such a name, itself. */
function finder(columns: readonly string[], labels: ReadonlyMap<string, string>): (names: readonly string[]) => string | null {
  const exact = new Map<string, string>();
  const loose = new Map<string, string>();
  for (const column of columns) {
    for (const name of [column, labels.get(column)]) {
      if (name === undefined) continue;
      if (!exact.has(name)) exact.set(name, column);
      if (!loose.has(bare(name))) loose.set(bare(name), column);
    }
  }
  return (names) => {
    for (const name of names) {
      const found = exact.get(name) ?? loose.get(bare(name));
      if (found !== undefined) return found;
    }
    return null;
  };
}

export function kindOf(columns: readonly string[]): Kind {
  const find = finder(columns, new Map());
  const fits = (kind: Kind): boolean => builtIns[kind].signs.every((names) => find(names) !== null);
  // A table that speaks of neither an issue nor a change number is nobody's export.
  if (find(['Issue key']) !== null && fits('jira')) return 'jira';
  if (fits('servicenow')) return 'servicenow';
  return columns.includes('key') && fits('jira') ? 'jira' : 'generic';
}

/** Fields without a column of theirs are left out; `externalId` is empty when no column looks like an identity. */
export function proposeMapping(kind: Kind, columns: readonly string[], labels: ReadonlyMap<string, string>): Mapping {
  const template = builtIns[kind];
  const find = finder(columns, labels);
  const fields: Mapping['fields'] = {};
  for (const [target, { from, values }] of Object.entries(template.fields)) {
    const column = find(from);
    if (column === null) continue;
    fields[target] = { from: column, ...(values ? { values: { ...values } as Record<string, string> } : {}) };
  }
  return { version: 1, name: template.name, source: template.source, externalId: find(template.externalId) ?? '', fields };
}
