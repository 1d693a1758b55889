// The documented commands end to end: what they print and the code they end with (cli.md).
import { appendFileSync, copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from '#contract/index.ts';
import { makeCa } from '../../src-main/trail/pki.ts';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';
import { calmRisk } from '../support/calm-risk.ts';

const passphrase = 'quiet harbour light';
const shipped = join(import.meta.dirname, '../../resources/samples/servicenow-changes.csv');
const complete = ['--service', 'Core ledger', '--justification', 'Leaves support', '--implementation-plan', 'Node by node', '--test-plan', 'Smoke tests', '--backout-plan', 'Put the old one back',
  '--owner', 'Ben King', '--requester', 'Ben King', '--impact', 'medium', '--planned-start-at', '2027-01-09T21:00:00+01:00', '--planned-end-at', '2027-01-09T23:00:00+01:00', '--zone', 'Europe/Paris'];

let desk: Desk;
const valueOf = <T>(reply: Reply): T => {
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value as T;
};
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: passphrase, GAVEL_RECOVERY_PASSPHRASE: passphrase });
  const made = await desk.json(['init', 'ws', '--org', 'Harbour Trust', '--person', 'Ada Quill', '--site', 'B2', '--role', 'administrator', '--role', 'chair', '--role', 'change-manager', '--role', 'release-manager']);
  expect(made).toMatchObject({ ok: true, exit: 0, value: { organisation: 'Harbour Trust', site: 'B2' } });
});
afterAll(() => { desk.remove(); });

