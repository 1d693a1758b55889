// Discovery imports: read in the parser's thread, judged against the register as a whole, written in short slices (CFG-01).
import { setImmediate } from 'node:timers/promises';
import type { DiscoveryMapping, DiscoveryReport } from '#contract/configuration.ts';
import type { Input } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { concludeDiscovery, mayImportDiscovery, registerFacts, writeDiscovered } from '../commands/discovery.ts';
import type { Difference, FoundItem } from '../domain/discovery.ts';
import { discoverySheet, discoverySourceId, lifecycleOf, relationOf, tierOf } from '../domain/discovery.ts';
import type { Placed, Plan, Planning } from '../domain/discovery-plan.ts';
import { discoverySteps, isNews } from '../domain/discovery-plan.ts';
import { textOf } from '../domain/item.ts';
import type { DiscoveredItem } from '../formats/discovered-item.ts';
import type { Discovery } from '../formats/discovery.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { candidateOf, itemLabel } from '../queries/configuration.ts';
import { openParser } from './parser.ts';

type Reading = Input<'discovery.dryRun'>;
/** Events of one slice. */
const sliceEvents = 500;
/** Rows of each group shown in a report, and records kept waiting. */
const shown = 500;

async function readFile(context: JobContext, { file, mapping, encoding }: Reading, control: JobControl): Promise<Discovery> {
  const { path, name } = context.staged(file);
  const parser = openParser(control.signal);
  try {
    control.onProgress({ done: 0, total: null, what: 'Reading the file' });
    return await parser.discovery(path, { name, ...(mapping ? { mapping } : {}), ...(encoding === undefined ? {} : { encoding }) });
  } finally {
    await parser.close();
  }
}

type Told = { found: FoundItem; unclear: number };
/** A record in the words of the register; what it cannot place stays an attribute. */
function foundItem({ row, identifiers, type, version, environment, owner, service, tier: tierText, lifecycle, attributes, relations }: DiscoveredItem): Told {
  const { name, serial = '', externalId = '', fqdn = '', address = '' } = identifiers;
  const tier = tierText === null ? null : tierOf(tierText);
  const known = relations.flatMap(({ kind, to }) => { const relation = relationOf(kind); return relation ? [{ ...relation, target: to }] : []; });
  const life = lifecycle === null ? null : lifecycleOf(lifecycle);
  const more = { ...(tierText !== null && tierText !== '' && tier === null ? { tier: tierText } : {}), ...(lifecycle !== null && lifecycle !== '' && life === null ? { lifecycle } : {}) };
  return {
    found: { row, name, serial, externalId, fqdn, address, type: type ?? '', version: version ?? '', environment: environment ?? '', owner: owner ?? '', service: service ?? '', tier, lifecycle: life, attributes: { ...more, ...attributes }, relations: known },
    unclear: relations.length - known.length,
  };
}

type Judged = { plan: Plan; file: Discovery; source: { id: string; name: string }; how: Planning; isNews: boolean; warnings: string[] };
const quoted = (words: readonly string[]): string => words.slice(0, 5).map((text) => `“${text}”`).join(', ') + (words.length > 5 ? ` and ${words.length - 5} more` : '');

