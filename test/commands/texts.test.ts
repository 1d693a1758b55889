// Texts are texts: whatever somebody types goes in and comes out unchanged, and never means anything on its way.
import { describe, expect, test } from 'vitest';
import type { ChangeFields } from '../../src-main/contract/change.ts';
import { aWorkspace, answer, passphrase } from '../support/workspace.ts';

const hostile: Record<string, string> = {
  markup: '<script>alert(1)</script><img src=x onerror=alert(1)>&amp;&#60;', formula: '=HYPERLINK("http://example.invalid";"click")', 'formula with a sign': '+1+cmd|\' /C calc\'!A0', 'formula with an at': '@SUM(1+1)*cmd',
  sql: "'; DROP TABLE change; --", 'right-to-left override': '\u202Egpj.exe\u202C \u2066isolate\u2069', 'a NUL in the middle': 'before\u0000after', 'control characters': 'bell\u0007 escape\u001B[31m vertical\u000B del\u007F c1\u0085',
  'a very long word': 'x'.repeat(10_000), 'line ends of every kind': 'a\nb\r\nc\rd\u2028e\u2029f', emoji: '👩‍👩‍👧‍👦 🏳️‍🌈 👋🏽 🇪🇺', 'many marks on one letter': `Z${'\u0301\u0323\u0330'.repeat(200)}`, decomposed: 'A\u030Angstro\u0308m', composed: 'Ångström',
  'zero-width characters': 'ad\u200Bmin\u200D\uFEFF\u2060x', 'beyond the basic plane': '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎𠜱', 'a noncharacter': 'end\uFFFE\uFFFF.', hebrew: 'שלום עולם', 'a template': '${7*7} {{7*7}} %s %n {0}', json: '{"__proto__":{"isAdmin":true}}', 'a path': '../../../etc/passwd\\..\\C:', 'a query of the search': '"a" OR NEAR(b*) -c ^d {title}:',
};
const proseFields = ['description', 'justification', 'implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const;
const cut = (text: string, length: number): string => { const short = text.slice(0, length); return short.isWellFormed() ? short : short.slice(0, -1); };

function fieldsOf(text: string): Partial<ChangeFields> & { title: string } {
  const name = cut(text, 180);
  return {
    title: cut(text, 300), ...Object.fromEntries(proseFields.map((field) => [field, text])), service: name, environment: cut(text, 100), model: cut(text, 60), items: [name, `${name}2`], regulatoryTags: [cut(text, 40)],
    requester: name, owner: name, implementers: [name], stakeholders: [name, 'x'],
  };
}

describe('texts of a change', () => {
  test.each(Object.entries(hostile))('%s comes back unchanged from every field, after an edit, a rebuild and a search', async (_, text) => {
    const workspace = await aWorkspace();
    const fields = fieldsOf(text);
    const created = await workspace.call('change.create', fields);
    expect((await workspace.call('change.show', { change: created.id })).fields).toMatchObject(fields);
    await workspace.call('change.edit', { change: created.id, fields: { ...fields, description: `${cut(text, 19_000)}!`, title: 'Plain' } });
    await workspace.call('change.edit', { change: created.id, fields: { title: fields.title } });
    expect(await workspace.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
    expect((await workspace.call('change.show', { change: created.id })).fields).toMatchObject({ ...fields, description: `${cut(text, 19_000)}!` });
    const row = (await workspace.call('change.list', { limit: 1 })).rows[0]!;
    expect(row).toMatchObject({ id: created.id, title: fields.title, service: fields.service, owner: fields.owner });
    expect((await workspace.call('change.list', { service: fields.service!, limit: 5 })).rows.map((r) => r.id)).toEqual([created.id]);
    // As a question to the search it may find nothing, but it is never an error, and never everything.
    expect((await workspace.call('change.list', { text: cut(text, 200) })).total).toBeLessThan(178);
    expect((await workspace.call('change.history', { change: created.id })).rows).toHaveLength(3);
    expect(await workspace.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  });
});

describe('texts elsewhere', () => {
  test.each(Object.entries(hostile))('%s comes back unchanged from boards, seats, calendar, mappings, decisions, conditions and actions', async (_, text) => {
    const workspace = await aWorkspace();
    const line = cut(text, 300);
    const scope = cut(text, 200);
    await workspace.call('board.create', { name: line, seats: [{ person: 'Grace Obi', function: line }] });
    expect((await workspace.call('board.list', {})).find((b) => b.name === line)?.seats[0]?.function).toBe(line);
    await workspace.call('calendar.addEntry', { kind: 'freeze', title: line, scope: [{ by: 'department', id: scope }], startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-02T00:00:00Z' });
    expect((await workspace.call('calendar.list', { from: '2030-01-01T00:00:00Z' })).rows).toEqual([expect.objectContaining({ title: line, scope: [{ by: 'department', id: scope.trim() }] })]);
    const mapping = { version: 1 as const, name: line, source: 'desk', externalId: line, fields: { title: { from: [line], values: { [line]: line } } } };
    await workspace.call('mapping.save', { mapping });
    expect(await workspace.call('mapping.list', {})).toEqual([mapping]);

    const board = await workspace.call('cab.board', {});
    const meeting = board.meeting!.id;
    const change = board.onAgenda[0]!.id;
    await workspace.call('meeting.start', { meeting });
    await workspace.call('meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
    const condition = { text: line, owner: line, dueOn: '2026-12-01', when: 'before' as const };
    await workspace.call('cab.recordDecision', { meeting, change, verdict: 'approved-with-conditions', reason: text, conditions: [condition] });
    await workspace.call('meeting.end', { meeting, actions: [{ text: line, owner: line, dueOn: '2026-12-01' }] });
    await workspace.call('minutes.sign', { meeting });
    const minutes = await workspace.call('minutes.show', { meeting });
    expect(minutes.actions).toEqual([{ text: line, owner: line, dueOn: '2026-12-01' }]);
    expect(minutes.items[0]?.decision).toMatchObject({ reason: text, conditions: [condition] });
    expect(await workspace.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
    expect(await workspace.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  });

  test.each(Object.entries(hostile))('%s comes back unchanged as a person’s name', async (_, text) => {
    const workspace = await aWorkspace();
    const name = cut(text, 300);
    const admin = await workspace.as('Ingrid Solberg');
    const { id } = await answer(admin, 'person.add', { name, roles: ['member'], recoveryPassphrase: passphrase });
    expect((await workspace.call('person.list', { text: cut(name, 200) })).rows).toContainEqual(expect.objectContaining({ id, name }));
  });
});

describe('half characters', () => {
  const halves = ['\uD83D', 'x\uDE00y', '\uD83D\uD83D\uDE00'];
  test.each(halves.flatMap((half) => ['title', 'description', 'service', 'owner', 'zone'].map((field) => ({ half, field }))))('a lone surrogate in $field is refused with the field, and nothing is written', async ({ half, field }) => {
    const workspace = await aWorkspace();
    const before = workspace.events();
    expect(await workspace.refused('change.create', { title: 'Fine', [field]: half })).toMatchObject({ code: field === 'zone' ? 'zone_unknown' : 'invalid_input', where: { field } });
    expect(await workspace.refused('change.create', { title: 'Fine', items: ['fine', half] })).toMatchObject({ code: 'invalid_input', facts: { field: 'items' } });
    expect(workspace.events()).toBe(before);
    expect(workspace.log).toEqual([]);
  });
});
