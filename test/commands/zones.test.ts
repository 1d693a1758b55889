// A zone is asked for at several doors; each refuses one that does not exist, in the same words.
import { expect, test } from 'vitest';
import type { Asked, NameOf } from '#contract/index.ts';
import { sentence } from '#contract/errors.ts';
import { aWorkspace } from '../support/workspace.ts';

const day = { startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-02T00:00:00Z' };

test.each(['Mars/Base', '+01:00'])('CHG-01 the zone %s is refused by its field wherever one is asked for', async (zone) => {
  const workspace = await aWorkspace();
  const { number } = await workspace.call('change.create', { title: 'Move the switch', zone: 'Europe/London' });
  const events = workspace.events();
  const acts: { [N in NameOf<'command'>]?: Asked<N> } = {
    'change.create': { title: 'Move the switch', zone }, 'change.edit': { change: number!, fields: { zone } }, 'calendar.addEntry': { kind: 'freeze', title: 'Year end', zone, ...day }, 'board.create': { name: 'Night board', seats: [], lengthMinutes: 30, zone },
  };
  for (const [name, input] of Object.entries(acts)) {
    const refused = await workspace.refused(name as NameOf<'command'>, input as never);
    expect(refused, name).toMatchObject({ code: 'zone_unknown', facts: { zone }, where: { field: 'zone' } });
    expect(sentence(refused), name).toBe(`${zone} is not an IANA time zone, such as Europe/London.`);
  }
  expect(workspace.events()).toBe(events);
});
