// What a control is mapped to, version by version (AUD-04). Versions are counted in the order of the trail, so that laptops that meet agree on them.
import { evidenceKinds } from '#contract/evidence.ts';
import { fieldNames } from '#contract/change.ts';
import { frameworks } from '#contract/controls.ts';
import { complianceRules } from './compliance.ts';
import { controlLibrary } from './control-library.ts';
import type { Framework, LibraryControl, Mapped } from './control-library.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { recordIn, someIn, textIn, wholeIn } from './json-values.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** A rule as it read when it was mapped. */
export type RuleAt = { id: string; version: number };
export type Mapping = Omit<Mapped, 'rules'> & { rules: RuleAt[]; title: string; text: string; reason: string; by: string; at: string };
export type ControlMap = { id: string; control: string; mappings: Mapping[] };

function mappingIn({ data, text, by, at }: StampedEvent): Mapping {
  const rules = (Array.isArray(data['rules']) ? data['rules'].slice(0, 20) : []).map(recordIn).map((one) => ({ id: textIn(one['id']), version: wholeIn(one['version'], 0, 1_000_000) ?? 0 })).filter(({ id }) => id !== '');
  return { rules, fields: someIn(data['fields'], fieldNames), evidence: someIn(data['evidence'], evidenceKinds), title: textIn(text['title']), text: textIn(text['text']), reason: textIn(text['reason']), by: idOf(by), at };
}
export const controlSheet = sheet<ControlMap>({
  name: 'control', kind: 'control', types: ['control.mapped'],
  fold: (state, event) => {
    const control = textIn(event.data['control']);
    if (state === null ? control === '' : control !== state.control) return state;
    return { id: idOf(event.subject), control, mappings: [...state?.mappings ?? [], mappingIn(event)].slice(-200) };
  },
  columns: ({ control }) => ({ label: control }),
});

const ruleAt = (id: string): RuleAt => ({ id, version: complianceRules.find((rule) => rule.id === id)?.version ?? 0 });
export type Control = Pick<LibraryControl, 'control' | 'framework' | 'title' | 'text'> & { isOwn: boolean; /** The one that counts first; the last one is what was shipped, if it was. */ versions: (Omit<Mapping, 'title' | 'text' | 'by' | 'at'> & { version: number; by: string | null; at: string | null })[] };
const frameworkOf = (control: string): Framework => frameworks.find((name) => control.startsWith(`${name}/`)) ?? 'INT';
/** Every control that is shipped or was added here, with its mappings, in the order of the library. */
export function controlsNow(all: readonly ControlMap[]): Control[] {
  // Another device may have filed one control under two names; the first one counts everywhere.
  const maps = all.filter(({ control }, i) => all.findIndex((one) => one.control === control) === i);
  const versionsOf = (map: ControlMap | undefined): Control['versions'] => (map?.mappings ?? []).map(({ rules, fields, evidence, reason, by, at }, i) => ({ version: i + 1, rules, fields, evidence, reason, by, at })).toReversed();
  const shipped = controlLibrary.map(({ control, framework, title, text, rules, fields, evidence }): Control => ({
    control, framework, title, text, isOwn: false, versions: [...versionsOf(maps.find((map) => map.control === control)), { version: 0, rules: rules.map(ruleAt), fields, evidence, reason: '', by: null, at: null }],
  }));
  const own = maps.filter(({ control }) => controlLibrary.every((one) => one.control !== control)).toSorted((a, b) => (a.control < b.control ? -1 : 1)).map((map): Control => {
    const last = map.mappings.at(-1)!;
    return { control: map.control, framework: frameworkOf(map.control), title: last.title || map.control, text: last.text, isOwn: true, versions: versionsOf(map) };
  });
  return [...shipped, ...own].toSorted((a, b) => frameworks.indexOf(a.framework) - frameworks.indexOf(b.framework));
}
export const isOutdated = ({ id, version }: RuleAt): boolean => complianceRules.find((rule) => rule.id === id)?.version !== version;

export const mayMap = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepControls', actor);
/** Where the mappings of a control stand: the same on every laptop. */
export const controlId = (control: string, digest: (value: unknown) => string): string => digest(`control ${control}`).slice(0, 32);
export type NewMapping = { id: string; control: string; title?: string | undefined; text: string; rules: readonly string[]; fields: Mapped['fields']; evidence: Mapped['evidence']; reason: string };
/** AUD-04: a mapping names rules that exist, and is never changed: the next one follows it. */
export function mapControl({ id, control, title, text, rules, fields, evidence, reason }: NewMapping, { known }: { known: ControlMap | null }, by: By): Verdict<DomainEvent> {
  const isShipped = controlLibrary.some((one) => one.control === control);
  const missing = rules.find((rule) => complianceRules.every((one) => one.id !== rule));
  const no = firstRefusal(mayMap(by), missing === undefined ? null : refuse('rule_unknown', { rule: missing, rules: complianceRules.map((one) => one.id) }, { field: 'rules' }),
    isShipped || known !== null || title !== undefined ? null : refuse('control_unknown', { control }, { field: 'control' }), isShipped || control.startsWith('INT/') ? null : refuse('control_prefix', { control }, { field: 'control' }),
    rules.length + fields.length + evidence.length > 0 ? null : refuse('mapping_empty', { control }, { field: 'rules' }));
  const named = title ?? known?.mappings.at(-1)?.title ?? '';
  return no ?? accept({
    type: 'control.mapped', subject: subjectOf('control', id), data: { control, rules: [...new Set(rules)].map(ruleAt), fields: [...new Set(fields)], evidence: [...new Set(evidence)] },
    text: { reason, ...(isShipped || named === '' ? {} : { title: named }), ...(isShipped || text === '' ? {} : { text }) },
  });
}
