// Questions and acts of the core, asked as the window itself would ask them.
import type { Page } from '@playwright/test';
import type { Asked, NameOf, Output } from '#contract/index.ts';

export async function call<N extends NameOf<'command' | 'query'>>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> {
  const reply = await page.evaluate(async (asked) => window.gavel!.call(asked.name as 'cab.board', asked.input as object), { name, input: input as unknown });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.facts)}`);
  return reply.value as unknown as Output<N>;
}
