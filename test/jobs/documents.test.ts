import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boot } from '../../src-main/boot.ts';
import type { App, Connection } from '../../src-main/boot.ts';

let dir: string;
let app: App;
let bridge: Connection;
let meeting: string;
const value = <T>(reply: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value;
};
const options = (name: string): Parameters<typeof boot>[0] => ({ dataDir: join(dir, name), exportsDir: join(dir, 'exports'), resourcesDir: 'resources', app: 'test', checkAnswers: true });
/** Another machine that knows nothing. */
async function stranger<T>(act: (bridge: Connection, app: App) => Promise<T>): Promise<T> {
  const other = boot(options('elsewhere'));
  try {
    return await act(other.connect({ shell: 'direct' }), other);
  } finally {
    await other.close();
  }
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gavel-'));
  app = boot(options('data'));
  bridge = app.connect({ shell: 'direct' });
  value(await bridge.call('workspace.openSample', {}));
  const board = value(await bridge.call('cab.board', {}));
  meeting = board.meeting!.id;
  value(await bridge.call('meeting.start', { meeting }));
  value(await bridge.call('meeting.rollCall', { meeting, attendance: board.attendance.map((a) => ({ person: a.person, status: 'present' })) }));
  const [one, two] = board.onAgenda;
  const able = value(await bridge.call('meeting.run', { meeting, item: one!.id })).voters.filter(({ how }) => how === 'self');
  for (const { person } of able) value(await bridge.call('meeting.vote', { meeting, change: one!.id, person, vote: 'approve' }));
  value(await bridge.call('cab.recordDecision', { meeting, change: one!.id, verdict: 'approved-with-conditions', revision: one!.revision, conditions: [{ text: 'Rehearse the backout once more', owner: 'Luis Ortega', dueOn: '2030-01-01', when: 'before' }] }));
  value(await bridge.call('cab.recordDecision', { meeting, change: two!.id, verdict: 'rejected', reason: 'The window is too short', revision: two!.revision }));
  value(await bridge.call('meeting.end', { meeting, actions: [{ text: 'Send the notice', owner: 'Hannah Schuster', dueOn: '2030-01-02' }] }));
});
afterAll(async () => {
  await app.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('minutes', () => {
  it('CAB-06 are printed only once the chair has signed them, and are final from then on', async () => {
    expect(await bridge.call('minutes.write', { meeting })).toMatchObject({ ok: false, error: { code: 'minutes_not_signed' } });
    const draft = value(await bridge.call('minutes.show', { meeting }));
    value(await bridge.call('minutes.sign', { meeting }));
    const signed = value(await bridge.call('minutes.show', { meeting }));
    expect(signed).toMatchObject({ isSigned: true, signedBy: 'Marta Lindqvist', digest: draft.digest });
    expect(await bridge.call('minutes.sign', { meeting })).toMatchObject({ ok: false, error: { code: 'minutes_final' } });
  });

  it('CAB-06 the PDF names attendees, votes and conditions, and its attached text has the digest that stands in the trail', async () => {
    const { file, digest, pages } = value(await bridge.call('minutes.write', { meeting }));
    const path = app.exportPath(file.name);
    const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    for (const said of ['Marta Lindqvist', 'Rehearse the backout once more', 'Send the notice', 'The window is too short', 'Not decided']) expect(text).toContain(said);
    expect(pages).toBeGreaterThan(1);
    const out = mkdtempSync(join(dir, 'detached-'));
    execFileSync('pdfdetach', ['-saveall', '-o', out, path]);
    expect(execFileSync('openssl', ['dgst', '-sha256', '-r', join(out, 'minutes.json')], { encoding: 'utf8' })).toContain(digest);
    expect(value(await bridge.call('trail.events', { limit: 1 })).rows[0]!.type).toBe('document.written');
  });

  it('CAB-06 a condition met later does not change what was signed', async () => {
    const change = value(await bridge.call('minutes.show', { meeting })).items[0]!;
    const condition = change.decision!.conditions[0]!.id;
    value(await bridge.call('change.meetCondition', { change: change.id, condition }));
    expect(await bridge.call('minutes.write', { meeting })).toMatchObject({ ok: true });
  });

  it('CAB-06 cancelling a print leaves no file', async () => {
    const before = readdirSync(join(dir, 'exports'));
    const stop = new AbortController();
    stop.abort();
    expect(await bridge.call('pack.write', { meeting, name: 'never' }, { signal: stop.signal })).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readdirSync(join(dir, 'exports'))).toEqual(before);
  });
});

describe('audit packs', () => {
  it('AUD-02 verify on a machine that knows nothing, given the root in words; without it the signer is unknown', async () => {
    const { file, changes } = value(await bridge.call('pack.write', { meeting, name: 'pack' }));
    expect(changes).toBeGreaterThan(2);
    const root = value(await bridge.call('session.state', {})).workspace!.rootWords;
    await stranger(async (other, there) => {
      const handle = there.stagePath(app.exportPath(file.name));
      expect(value(await other.call('trail.verifyFile', { file: handle, root }))).toMatchObject({ verdict: 'intact', findings: [] });
      expect(value(await other.call('trail.verifyFile', { file: handle })).verdict).toBe('unknown-signer');
      expect(await other.call('trail.verifyFile', { file: handle, root: 'twelve words that are no words' })).toMatchObject({ ok: false, error: { code: 'invalid_input', where: { field: 'root' } } });
    });
  });

  it('AUD-02 one flipped byte anywhere is found', async () => {
    const { file } = value(await bridge.call('pack.write', { meeting, name: 'flipped' }));
    const root = value(await bridge.call('session.state', {})).workspace!.rootWords;
    const whole = readFileSync(app.exportPath(file.name));
    await stranger(async (other, there) => {
      for (const at of [9, 2_000, Math.floor(whole.length / 3), Math.floor(whole.length / 2), whole.length - 3_000, whole.length - 2]) {
        const hurt = Buffer.from(whole);
        hurt[at] = hurt[at]! ^ 1;
        const path = join(dir, 'hurt.pdf');
        writeFileSync(path, hurt);
        const verdict = await other.call('trail.verifyFile', { file: there.stagePath(path), root });
        expect(verdict.ok ? verdict.value.verdict : verdict.error.code, `byte ${at}`).toMatch(/broken|unreadable_file/);
      }
    });
  });

  it('AUD-02 a change without a test plan has a printed gap, and a scope without an end is refused', async () => {
    const bare = value(await bridge.call('change.create', { title: 'Bare change' }));
    const { file, gaps } = value(await bridge.call('pack.write', { change: [bare.number!], name: 'bare' }));
    expect(gaps).toBeGreaterThan(3);
    expect(execFileSync('pdftotext', ['-layout', app.exportPath(file.name), '-'], { encoding: 'utf8' })).toContain('Test plan');
    expect(await bridge.call('pack.write', { from: '2026-01-01T00:00:00Z' })).toMatchObject({ ok: false, error: { code: 'usage' } });
    expect(await bridge.call('pack.write', { change: ['C-A1-9999'] })).toMatchObject({ ok: false, error: { code: 'record_missing' } });
  });

  it('AUD-02 anything but a PDF is refused in one sentence', async () => {
    writeFileSync(join(dir, 'x.pdf'), 'not a pdf');
    expect(await bridge.call('trail.verifyFile', { file: app.stagePath(join(dir, 'x.pdf')) })).toMatchObject({ ok: false, error: { code: 'unreadable_file', where: { file: 'x.pdf' } } });
  });
});

describe('lists', () => {
  it('CHG-05 changes leave as CSV in which no cell starts a formula', async () => {
    value(await bridge.call('change.create', { title: '=HYPERLINK("http://x")', description: '+1 and @2' }));
    const { file, rows } = value(await bridge.call('export.changes', {}));
    const text = readFileSync(app.exportPath(file.name), 'utf8');
    expect(rows).toBe(170);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).not.toMatch(/(^|,)"?[=+@]/m);
  });
});
