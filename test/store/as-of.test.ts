// A record folded alone, in memory, is what stands in the tables (AUD-01); for records that two laptops wrote apart, see test/queries/explorer.test.ts.
import { expect, test } from 'vitest';
import { foldedAlone } from '../support/folded-alone.ts';
import { aWorkspace, copiedFolder } from '../support/workspace.ts';

test('AUD-01 every record of the example, folded alone from its events, is the record that stands in the tables', async () => {
  const { dir } = await copiedFolder();
  expect(foldedAlone(dir)).toBeGreaterThan(150);
});

test('AUD-01 a stored copy that was altered by hand changes nothing in what the trail says', async () => {
  const w = await aWorkspace();
  const { id, number } = await w.call('change.create', { title: 'As it was' });
  w.raw((db) => { db.prepare("UPDATE change SET title = 'As somebody wants it' WHERE id = ?").run(id); });
  const { fields } = await w.call('explorer.record', { record: number! });
  expect(fields.find(({ name }) => name === 'Title')).toMatchObject({ now: 'As it was' });
});
