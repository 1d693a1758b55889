import { expect, it } from 'vitest';
import { aWorkspace, rawDatabase } from '../support/workspace.ts';

it('AUD-01 after a verification that found the trail broken nothing more is written, and reading goes on', async () => {
  const workspace = await aWorkspace();
  rawDatabase(workspace.dir, (db) => {
    db.exec('DROP TRIGGER commit_log_keeps_its_rows');
    const { env } = db.prepare('SELECT env FROM commit_log WHERE seq = 2').get() as { env: Buffer };
    env[60] = env[60]! ^ 1;
    db.prepare('UPDATE commit_log SET env = ? WHERE seq = 2').run(env);
  });
  const bridge = workspace.chair;
  expect(await bridge.call('trail.verify', {})).toMatchObject({ ok: true, value: { verdict: 'broken' } });
  expect(await bridge.call('change.create', { title: 'One more' })).toMatchObject({ ok: false, error: { code: 'chain_broken' } });
  expect(await bridge.call('change.list', {})).toMatchObject({ ok: true });
  expect(await bridge.call('session.state', {})).toMatchObject({ ok: true, value: { workspace: { isReadOnly: true, readOnlyReason: 'chain_broken' } } });
});
