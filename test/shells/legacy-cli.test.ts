// Registers of old systems and the service catalogue on the command line, on a real workspace.
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from './gavel.ts';

test('LEG-01 LEG-04 CFG-09 constraints, workarounds and what is offered are kept and read in a terminal; what is refused says why', async () => {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };
  await desk.run(['sample', 'ws', '--size', 'small']);
  const as = ['--as', 'Tomasz Zielinski'];
  const acts = async (...args: string[]) => desk.json([...args, ...as], pass);
  const said = async (...args: string[]) => { const { out, err } = await desk.run([...args, ...as], pass); return out + err; };
  const batch = ['constraint', 'register', 'batch', 'Nightly run', '--service', 'Card authorisation', '--starts-at', '22:00', '--ends-at', '02:00'];
  expect(await acts(...batch)).toMatchObject({ exit: 2, error: { code: 'constraint_unowned' } });
  expect(await acts(...batch, '--owner', 'Ingrid Solberg')).toMatchObject({ exit: 0 });
  expect(await said('constraint', 'list')).toMatch(/in-force\s+batch\s+22:00 to 02:00 UTC.*Ingrid Solberg\s+Card authorisation\s+Nightly run/);
  expect(await said('constraint', 'plan', '--service', 'Card authorisation', '--minutes', '60', '--from', '2026-12-07T23:00:00.000Z')).toContain('2026-12-08 02:00 to 2026-12-08 03:00 UTC');
  expect(await acts('workaround', 'register', 'Tape writer', '--step', 'Label the tape', '--step', 'Write it', '--owner', 'Ingrid Solberg', '--control', 'Two people read the label')).toMatchObject({ exit: 0 });
  expect(await said('workaround', 'list')).toContain('Label the tape; Write it');
  expect(await acts('catalogue', 'offer', 'Card authorisation', 'live')).toMatchObject({ exit: 0 });
  expect(await said('catalogue', 'list')).toMatch(/Card authorisation\s+live\s+1/);
  for (const [words, none] of [['integration list', 'No integration points.'], ['debt list', 'No technical debt.'], ['parallel list', 'No parallel runs.']] as const) expect(await said(...words.split(' '))).toContain(none);
});
