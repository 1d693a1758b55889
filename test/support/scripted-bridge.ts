// A bridge with scripted answers, for the window's own tests. It speaks the contract: inputs and answers are checked against its schemas.
import type { Bridge, Heard, OpName, Output } from '#contract/index.ts';
import { contract } from '#contract/index.ts';
import type { Refusal, Reply } from '#contract/errors.ts';
import type { Subject } from '#contract/define.ts';

type Answers = { [N in OpName]?: Output<N> | ((input: never) => Reply<Output<N>> | Promise<Reply<Output<N>>>) };
export type Scripted = Bridge & {
  /** Every call that came, in order. */
  calls: { name: OpName; input: unknown }[];
  /** News, as after a commit. */
  tell: (...subjects: Subject[]) => void;
  script: (answers: Answers) => void;
};

export const refusing = (error: Refusal): (() => Reply<never>) => () => ({ ok: false, error });

/** Throws when a screen asks what is not scripted, sends what the contract refuses, or is answered in another shape. */
export function scriptedBridge(first: Answers): Scripted {
  const answers: Answers = { ...first };
  const hearers = new Set<(heard: Heard) => void>();
  const calls: Scripted['calls'] = [];
  let seq = 0;
  return {
    calls,
    script: (more) => { Object.assign(answers, more); },
    tell: (...subjects) => { seq += 1; for (const hear of hearers) hear({ seq, subjects }); },
    onChanged: (hear) => { hearers.add(hear); return () => { hearers.delete(hear); }; },
    call: async (name, input) => {
      const asked = contract[name].input.parse(input);
      calls.push({ name, input: asked });
      const answer: unknown = answers[name];
      if (answer === undefined) throw new Error(`${name} is not scripted`);
      const reply = typeof answer === 'function' ? await (answer as (input: unknown) => Reply<unknown>)(asked) : { ok: true as const, value: answer };
      if (reply.ok) contract[name].output.parse(reply.value);
      return reply as never;
    },
  };
}
