// Flags and positional words, derived from an operation's schema and read back into its input.
import { z } from 'zod';
import { contract } from '#contract/index.ts';
import type { OpName } from '#contract/index.ts';
import { appError } from '../../app-error.ts';

export type Schema = {
  type?: string; properties?: Record<string, Schema>; required?: string[]; items?: Schema; anyOf?: Schema[];
  enum?: unknown[]; const?: unknown; default?: unknown; description?: string; format?: string;
  /** The flag's name, where the field's own is that of a flag every command has. */
  flag?: string;
};
export type Flag = {
  /** As typed, without the dashes. */
  name: string;
  /** Where the value goes in the input. */
  path: readonly string[];
  kind: 'text' | 'time' | 'day' | 'number' | 'boolean' | 'json' | 'file';
  isList: boolean;
  isNullable: boolean;
  isRequired: boolean;
  choices: readonly string[];
  about: string;
  /** A list of objects may be given by this one property when it is all an object needs: `--seats "Ravi Menon"`. */
  lone: string | null;
};

export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const usage = (problem: string): Error => appError('usage', { problem });

export const inputSchema = (name: OpName): Schema => z.toJSONSchema(contract[name].input, { io: 'input', unrepresentable: 'any' }) as Schema;
export const outputSchema = (name: OpName): Schema => z.toJSONSchema(contract[name].output, { io: 'output', unrepresentable: 'any' }) as Schema;

/** Secrets never travel in a flag: other people on the machine can read command lines. */
const secretFields: readonly string[] = ['passphrase', 'recoveryPassphrase', 'newPassphrase'];
export const asksSecret = (name: OpName, field = 'passphrase'): boolean => Object.hasOwn(inputSchema(name).properties ?? {}, field);

/** A schema without its `null` branch, and whether it had one. */
function withoutNull(schema: Schema): { core: Schema; isNullable: boolean } {
  const branches = schema.anyOf?.filter((branch) => branch.type !== 'null') ?? [];
  const isNullable = schema.anyOf !== undefined && branches.length < schema.anyOf.length;
  const { anyOf: _, ...rest } = schema;
  return branches.length === 1 ? { core: { ...rest, ...branches[0]! }, isNullable } : { core: schema, isNullable };
}

const choicesOf = (schema: Schema): string[] =>
  (schema.enum ?? (schema.const === undefined ? [] : [schema.const])).concat(...(schema.anyOf ?? []).map(choicesOf)).map(String);

function kindOf(schema: Schema): Flag['kind'] {
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'boolean') return 'boolean';
  if (schema.format === 'date-time') return 'time';
  if (schema.format === 'date') return 'day';
  return schema.type === 'object' || schema.type === 'array' ? 'json' : 'text';
}

/** RFC 3339, and a moment that exists. */
export const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

/** A day of the calendar that exists. */
const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;

/** What a person should know about the value: its description, its form, its default. */
function aboutOf(schema: Schema, item: Schema): string {
  const form = item.format === 'date' ? 'calendar day, YYYY-MM-DD' : kindOf(item) === 'json' ? 'JSON' : '';
  const standard = schema.default === undefined || schema.default === '' || (Array.isArray(schema.default) && schema.default.length === 0) ? '' : `default ${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}`;
  return [schema.description ?? item.description ?? '', form, standard].filter(Boolean).join('; ');
}

function flagOf(name: string, schema: Schema, place: { path: string[]; isRequired: boolean }): Flag {
  const { core, isNullable } = withoutNull(schema);
  const isList = core.type === 'array';
  const item = isList ? (core.items ?? {}) : core;
  const lone = isList && item.type === 'object' && item.required?.length === 1 ? item.required[0]! : null;
  const kind = name === 'file' && place.path.length === 1 ? 'file' : kindOf(item);
  return { name: kebab(name), ...place, kind, isList, isNullable, choices: choicesOf(item), about: kind === 'file' ? 'path of the file' : aboutOf(core, item), lone };
}

export type FlagOptions = { flat?: string | undefined; renamed?: Readonly<Record<string, string>> | undefined };
/** The flags of an operation. `flat` names an object field whose own fields become flags; `renamed` gives fields another flag name. */
export function flagsOf(op: OpName, { flat, renamed = {} }: FlagOptions = {}): Flag[] {
  const schema = inputSchema(op);
  return Object.entries(schema.properties ?? {}).filter(([name]) => !secretFields.includes(name)).flatMap(([name, property]) =>
    name === flat && property.properties
      ? Object.entries(property.properties).map(([inner, field]) => flagOf(renamed[inner] ?? inner, field, { path: [name, inner], isRequired: property.required?.includes(inner) ?? false }))
      : [flagOf(renamed[name] ?? property.flag ?? name, property, { path: [name], isRequired: schema.required?.includes(name) ?? false })]);
}

