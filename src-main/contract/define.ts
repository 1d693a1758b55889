// The four kinds of operation. A wire knows these shapes and no operation by name.
import type { z } from 'zod';

/** What a projection is about; a query names the subjects it reads so that a commit can wake exactly the right answers. */
export const subjects = ['workspace', 'person', 'board', 'change', 'cab', 'import', 'calendar', 'service', 'policy', 'finding', 'release', 'trail'] as const;
export type Subject = (typeof subjects)[number];

export type Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = { kind: 'command'; about: string; input: I; output: O };
export type Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = { kind: 'query'; about: string; input: I; output: O; reads: readonly Subject[] };
export type Job<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = { kind: 'job'; about: string; input: I; output: O };
export type Session<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = { kind: 'session'; about: string; input: I; output: O };
export type Op = Command | Query | Job | Session;

/** Changes something: one transaction, one commit, all or nothing. */
export const command = <I extends z.ZodType, O extends z.ZodType>(about: string, input: I, output: O): Command<I, O> =>
  ({ kind: 'command', about, input, output });

/** Answers a question from the projections; can write nothing. */
export const query = <I extends z.ZodType, O extends z.ZodType>(about: string, input: I, output: O, reads: readonly Subject[]): Query<I, O> =>
  ({ kind: 'query', about, input, output, reads });

/** Takes its time: reports progress, can be cancelled, yields a result or a file. */
export const job = <I extends z.ZodType, O extends z.ZodType>(about: string, input: I, output: O): Job<I, O> =>
  ({ kind: 'job', about, input, output });

/** Works around a workspace rather than in it: opening, signing in, handing over a file. */
export const session = <I extends z.ZodType, O extends z.ZodType>(about: string, input: I, output: O): Session<I, O> =>
  ({ kind: 'session', about, input, output });

/** How far a job is. `total` is null while nobody knows; `what` is a short sentence for people. */
export type Progress = { done: number; total: number | null; what: string };
