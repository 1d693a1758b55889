// What the core said: one cache of answers, keyed by name and input, written only here. Screens read it through `useQuery`.
import { create } from 'zustand';
import { contract } from '#contract/index.ts';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import type { Subject } from '#contract/define.ts';
import { bridge } from '../bridge.ts';

export type QueryName = NameOf<'query'>;
/** `isStale` while a newer answer is on its way; the older value stays to be looked at. */
export type Entry<T = unknown> = { value: T | undefined; error: Refusal | undefined; isLoading: boolean; isStale: boolean };
type Kept = Entry & { name: QueryName; input: unknown; asked: number; watchers: number; isPatient: boolean };

/** Answers nobody looks at any more are kept up to this many, latest first. */
const keptUnwatched = 120;
const nothingYet: Entry = { value: undefined, error: undefined, isLoading: true, isStale: false };

type Answers = { entries: ReadonlyMap<string, Kept> };
export const useAnswers = create<Answers>(() => ({ entries: new Map() }));

export const keyOf = (name: string, input: unknown): string => `${name} ${JSON.stringify(input)}`;
export const entryOf = (entries: ReadonlyMap<string, Kept>, key: string): Entry => entries.get(key) ?? nothingYet;

function put(key: string, change: (entry: Kept | undefined) => Kept | undefined): void {
  useAnswers.setState(({ entries }) => {
    const next = new Map(entries);
    const kept = change(entries.get(key));
    next.delete(key);
    if (kept) next.set(key, kept);
    return { entries: next };
  });
}

function fresh(name: QueryName, input: unknown, isPatient: boolean): Kept {
  return { ...nothingYet, name, input, asked: 0, watchers: 0, isPatient };
}

/** How many answers are on their way, and the patient questions that wait until there is none. */
let onTheirWay = 0;
const patient = new Set<string>();

async function send(name: QueryName, input: unknown, asked: number): Promise<void> {
  const key = keyOf(name, input);
  onTheirWay += 1;
  const reply = await bridge().call(name, input as Asked<QueryName>).finally(() => { onTheirWay -= 1; });
  put(key, (entry) => {
    if (!entry || entry.asked !== asked) return entry;
    const settled = { ...entry, isLoading: false, isStale: false };
    return reply.ok ? { ...settled, value: reply.value, error: undefined } : { ...settled, error: reply.error };
  });
  askPatient();
}

/** One patient question at a time, and only while nothing else is on its way: whoever flips on waits behind one short answer at most. What nobody looks at any more is never asked. */
function askPatient(): void {
  for (const key of patient) {
    if (onTheirWay > 0) return;
    patient.delete(key);
    const entry = useAnswers.getState().entries.get(key);
    if (entry !== undefined && entry.watchers > 0) void send(entry.name, entry.input, entry.asked);
    else put(key, () => undefined);
  }
}

/** Asks the core; of several askings of one key only the last one's answer is kept. A patient question waits for its turn. */
export async function ask<N extends QueryName>(name: N, input: Asked<N>, isPatient = false): Promise<void> {
  const key = keyOf(name, input);
  const asked = (useAnswers.getState().entries.get(key)?.asked ?? 0) + 1;
  put(key, (entry) => ({ ...(entry ?? fresh(name, input, isPatient)), asked, isLoading: true }));
  if (!isPatient) { await send(name, input, asked); return; }
  patient.add(key);
  askPatient();
}

/** A screen starts looking at an answer: it is asked for unless it is here already. Returns how to stop looking. */
export function watch<N extends QueryName>(name: N, input: Asked<N>, isPatient = false): () => void {
  const key = keyOf(name, input);
  const entry = useAnswers.getState().entries.get(key);
  const isHere = entry !== undefined && !entry.isStale && (entry.value !== undefined || entry.isLoading);
  put(key, (e) => ({ ...(e ?? fresh(name, input, isPatient)), watchers: (e?.watchers ?? 0) + 1 }));
  if (!isHere) void ask(name, input, isPatient);
  return () => {
    put(key, (e) => e && { ...e, watchers: e.watchers - 1 });
    forgetOldest();
  };
}

function forgetOldest(): void {
  const { entries } = useAnswers.getState();
  const unwatched = [...entries].filter(([, e]) => e.watchers === 0);
  for (const [key] of unwatched.slice(0, Math.max(0, unwatched.length - keptUnwatched))) put(key, () => undefined);
}

/** After a commit: what is being looked at is asked again, the rest of what it touches is forgotten. */
export function refresh(subjects: ReadonlySet<Subject>): void {
  const { entries } = useAnswers.getState();
  const touched = [...entries].filter(([, e]) => contract[e.name].reads.some((subject) => subjects.has(subject)));
  if (touched.length === 0) return;
  const next = new Map(entries);
  for (const [key, e] of touched) {
    if (e.watchers === 0) next.delete(key);
    else next.set(key, { ...e, isStale: true });
  }
  useAnswers.setState({ entries: next });
  for (const [, e] of touched) if (e.watchers > 0) void ask(e.name, e.input as Asked<QueryName>, e.isPatient);
}

/** Forgets every answer: another workspace was opened, or another person signed in. */
export function forgetAll(): void {
  const { entries } = useAnswers.getState();
  const watched = [...entries.values()].filter((e) => e.watchers > 0);
  useAnswers.setState({ entries: new Map(watched.map((e) => [keyOf(e.name, e.input), { ...fresh(e.name, e.input, e.isPatient), asked: e.asked, watchers: e.watchers }])) });
  for (const e of watched) void ask(e.name, e.input as Asked<QueryName>, e.isPatient);
}

/** The latest answer to a question already asked, for acts that start outside a component. */
export function answerNow<N extends QueryName>(name: N, input: Asked<N>): Output<N> | undefined {
  return useAnswers.getState().entries.get(keyOf(name, input))?.value as Output<N> | undefined;
}
