// A bill of materials of CycloneDX, JSON or XML: what it is about, and every component in it, those within components as well.
import { FormatError, inFile } from './format-error.ts';
import { isObject, readJsonDocument } from './json-document.ts';
import type { JsonObject } from './json-document.ts';
import { refused } from './refused.ts';
import { openReport } from './report-file.ts';
import type { ReportFile, ReportOptions } from './report-file.ts';
import { walkXml } from './xml-walk.ts';
import type { XmlElement } from './xml-walk.ts';

/** `name` has its group in front, as `org.slf4j/slf4j-api`; `version` and `purl` are empty where the file does not say. */
export type SbomComponent = { name: string; version: string; purl: string };
export type Sbom = { specVersion: string; main: SbomComponent | null; components: SbomComponent[] };
export const mostComponents = 10_000;
const mostBytes = 64 * 1024 * 1024;
const longest = 1000;
const known = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'];

function specOf(spec: unknown, where: { line?: number; field: string }): string {
  if (typeof spec === 'string' && known.includes(spec)) return spec;
  throw refused('unsupported', `it is of CycloneDX ${typeof spec === 'string' ? spec.slice(0, 20) : 'of no version'}; 1.2 to 1.7 are read`, where);
}
const named = (group: string, name: string): string => (group === '' ? name : `${group}/${name}`);
function refuseMore(count: number): void {
  if (count > mostComponents) throw new FormatError('too_large', { what: 'the list of components', limit: `${mostComponents} components` });
}

/** A part of a component as text; empty where it is not there. Anything but text is refused by the place of the component and its name. */
function textAt(component: JsonObject, key: string, path: string): string {
  const value = component[key];
  if (value === undefined || value === null) return '';
  const called = typeof component['name'] === 'string' ? ` (${component['name'].slice(0, 120)})` : '';
  if (typeof value !== 'string') throw refused('invalid', `${path}.${key}${called} is not a text`, { field: `${path}.${key}` });
  if (value.length > longest) throw refused('invalid', `${path}.${key}${called} is longer than ${longest} characters`, { field: `${path}.${key}` });
  return value.trim().toWellFormed();
}
function componentOf(value: unknown, path: string): SbomComponent {
  if (!isObject(value)) throw refused('invalid', `${path} is not an object`, { field: path });
  const name = textAt(value, 'name', path);
  if (name === '') throw refused('missing', `${path} has no name`, { field: `${path}.name` });
  return { name: named(textAt(value, 'group', path), name), version: textAt(value, 'version', path), purl: textAt(value, 'purl', path) };
}
function componentsAt(value: unknown, path: string, into: SbomComponent[]): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value)) throw refused('invalid', `${path} is not a list`, { field: path });
  for (const [i, each] of value.entries()) {
    const at = `${path}[${i}]`;
    into.push(componentOf(each, at));
    refuseMore(into.length);
    componentsAt((each as JsonObject)['components'], `${at}.components`, into);
  }
}
async function jsonSbom(path: string, file: ReportFile, signal?: AbortSignal): Promise<Sbom> {
  const document = await readJsonDocument(path, file, mostBytes, signal);
  if (!isObject(document)) throw refused('wrong_kind', 'it is no JSON object');
  const format = document['bomFormat'];
  if (format !== 'CycloneDX') throw refused('wrong_kind', typeof format === 'string' ? `its bomFormat is “${format.slice(0, 60)}”, not CycloneDX` : 'spdxVersion' in document ? 'it is SPDX, and CycloneDX is read' : 'it names no bomFormat', { field: 'bomFormat' });
  const specVersion = specOf(document['specVersion'], { field: 'specVersion' });
  const metadata = document['metadata'];
  const main = isObject(metadata) && metadata['component'] !== undefined ? componentOf(metadata['component'], 'metadata.component') : null;
  const components: SbomComponent[] = [];
  componentsAt(document['components'], 'components', components);
  return { specVersion, main, components };
}

/** What lies only within these is a component of the product; ancestors of a pedigree, tools and evidence are not. */
const around = new Set(['bom', 'metadata', 'components', 'component']);
const parts = ['group', 'name', 'version', 'purl'] as const;
type Building = Record<(typeof parts)[number], string> & { line: number; isMain: boolean };
async function xmlSbom(path: string, file: ReportFile, signal?: AbortSignal): Promise<Sbom> {
  const sbom: Sbom = { specVersion: '', main: null, components: [] };
  const open: Building[] = [];
  let part: (typeof parts)[number] | null = null;
  const isOurs = (name: string, names: readonly string[]): boolean => name === 'component' && names.every((each) => around.has(each));
  const root = ({ name, attributes, line }: XmlElement): void => {
    const [, spec] = /^https?:\/\/cyclonedx\.org\/schema\/bom\/(.+)$/.exec(attributes['xmlns'] ?? '') ?? [];
    if (name !== 'bom' || spec === undefined) throw refused('wrong_kind', `its root is <${name.slice(0, 60)}>, and a bill of materials of CycloneDX begins with <bom> of its namespace`, { line });
    sbom.specVersion = specOf(spec, { line, field: 'xmlns' });
  };
  await walkXml(path, file, {
    open: (element, names) => {
      if (names.length === 0) root(element);
      const top = open.at(-1);
      part = top && names.at(-1) === 'component' && names.every((each) => around.has(each)) ? parts.find((each) => each === element.name) ?? null : null;
      if (isOurs(element.name, names)) {
        open.push({ group: '', name: '', version: '', purl: '', line: element.line, isMain: names.at(-1) === 'metadata' });
        if (!open.at(-1)!.isMain) refuseMore(sbom.components.length + open.length);
      }
    },
    text: (piece) => {
      const top = open.at(-1);
      if (part === null || !top) return;
      if (top[part].length + piece.length > longest) throw refused('invalid', `the ${part} of a component is longer than ${longest} characters`, { line: top.line });
      top[part] += piece;
    },
    close: (name, names) => {
      part = null;
      if (!isOurs(name, names)) return;
      const { group, name: called, version, purl, line, isMain } = open.pop()!;
      if (called.trim() === '') throw refused('missing', `the component at line ${line} has no name`, { line });
      const component = { name: named(group.trim(), called.trim()), version: version.trim(), purl: purl.trim() };
      if (isMain) sbom.main = component; else sbom.components.push(component);
    },
  }, signal);
  return sbom;
}

/** Throws `FormatError` with the line, or the component by its place and name, for the first thing that cannot be read. */
export async function readSbom(path: string, options: ReportOptions = {}): Promise<Sbom> {
  try {
    const file = await openReport(path, options);
    if (file.container === 'json') return await jsonSbom(path, file, options.signal);
    if (file.container === 'xml') return await xmlSbom(path, file, options.signal);
    throw refused('wrong_kind', 'it is neither JSON nor XML');
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}