describe('words and flags', () => {
  test.each([
    ['no command', [], 'usage'], ['an unknown command', ['change', 'explode'], 'usage'], ['an unknown flag', ['status', '--loud'], 'usage'], ['a flag without its value', ['change', 'show', '--change'], 'usage'],
    ['a missing word', ['change', 'show'], 'usage'], ['a word too many', ['status', 'now'], 'usage'], ['--now without --test-clock', ['status', '--now', '2026-01-01T00:00:00Z'], 'usage'],
    ['a number that is none', ['change', 'assess', 'C-B2-0001', '--score', 'high'], 'invalid_input'], ['a word outside its list', ['change', 'list', '--state', 'lost'], 'invalid_input'],
    ['a time that is none', ['meeting', 'create', '--board', 'CAB', '--at', 'tomorrow'], 'invalid_input'], ['an object that is no JSON', ['meeting.end', '--meeting', 'M-1', '--actions', '{'], 'invalid_input'],
    ['a passphrase in a flag', ['session.signIn', '--person', 'Ada Quill', '--passphrase', passphrase], 'usage'], ['an output file for a command that makes none', ['status', '--out', 'x.txt'], 'usage'],
    ['a record that is not there', ['change', 'show', 'C-B2-9999'], 'record_missing'], ['a file that is not there', ['import', 'nowhere.csv'], 'file_missing'], ['a folder without a workspace', ['status', '--workspace', '.'], 'workspace_missing'],
  ])('%s ends with 2 and says so', async (_what, args, code) => {
    const reply = await desk.json(args);
    expect(reply).toMatchObject({ ok: false, exit: 2, error: { code, message: expect.stringMatching(/\S/) } });
  });

  test('a mistyped command is answered with the nearest one, on standard error alone', async () => {
    const { code, out, err } = await desk.run(['chnage', 'list']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Did you mean “change list”?');
  });

  test('every operation of the contract is a command, and none of its flags hides a flag of every command', async () => {
    const { globalFlags } = await import('../../src-main/shells/cli/globals.ts');
    const { flagsOf } = await import('../../src-main/shells/cli/flags.ts');
    const listed = valueOf<{ name: string; input: object }[]>(await desk.json(['ops']));
    expect(listed.map(({ name }) => name)).toEqual(Object.keys(contract));
    const taken = new Set<string>(globalFlags.map(([name]) => name));
    for (const { name } of listed) expect(flagsOf(name as keyof typeof contract).filter((flag) => taken.has(flag.name) || /passphrase/.test(flag.name)), name).toEqual([]);
  });

  test('help comes from the schema', async () => {
    const { code, out } = await desk.run(['meeting', 'decide', '--help']);
    expect(code).toBe(0);
    for (const word of ['gavel meeting decide MEETING CHANGE VERDICT', '--verdict', 'approved-with-conditions', '--deferred-to DAY', 'YYYY-MM-DD']) expect(out).toContain(word);
    expect((await desk.run(['--help'])).out).toContain('gavel COMMAND');
  });

  test('a write without a passphrase is refused with 2, a wrong one with 1, and neither leaves a trace', async () => {
    const count = async (): Promise<number> => valueOf<{ trail: { events: number } }>(await desk.json(['status'])).trail.events;
    const before = await count();
    expect(await desk.json(['change', 'new', 'Nothing'], { env: { GAVEL_PASSPHRASE: '' } })).toMatchObject({ exit: 2, error: { code: 'passphrase_missing' } });
    expect(await desk.json(['change', 'new', 'Nothing'], { env: { GAVEL_PASSPHRASE: 'something else' } })).toMatchObject({ exit: 1, error: { code: 'wrong_passphrase' } });
    expect(await count()).toBe(before);
  });

  test('reading needs no passphrase; a file may hold it for writing', async () => {
    writeFileSync(desk.at('secret.txt'), `${passphrase}\n`);
    const env = { GAVEL_PASSPHRASE: '' };
    expect((await desk.run(['status'], { env })).code).toBe(0);
    expect(await desk.json(['change', 'new', 'From a file', '--passphrase-file', 'secret.txt'], { env })).toMatchObject({ ok: true, exit: 0 });
  });

  test('the whole input may come as JSON from standard input', async () => {
    const reply = await desk.json(['change.create', '--input', '-'], { input: JSON.stringify({ title: 'By JSON', items: ['a', 'b'] }) });
    expect(valueOf<{ number: string }>(reply).number).toMatch(/^C-B2-\d{4}$/);
    expect(await desk.json(['change.create', '--input', '[1]'])).toMatchObject({ exit: 2, error: { code: 'invalid_input' } });
  });

  test('a test clock dates what it makes and says so', async () => {
    const { code, err } = await desk.run(['change', 'new', 'Out of time', '--test-clock', '--now', '2031-05-06T07:08:09Z']);
    expect(code).toBe(0);
    expect(err).toContain('test clock');
    const { rows } = valueOf<{ rows: { at: string }[] }>(await desk.json(['events', 'tail', '--limit', '1']));
    expect(rows[0]?.at).toBe('2031-05-06T07:08:09.000Z');
    const db = new Database(join(desk.at('ws'), 'gavel.db'), { readonly: true });
    expect(String(db.prepare('SELECT env FROM commit_log ORDER BY seq DESC LIMIT 1').pluck().get())).toContain('test-clock');
    db.close();
  });

  test('escape sequences, overrides and line ends in a title reach no terminal', async () => {
    const title = 'Red \u001b[31malert\u001b]0;owned\u0007 \u202eabc\u2066 \u009bm';
    const { number } = valueOf<{ number: string }>(await desk.json(['change', 'new', title, '--description', 'first\r\n\u001b[2Jsecond']));
    for (const args of [['change', 'show', number], ['change', 'list', '--text', 'Red'], ['change', 'show', number, '--json'], ['change', 'list', '--jsonl']]) {
      const { out } = await desk.run(args);
      expect(out).toContain('alert');
      // oxlint-disable-next-line no-control-regex
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
    expect(valueOf<{ fields: { title: string } }>(await desk.json(['change', 'show', number])).fields.title).toBe(title);
  });
});

describe('a workspace', () => {
  test('init refuses a folder that is taken, a short passphrase and a bad site', async () => {
    expect(await desk.json(['init', 'ws', '--org', 'X', '--person', 'Y'])).toMatchObject({ exit: 1, error: { code: 'workspace_exists' } });
    expect(await desk.json(['init', 'ws2', '--org', 'X', '--person', 'Y'], { env: { GAVEL_PASSPHRASE: 'short' } })).toMatchObject({ exit: 2 });
    expect(await desk.json(['init', 'ws2', '--org', 'X', '--person', 'Y', '--site', 'lower'])).toMatchObject({ exit: 2, error: { code: 'invalid_input', where: { field: 'site' } } });
    expect(existsSync(desk.at('ws2'))).toBe(false);
  });

  test('people, roles and boards are made and listed', async () => {
    const env = { GAVEL_NEW_PASSPHRASE: 'another quiet light' };
    for (const [name, role] of [['Ben King', 'implementer'], ['Cleo Marsh', 'member']]) expect(await desk.json(['person', 'add', name!, '--role', role!, '--as', 'Ada Quill'], name === 'Ben King' ? { env } : {})).toMatchObject({ exit: 0 });
    expect((await desk.run(['role', 'grant', 'Ben King', 'requester', '--as', 'Ada Quill'])).code).toBe(0);
    expect(await desk.json(['role', 'grant', 'Ada Quill', 'implementer', '--as', 'Ada Quill'])).toMatchObject({ exit: 1, error: { code: 'own_role' } });
    expect((await desk.run(['role', 'revoke', 'Cleo Marsh', 'member', '--as', 'Ada Quill'])).code).toBe(0);
    const roles = valueOf<{ role: string; people: string[] }[]>(await desk.json(['role', 'list']));
    expect(roles.filter(({ people }) => people.includes('Ben King')).map(({ role }) => role)).toEqual(['requester', 'implementer']);
    expect(roles.find(({ role }) => role === 'member')?.people).toEqual([]);
    expect((await desk.run(['person', 'list'])).out).toMatch(/Name +Roles +Signs here/);
    expect((await desk.run(['board', 'create', 'CAB', '--seat', 'Ada Quill', '--seat', 'Cleo Marsh', '--seat', '{"person":"Ben King","isVoting":false}', '--as', 'Ada Quill'])).code).toBe(0);
    const boards = valueOf<{ name: string; seats: { isVoting: boolean }[] }[]>(await desk.json(['board', 'list']));
    expect(boards.map((board) => [board.name, board.seats.filter((seat) => seat.isVoting).length])).toEqual([['CAB', 2]]);
    expect((await desk.run(['board', 'seat', 'CAB', 'Ben King', '--function', 'Operations', '--as', 'Ada Quill'])).code).toBe(0);
  });

  test('where several people can sign, the command asks who acts', async () => {
    expect(await desk.json(['change', 'new', 'Who?'])).toMatchObject({ exit: 2, error: { code: 'usage', message: expect.stringContaining('Ada Quill, Ben King') } });
    expect(await desk.json(['change', 'new', 'By Ben', '--as', 'Ben King'], { env: { GAVEL_PASSPHRASE: 'another quiet light' } })).toMatchObject({ exit: 0 });
    expect(await desk.json(['board', 'create', 'Mine', '--as', 'Ben King'], { env: { GAVEL_PASSPHRASE: 'another quiet light' } })).toMatchObject({ exit: 1, error: { code: 'role_needed' } });
  });

  test('the sample tells its passphrase, and that passphrase signs', async () => {
    const made = valueOf<{ passphrase: string; signers: { name: string }[] }>(await desk.json(['sample', 'sample', '--size', 'small', '--seed', '3']));
    expect(made.signers.map(({ name }) => name)).toContain('Marta Lindqvist');
    const env = { GAVEL_WORKSPACE: desk.at('sample'), GAVEL_PASSPHRASE: made.passphrase };
    expect(await desk.json(['change', 'new', 'In the sample', '--as', 'Marta Lindqvist'], { env })).toMatchObject({ exit: 0 });
    const { out } = await desk.run(['change', 'list', '--all', '--jsonl', '--limit', '50'], { env });
    const numbers = out.trim().split('\n').map((line) => (JSON.parse(line) as { number: string }).number);
    expect(numbers.length).toBeGreaterThan(150);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(await desk.json(['sample', 'other', '--size', 'vast'])).toMatchObject({ exit: 2, error: { code: 'invalid_input' } });
  });
});

describe('records and a meeting', () => {
  const ada = { env: { GAVEL_PASSPHRASE: passphrase } };
  const asAda = async (...args: string[]): Promise<Reply> => desk.json([...args, '--as', 'Ada Quill'], ada);
  const raised: string[] = [];

  test('a change is raised, edited, submitted and assessed', async () => {
    for (const title of ['Replace the core switch', 'Upgrade the ledger', 'Open a route']) raised.push(valueOf<{ number: string }>(await desk.json(['change', 'new', title, ...complete, '--as', 'Ben King'], { env: { GAVEL_PASSPHRASE: 'another quiet light' } })).number);
    const [first = ''] = raised;
    expect(await asAda('change', 'edit', first, '--title', 'Replace both core switches', '--items', 'switch-1', '--items', 'switch-2')).toMatchObject({ exit: 0 });
    expect(await asAda('change', 'assess', first, '--score', '40')).toMatchObject({ exit: 1, error: { code: 'transition_not_allowed' } });
    for (const number of raised) {
      expect(await asAda('change', 'submit', number)).toMatchObject({ exit: 1, error: { code: 'impact_missing' } });
      expect(await asAda('risk.fill', '--input', JSON.stringify({ change: number, ...calmRisk }))).toMatchObject({ exit: 0 });
      expect(await asAda('change', 'submit', number)).toMatchObject({ exit: 0 });
      expect(await asAda('change', 'assess', number, '--note', 'As usual')).toMatchObject({ exit: 0 });
    }
    expect(valueOf<{ state: string; fields: { items: string[]; plannedStartAt: string } }>(await desk.json(['change', 'show', first]))).toMatchObject({ state: 'awaiting-authorisation', fields: { items: ['switch-1', 'switch-2'], plannedStartAt: '2027-01-09T20:00:00.000Z' } });
    const { out } = await desk.run(['change', 'list', '--state', 'awaiting-authorisation', '--text', 'switches']);
    expect(out.split('\n')[0]).toMatch(/^Number +State +Type +Tier/);
    expect(out).toContain('Replace both core switches');
    expect((await desk.run(['change', 'history', first])).code).toBe(0);
  });

  test('CAB-05 a meeting is prepared, held and minuted without a window', async () => {
    const [first = '', second = '', third = ''] = raised;
    const meeting = valueOf<{ number: string }>(await asAda('meeting', 'create', '--board', 'CAB', '--at', '2027-01-05T14:00:00+01:00')).number;
    expect(meeting).toMatch(/^M-B2-\d{4}$/);
    for (const number of raised) expect(await asAda('meeting', 'admit', meeting, number)).toMatchObject({ exit: 0 });
    expect(await asAda('meeting', 'admit', meeting, first)).toMatchObject({ exit: 1, error: { code: 'already_on_agenda' } });
    expect(await asAda('meeting', 'order', meeting, third, first)).toMatchObject({ exit: 0 });
    expect(await asAda('meeting', 'order', meeting, second)).toMatchObject({ exit: 0 });
    expect(await asAda('meeting', 'drop', meeting, second)).toMatchObject({ exit: 0 });
    expect(await asAda('meeting', 'decide', meeting, first, 'approved')).toMatchObject({ exit: 1, error: { code: 'meeting_not_running' } });
    expect(await asAda('meeting', 'start', meeting)).toMatchObject({ exit: 0 });
    expect(await asAda('meeting', 'decide', meeting, first, 'approved')).toMatchObject({ exit: 1, error: { code: 'no_quorum' } });
    expect(await asAda('meeting', 'roll-call', meeting)).toMatchObject({ exit: 2, error: { code: 'usage' } });
    expect(await asAda('meeting', 'roll-call', meeting, '--present', 'Ada Quill', '--present', 'Cleo Marsh', '--apologies', 'Ben King')).toMatchObject({ exit: 0 });
    expect(await desk.json(['meeting', 'next', meeting])).toMatchObject({ exit: 0, value: { card: { number: third } } });
    expect(await asAda('meeting', 'vote', meeting, third, 'Cleo Marsh', 'approve')).toMatchObject({ exit: 0 });
    expect(await asAda('meeting', 'decide', meeting, third, 'approved-with-conditions', '--reason', 'With care', '--condition', '{"text":"Rehearse","owner":"Ben King","dueOn":"2027-01-08","when":"before"}')).toMatchObject({ exit: 0 });
    expect(await asAda('meeting', 'decide', meeting, first, 'rejected')).toMatchObject({ exit: 2, error: { code: 'reason_needed' } });
    expect(await asAda('meeting', 'decide', meeting, first, 'deferred', '--reason', 'Wait', '--deferred-to', '2027-02-01')).toMatchObject({ exit: 0 });
    expect(await asAda('minutes', meeting)).toMatchObject({ exit: 1, error: { code: 'meeting_not_ended' } });
    expect(await asAda('meeting', 'end', meeting, '--action', '{"text":"Ask the vendor","owner":"Ben King","dueOn":"2027-01-20"}')).toMatchObject({ exit: 0 });
    expect((await desk.run(['meeting', 'agenda', meeting])).out).toMatch(/Decided \(2\)/);
    expect((await desk.run(['meeting', 'list'])).out).toContain(meeting);

    expect(await asAda('minutes', meeting, '--out', 'nowhere/minutes.pdf')).toMatchObject({ exit: 2, error: { code: 'file_missing' } });
    expect(await asAda('minutes', meeting, '--out', 'minutes.pdf')).toMatchObject({ exit: 0, value: { file: { name: 'minutes.pdf', folder: desk.folder } } });
    expect(readFileSync(desk.at('minutes.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await asAda('pack', '--out', 'pack.pdf')).toMatchObject({ exit: 2, error: { code: 'usage' } });
    expect(await asAda('pack', '--change', first, '--change', third, '--out', 'pack.pdf')).toMatchObject({ exit: 0, value: { changes: 2 } });
    expect(existsSync(desk.at('pack.pdf'))).toBe(true);
  });

  test('a scheduled change waits for its window', async () => {
    const [, , third = ''] = raised;
    expect(await asAda('change', 'schedule', third)).toMatchObject({ exit: 0 });
    expect(await desk.json(['change', 'start', third, '--as', 'Ben King'], { env: { GAVEL_PASSPHRASE: 'another quiet light' } })).toMatchObject({ exit: 1, error: { code: 'conditions_open' } });
    expect(await asAda('change', 'close', third)).toMatchObject({ exit: 1 });
  });

  test('changes go out as a table that no spreadsheet runs', async () => {
    await asAda('change', 'new', '=cmd|calc!A1');
    expect(await asAda('export', 'changes', '--to', 'changes.xls')).toMatchObject({ exit: 2, error: { code: 'invalid_input' } });
    expect(await asAda('export', 'changes', '--to', 'changes.csv')).toMatchObject({ exit: 0, value: { file: { name: 'changes.csv' } } });
    const text = readFileSync(desk.at('changes.csv'), 'utf8');
    expect(text).toContain('cmd|calc!A1');
    expect(text).not.toMatch(/(^|[,;\n"])=cmd/);
  });
});

describe('imports', () => {
  const ada = ['--as', 'Ada Quill'];

  test('CHG-05 an export without a zone is asked about, and nothing is written', async () => {
    expect(await desk.json(['import', shipped, ...ada])).toMatchObject({ ok: false, exit: 2, error: { code: 'zone_needed' } });
    expect(await desk.json(['import', shipped, '--zone', 'Mars/Olympus', ...ada])).toMatchObject({ ok: false, exit: 2 });
    expect(valueOf<{ rows: unknown[] }>(await desk.json(['import.list'])).rows.length).toBe(0);
  });

  test('CHG-05 a dry run counts, importing twice changes nothing, and an unmapped state is set aside with its row', async () => {
    const zone = ['--zone', 'Europe/London', ...ada];
    expect(await desk.json(['import', shipped, '--dry-run', ...zone])).toMatchObject({ exit: 0, value: { id: null, new: 44, quarantinedCount: 6 } });
    const first = valueOf<{ kind: string; new: number; quarantined: { row: number; field: string; why: string; value: string }[] }>(await desk.json(['import', shipped, ...zone]));
    expect(first).toMatchObject({ kind: 'servicenow', new: 44 });
    expect(first.quarantined).toContainEqual({ row: 12, field: 'state', why: 'unmapped_value', value: 'Pending Vendor' });
    expect(first.quarantined.map(({ row }) => row)).toEqual([12, 20, 28, 34, 42, 47]);
    expect(await desk.json(['import', shipped, ...zone])).toMatchObject({ exit: 0, value: { new: 0, changed: 0, unchanged: 44 } });
  });

  test('a text that is no export is refused, and files before it stay imported', async () => {
    writeFileSync(desk.at('prose.csv'), 'Dear all,\nthis is a letter.\n');
    const reply = await desk.json(['import', shipped, 'prose.csv', '--zone', 'Europe/London', ...ada]);
    expect(reply).toMatchObject({ ok: false, exit: 2, error: { where: { file: expect.stringContaining('prose.csv') } }, value: [{ unchanged: 44 }] });
    writeFileSync(desk.at('broken.json'), '{');
    expect(await desk.json(['import', shipped, '--map', 'broken.json', ...ada])).toMatchObject({ exit: 2, error: { code: 'unreadable_file' } });
  });

  test('progress is a line of JSON on standard error where asked for, and silent otherwise', async () => {
    const silent = await desk.run(['import', shipped, '--dry-run', '--zone', 'Europe/London', ...ada]);
    expect(silent.err).toBe('');
    expect(silent.out).toContain('Pending Vendor');
    const { err } = await desk.run(['verify', '--progress', 'jsonl']);
    const lines = err.trim().split('\n').map((line) => JSON.parse(line) as { progress: { done: number } });
    expect(lines.at(-1)?.progress.done).toBeGreaterThan(0);
  });
});

describe('as a program of its own', () => {
  test.each([
    [0, ['status', '--json']], [1, ['role', 'grant', 'Ada Quill', 'implementer', '--as', 'Ada Quill', '--json']], [2, ['status', '--loud', '--json']], [3, ['verify', '--root', 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about', '--json']],
  ])('it ends with %i, with one line of JSON on standard output', async (exit, args) => {
    const { code, out } = await desk.spawn(args);
    expect(code).toBe(exit);
    expect(out.split('\n').length).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: exit === 0 });
  });

  test('a title with an accent survives standard input', async () => {
    const { out } = await desk.spawn(['change.create', '--input', '-', '--as', 'Ada Quill', '--json'], { input: JSON.stringify({ title: 'Größe – 日本' }) });
    const { value } = JSON.parse(out) as { value: { number: string } };
    expect((await desk.spawn(['change', 'show', value.number])).out).toContain('Größe – 日本');
  });

  test('a reader that has seen enough is no fault', async () => {
    const { spawnSync } = await import('node:child_process');
    const entry = join(import.meta.dirname, '../../src-main/shells/cli/main.ts');
    const { stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${entry}" ops --json | head -c 10`], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '{"ok":true', stderr: '' });
  });
});

describe('verification', () => {
  const root = async (): Promise<string> => valueOf<{ workspace: { rootWords: string } }>(await desk.json(['session.state'])).workspace.rootWords;

  test('0: a workspace, minutes and a pack of this machine are intact', async () => {
    for (const target of [[], ['ws'], ['minutes.pdf'], ['pack.pdf']]) expect(await desk.json(['verify', ...target, '--deep']), target.join()).toMatchObject({ ok: true, exit: 0, value: { verdict: 'intact' } });
    expect((await desk.run(['verify'])).out).toMatch(/^intact/);
  });

  test('3: on a machine that never met the root the signer is unknown, until the root is named', async () => {
    const env = { GAVEL_DATA: desk.at('elsewhere') };
    writeFileSync(desk.at('root.txt'), `${await root()}\n`);
    for (const target of ['ws', 'minutes.pdf']) {
      expect(await desk.json(['verify', target], { env }), target).toMatchObject({ ok: false, exit: 3, error: { code: 'key_unknown' }, value: { verdict: 'unknown-signer' } });
      expect(await desk.json(['verify', target, '--trust', 'root.txt'], { env }), target).toMatchObject({ ok: true, exit: 0 });
      expect(await desk.json(['verify', target, '--root', await root()], { env }), target).toMatchObject({ ok: true, exit: 0 });
    }
  });

  test('3: another root is not believed; 2: words that are no root', async () => {
    const other = valueOf<{ root: string }>(await desk.json(['init', 'stranger', '--org', 'Stranger', '--person', 'Eve']));
    expect(await desk.json(['verify', 'ws', '--root', other.root])).toMatchObject({ ok: false, exit: 3, value: { verdict: 'unknown-signer' } });
    expect(await desk.json(['verify', 'ws', '--root', 'twelve words that are none'])).toMatchObject({ ok: false, exit: 2 });
    expect(await desk.json(['verify', 'ws', '--root', other.root, '--trust', 'root.txt'])).toMatchObject({ exit: 2, error: { code: 'usage' } });
  });

  test('3: minutes with appended bytes and a pack with one byte changed are broken', async () => {
    copyFileSync(desk.at('minutes.pdf'), desk.at('longer.pdf'));
    appendFileSync(desk.at('longer.pdf'), '\n% harmless\n');
    const bytes = readFileSync(desk.at('pack.pdf'));
    bytes[Math.floor(bytes.length / 3)]! ^= 1;
    writeFileSync(desk.at('flipped.pdf'), bytes);
    for (const file of ['longer.pdf', 'flipped.pdf']) expect(await desk.json(['verify', file]), file).toMatchObject({ ok: false, exit: 3, error: { code: 'not_verified', message: expect.stringMatching(/\S/) }, value: { verdict: 'broken' } });
  });

  test('2: what is no workspace and no Gavel file cannot be read', async () => {
    writeFileSync(desk.at('letter.pdf'), 'Dear all');
    for (const target of ['letter.pdf', 'data', 'missing.pdf']) expect(await desk.json(['verify', target]), target).toMatchObject({ ok: false, exit: 2 });
  });

  test('3: a byte flipped in the log is found at its feed and position', async () => {
    const hurt = valueOf<{ root: string }>(await desk.json(['init', 'hurt', '--org', 'Hurt', '--person', 'Eve']));
    const env = { GAVEL_WORKSPACE: desk.at('hurt') };
    for (const title of ['One', 'Two', 'Three']) await desk.json(['change', 'new', title], { env });
    const db = new Database(join(desk.at('hurt'), 'gavel.db'));
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as { name: string }[]) db.exec(`DROP TRIGGER "${name}"`);
    const row = db.prepare('SELECT feed, env FROM commit_log WHERE seq = 2 LIMIT 1').get() as { feed: string; env: Buffer };
    row.env[row.env.length - 20]! ^= 1;
    db.prepare('UPDATE commit_log SET env = ? WHERE feed = ? AND seq = 2').run(row.env, row.feed);
    db.close();
    const reply = await desk.json(['verify', 'hurt', '--root', hurt.root]);
    expect(reply).toMatchObject({ ok: false, exit: 3, error: { facts: { seq: 2 } }, value: { verdict: 'broken' } });
    expect((await desk.run(['verify', 'hurt', '--root', hurt.root])).out).toMatch(/^broken/);
  });

  test('rebuilt tables equal what stood there; a table altered by hand does not', async () => {
    expect(await desk.json(['rebuild'])).toMatchObject({ ok: true, exit: 0, value: { isEqual: true } });
    const db = new Database(join(desk.at('stranger'), 'gavel.db'));
    db.exec("UPDATE person SET name = 'Mallory'");
    db.close();
    expect(await desk.json(['rebuild', '--workspace', 'stranger'])).toMatchObject({ ok: false, exit: 3, error: { code: 'rebuild_differs' }, value: { isEqual: false } });
  });

  test('1: texts that are missing from the store are gaps, each named', async () => {
    const gappy = valueOf<{ root: string }>(await desk.json(['init', 'gappy', '--org', 'Gappy', '--person', 'Eve']));
    const db = new Database(join(desk.at('gappy'), 'gavel.db'));
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as { name: string }[]) db.exec(`DROP TRIGGER "${name}"`);
    db.exec('DELETE FROM payload');
    db.close();
    const reply = await desk.json(['verify', 'gappy', '--root', gappy.root]);
    expect(reply).toMatchObject({ ok: false, exit: 1, error: { code: 'verdict_gaps' }, value: { verdict: 'intact-with-gaps' } });
  });

  test('3: a folder that now holds another organisation is not believed', async () => {
    valueOf(await desk.json(['init', 'swapped', '--org', 'First', '--person', 'Eve']));
    valueOf(await desk.json(['init', 'intruder', '--org', 'First', '--person', 'Eve']));
    rmSync(desk.at('swapped'), { recursive: true });
    cpSync(desk.at('intruder'), desk.at('swapped'), { recursive: true });
    expect(await desk.json(['verify', 'swapped'])).toMatchObject({ ok: false, exit: 3, value: { verdict: 'unknown-signer' } });
    expect((await desk.run(['status', '--workspace', 'swapped'])).err).toContain('another one than at its first opening');
  });

  test('3: a copy that lacks commits this machine has written opens for reading only', async () => {
    copyFileSync(desk.at('stranger/gavel.db'), desk.at('earlier.db'));
    expect(await desk.json(['change', 'new', 'Later', '--workspace', 'stranger'])).toMatchObject({ exit: 0 });
    for (const end of ['-wal', '-shm']) if (existsSync(desk.at(`stranger/gavel.db${end}`))) writeFileSync(desk.at(`stranger/gavel.db${end}`), '');
    copyFileSync(desk.at('earlier.db'), desk.at('stranger/gavel.db'));
    expect(await desk.json(['change', 'new', 'Never', '--workspace', 'stranger'])).toMatchObject({ exit: 3, error: { code: 'older_than_mark' } });
  });
});

describe('the worked example', () => {
  test('runs without a window, and its last line says where everything is', async () => {
    const { code, out, err } = await desk.spawn(['demo', '--out', 'demo', '--json']);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const last = JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, string> & { import: { new: number } };
    expect(last).toMatchObject({ import: { new: 44 }, verdict: 'intact', workspace: desk.at('demo/workspace') });
    for (const name of ['minutes', 'pack', 'ca']) expect(existsSync(last[name]!), name).toBe(true);
    expect(last['root']!.split(' ').length).toBe(12);
    expect(err).toContain('44 new');
    const [pack, ca, env] = [last['pack']!, last['ca']!, { GAVEL_DATA: desk.at('auditor') }];
    // The certificate alone vouches for the seal, not for the trail; the words of the root vouch for both.
    expect(await desk.json(['verify', pack, '--trust', ca], { env })).toMatchObject({ ok: false, exit: 3, error: { code: 'key_unknown' }, value: { verdict: 'unknown-signer', findings: [{ kind: 'root', severity: 'note' }] } });
    expect((await desk.run(['verify', pack, '--trust', ca], { env })).out).toContain('The seal is of the trusted CA; give --root WORDS to trust the trail’s root too.');
    expect(await desk.json(['verify', pack, '--trust', ca, '--root', last['root']!], { env })).toMatchObject({ ok: true, exit: 0, value: { verdict: 'intact', findings: [] } });
    writeFileSync(desk.at('other.pem'), (await makeCa({ organisation: 'Another', notBeforeAt: '2026-01-01T00:00:00.000Z' })).certificatePem);
    const stranger = await desk.json(['verify', pack, '--trust', 'other.pem'], { env });
    expect(stranger).toMatchObject({ ok: false, exit: 3, value: { verdict: 'unknown-signer', findings: [{ kind: 'authority', severity: 'note' }] } });
    expect(stranger).not.toMatchObject({ value: { findings: [{ kind: 'root' }] } });
    expect(await desk.json(['demo', '--out', 'demo'])).toMatchObject({ exit: 1, error: { code: 'workspace_exists' } });
  });
});