/** A flag of the command line's own, which is no field of an operation. */
export const ownFlag = (name: string, about: string, more: Partial<Flag> = {}): Flag =>
  ({ name, path: [name], kind: 'text', isList: false, isNullable: false, isRequired: false, choices: [], about, lone: null, ...more });

const parseJson = (flag: Flag, text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw appError('invalid_input', { field: flag.name, problem: 'is not JSON' }, { field: flag.path.join('.') });
  }
};

function one(flag: Flag, text: string): unknown {
  const wrong = (problem: string): Error => appError('invalid_input', { field: `--${flag.name}`, problem }, { field: flag.path.join('.') });
  if (flag.isNullable && text === 'null') return null;
  if (flag.kind === 'number') {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrong(`“${text.slice(0, 60)}” is not a number`);
    return Number(text);
  }
  if (flag.kind === 'time' && !isInstant(text)) throw wrong(`“${text.slice(0, 60)}” is no RFC 3339 time, such as 2026-03-04T19:00:00Z`);
  if (flag.kind === 'day' && !isDay(text)) throw wrong(`“${text.slice(0, 60)}” is no day, such as 2026-03-31`);
  if (flag.kind === 'boolean') {
    if (text !== 'true' && text !== 'false') throw wrong('is true or false');
    return text === 'true';
  }
  if (flag.kind === 'json') return flag.lone !== null && !text.startsWith('{') ? { [flag.lone]: text } : parseJson(flag, text);
  if (flag.choices.length > 0 && !flag.choices.includes(text)) throw wrong(`“${text.slice(0, 60)}” is none of ${flag.choices.join(', ')}`);
  return text;
}

/** A whole list may stand in one flag as a JSON array; texts that merely begin with a bracket stay texts. */
function listIn(flag: Flag, text: string): unknown[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value : null;
  } catch {
    if (flag.kind === 'json') throw appError('invalid_input', { field: `--${flag.name}`, problem: 'is not a JSON list' }, { field: flag.path.join('.') });
    return null;
  }
}

/** The value of a flag from what was typed, once or several times. */
export function valueOf(flag: Flag, texts: readonly string[]): unknown {
  if (flag.isList) return texts.flatMap((text) => listIn(flag, text) ?? [one(flag, text)]);
  if (texts.length > 1) throw usage(`--${flag.name} was given ${texts.length} times; it takes one value.`);
  return one(flag, texts[0] ?? '');
}

export type Typed = { words: string[]; values: Map<Flag, string[]> };
/** Splits what follows a command into positional words and the values of its flags. `--` ends the flags. */
export function readFlags(tokens: readonly string[], flags: readonly Flag[]): Typed {
  const typed: Typed = { words: [], values: new Map() };
  const queue = [...tokens];
  for (let token = queue.shift(); token !== undefined; token = queue.shift()) {
    if (token === '--') { typed.words.push(...queue); break; }
    if (!token.startsWith('--')) { typed.words.push(token); continue; }
    const [, name = '', given] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(token) ?? [];
    const positive = flags.find((flag) => flag.name === name);
    const negated = positive ? undefined : flags.find((flag) => flag.kind === 'boolean' && `no-${flag.name}` === name);
    const flag = positive ?? negated;
    if (!flag) throw usage(`--${name.slice(0, 60)} is not a flag here. ${flags.length > 0 ? `There are ${flags.map((f) => `--${f.name}`).join(', ')}.` : 'There are none.'}`);
    const isBare = given === undefined && flag.kind === 'boolean';
    const value = negated ? 'false' : isBare ? 'true' : (given ?? queue.shift());
    if (value === undefined || (given === undefined && !isBare && value.startsWith('--'))) throw usage(`--${flag.name} needs a value (one that begins with dashes is written --${flag.name}=VALUE).`);
    typed.values.set(flag, [...(typed.values.get(flag) ?? []), value]);
  }
  return typed;
}

/** Puts a value at its place in the input. */
export function put(input: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) { input[first] = value; return; }
  const inner = (input[first] ?? {}) as Record<string, unknown>;
  input[first] = inner;
  put(inner, rest, value);
}