function warningsOf({ unknownServices, unclearRelations, pointing, loops }: Plan, unclear: number): string[] {
  const relations = unclearRelations + unclear;
  const waiting = [...pointing.values()].flat().length;
  return [
    ...(unknownServices.size > 0 ? [`No service is called ${quoted([...unknownServices.keys()])}; the name stays with its items as an attribute until the service is registered.`] : []),
    ...(relations > 0 ? [`${relations} ${relations === 1 ? 'relation is' : 'relations are'} left out: the kind is unknown, or it points to no item or to several.`] : []),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'relation leads to a record that waits for a choice; it is' : 'relations lead to records that wait for a choice; they are'} taken up with the choice.`] : []),
    ...(loops.length > 0 ? [`Left out because what contains something cannot be inside it: ${loops.slice(0, 3).join('; ')}.`] : []),
  ];
}

/** Judges the file against the register as it stands; nothing is written. In between everybody else gets the store. */
async function judge(context: JobContext, input: Reading, file: Discovery, control: JobControl): Promise<Judged> {
  const read = context.read((records) => records);
  const source = { id: discoverySourceId(input.source, read.digest), name: input.source };
  const before = read.findSheet(discoverySheet, source.id);
  const told = file.items.map(foundItem);
  const how: Planning = { source: source.id, import: context.newId(), choices: { ...before?.choices, ...input.choices } };
  const steps = discoverySteps(told.map(({ found }) => found), registerFacts({ ...read, newId: context.newId }, read.listedBy(source.id)), how);
  let step = steps.next();
  while (!step.done) {
    control.onProgress({ done: step.value, total: told.length, what: 'Looking the records up' });
    await setImmediate();
    if (control.signal.aborted) throw appError('import_cancelled');
    step = steps.next();
  }
  const plan = step.value;
  return { plan, file, source: { id: source.id, name: before?.name || source.name }, how, isNews: isNews(plan, before), warnings: [...file.warnings, ...warningsOf(plan, told.reduce((sum, t) => sum + t.unclear, 0))] };
}

const countsOf = ({ plan, file }: Pick<Judged, 'plan' | 'file'>): DiscoveryReport['counts'] =>
  ({ new: plan.new.length, changed: plan.changed.length, unchanged: plan.unchanged, missing: plan.missing.length, ambiguous: plan.waiting.length, refused: plan.refused.length + file.setAside.length });

function reportOf(context: JobContext, judged: Judged, written: string | null): DiscoveryReport {
  const { plan, file, source } = judged;
  const row = ({ row: at, name, type, environment }: Omit<Placed, 'id' | 'differences'>): { row: number; name: string; type: string; environment: string } => ({ row: at, name, type, environment });
  return context.read(({ findItems, findService }): DiscoveryReport => {
    const value = (name: string, text: string): string => (name === 'service' ? textOf(findService(text)?.values ?? {}, 'name') : text);
    const change = ({ name, before, after }: Difference): { label: string; before: string; after: string } => ({ label: name === 'missing' ? 'Listed by this source' : itemLabel(name), before: value(name, before), after: value(name, after) });
    const candidate = candidateOf({ findItems });
    return {
      import: written, source: source.id, sourceName: source.name, format: file.kind, rows: file.records, counts: countsOf(judged),
      new: plan.new.slice(0, shown).map(row), changed: plan.changed.slice(0, shown).map((p) => ({ ...row(p), item: p.id, changes: p.differences.map(change) })),
      missing: plan.missing.slice(0, shown).map((item) => ({ id: item.id, name: textOf(item.values, 'name'), type: textOf(item.values, 'type'), environment: textOf(item.values, 'environment') })),
      ambiguous: plan.waiting.slice(0, shown).map((w) => ({ ...row(w.found), key: w.key, why: w.why, candidates: w.candidates.map(candidate) })),
      refused: [...file.setAside.map((s) => ({ row: s.row, field: s.field, why: s.reason.replaceAll('_', ' '), value: s.value })), ...plan.refused].toSorted((a, b) => a.row - b.row).slice(0, shown),
      warnings: judged.warnings, questions: [], columns: file.columns, mapping: mappingOf(file),
    };
  });
}

const mappingOf = ({ mapping }: Discovery): DiscoveryMapping => ({ columns: Object.fromEntries(Object.entries(mapping.columns).filter((entry): entry is [string, string] => typeof entry[1] === 'string')), relations: mapping.relations });
const nothing: DiscoveryReport['counts'] = { new: 0, changed: 0, unchanged: 0, missing: 0, ambiguous: 0, refused: 0 };
/** What must be asked before the file can be read; null when nothing is open. */
function asking(file: Discovery, input: Reading): DiscoveryReport | null {
  if (file.questions.length === 0) return null;
  return {
    import: null, source: '', sourceName: input.source, format: file.kind, rows: file.records, counts: nothing, new: [], changed: [], missing: [], ambiguous: [], refused: [], warnings: file.warnings,
    questions: file.questions.map((q) => ({ field: q.field, text: q.text, candidates: q.candidates })), columns: file.columns, mapping: mappingOf(file),
  };
}

export async function dryRunDiscovery(context: JobContext, input: Reading, control: JobControl): Promise<DiscoveryReport> {
  const file = await readFile(context, input, control);
  return asking(file, input) ?? reportOf(context, await judge(context, input, file, control), null);
}

/** Writes what is classified; what is ambiguous waits. A file that says what is here already writes nothing, whoever imports it. */
export async function importDiscovery(context: JobContext, input: Reading, control: JobControl): Promise<DiscoveryReport> {
  context.write((write) => { mayImportDiscovery(write); });
  const file = await readFile(context, input, control);
  const open = asking(file, input);
  if (open) throw appError('mapping_needed', { fields: open.questions.map((q) => q.field).join(', '), columns: open.columns }, { file: file.name, field: open.questions[0]!.field });
  const judged = await judge(context, input, file, control);
  const { plan, source, how } = judged;
  if (!judged.isNews) return reportOf(context, judged, null);
  if (control.signal.aborted) throw appError('import_cancelled');
  for (let i = 0; i < plan.events.length; i += sliceEvents) {
    context.write((write) => { writeDiscovered(write, plan.events.slice(i, i + sliceEvents)); }, { import: how.import });
    control.onProgress({ done: Math.min(i + sliceEvents, plan.events.length), total: plan.events.length, what: 'Writing the items' });
    await setImmediate();
  }
  const { name } = context.staged(input.file);
  context.write((write) => { concludeDiscovery(write, { source, import: how.import, file: name, rows: file.records, counts: countsOf(judged), waiting: plan.waiting.slice(0, shown), choices: plan.choices }); }, { import: how.import });
  return reportOf(context, judged, how.import);
}
