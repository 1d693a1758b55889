// Compliance on the command line (AUD-05): the rules as a table, and the report of a period.
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from './gavel.ts';

test('AUD-05 gavel compliance prints every rule with population, tested and failures, and says what is not tested', async () => {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };
  await desk.run(['sample', 'ws', '--size', 'small']);
  const rules = await desk.run(['compliance', 'rules'], pass);
  expect(rules.out).toMatch(/late-reviews +1 +Every review was held/);
  const [, from, to] = /gavel compliance report --from (\S+) --to (\S+)/.exec(rules.out)!;
  const { out, code } = await desk.run(['compliance', '--from', from!, '--to', to!, '--as', 'Owen Hughes'], pass);
  expect(code).toBe(0);
  expect(out).toMatch(/unauthorised-deployments +1 +\d+ +\d+ +[12] .*FAIL/);
  expect(out).toMatch(/overdue-access-reviews +1 +0 +0 +0 .*not tested/);
  expect(out).toMatch(/C-A1-\d+ +\d{4}-\d\d-\d\d +– +It was deployed on/);
  const written = await desk.run(['compliance', 'report', '--from', from!, '--to', to!, '--as', 'Marta Lindqvist'], pass);
  expect(written.out).toContain(`COMPLIANCE-${from!}-${to!}.pdf`);
  expect((await desk.run(['compliance', 'rules'], pass)).out).toContain('has its report');
  expect((await desk.run(['compliance', '--from', '2026-02-30', '--to', to!, '--as', 'Owen Hughes'], pass)).code).toBe(2);
});
