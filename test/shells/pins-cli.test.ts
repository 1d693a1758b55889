// gavel pin: the roots a machine believes in, looked at and forgotten.
import { renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aDesk } from './gavel.ts';

test('gavel pin lists what this machine has met and forgets it by folder or by words; afterwards nothing is believed unasked', async () => {
  const desk = aDesk({ GAVEL_PASSPHRASE: 'quiet harbour light' });
  try {
    expect(await desk.json(['pin', 'list'])).toMatchObject({ ok: true, value: [] });
    for (const [dir, org] of [['one', 'Harbour Trust'], ['two', 'Northwind']] as const) await desk.json(['init', dir, '--org', org, '--person', 'Ada Quill']);
    const pins = (await desk.json(['pin', 'list'])) as unknown as { value: { organisation: string; words: string; dir: string }[] };
    expect(pins.value.map(({ organisation, dir }) => [organisation, dir])).toEqual([['Northwind', desk.at('two')], ['Harbour Trust', desk.at('one')]]);
    expect((await desk.run(['pin', 'list'])).out).toContain('Harbour Trust');
    // Another workspace in the place of one that is pinned is not believed, until its pin is forgotten.
    renameSync(desk.at('one'), desk.at('away'));
    renameSync(desk.at('two'), desk.at('one'));
    expect(await desk.json(['verify', desk.at('one')])).toMatchObject({ exit: 3 });
    expect(await desk.json(['pin', 'forget', desk.at('one')])).toMatchObject({ ok: true, value: [{ organisation: 'Harbour Trust' }] });
    expect(await desk.json(['verify', desk.at('one')])).toMatchObject({ exit: 0 });
    expect(await desk.json(['pin', 'forget', pins.value[0]!.words])).toMatchObject({ ok: true, value: expect.arrayContaining([expect.objectContaining({ organisation: 'Northwind' })]) });
    expect(await desk.json(['pin', 'list'])).toMatchObject({ value: [] });
    expect(await desk.json(['pin', 'forget', 'nowhere'])).toMatchObject({ exit: 2, error: { code: 'record_missing' } });
  } finally {
    desk.remove();
  }
});
