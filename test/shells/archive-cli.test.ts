// What a records manager and an auditor type: the archive, legal holds, disposals, erasures, access reviews and findings, read as text (AUD-06 to AUD-08).
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../../src-main/contract/index.ts';
import type { OpName } from '../../src-main/contract/index.ts';
import { aDesk } from './gavel.ts';
import type { Desk, Reply, Said } from './gavel.ts';

let desk: Desk;
const [marta, ingrid, owen] = ['Marta Lindqvist', 'Ingrid Solberg', 'Owen Hughes'] as const;
const as = (person: string, ...args: string[]): Promise<Said> => desk.run([...args, '--as', person]);
/** What it says when it does what it was asked. */
async function says(person: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await as(person, ...args);
  expect([code, err]).toEqual([0, '']);
  return out;
}
/** A refusal, which a person reads in one line on the other channel. */
async function refuses(person: string, code: number, ...args: string[]): Promise<string> {
  const said = await as(person, ...args);
  expect([said.code, said.out, said.err.trim().split('\n').length]).toEqual([code, '', 1]);
  return said.err;
}
/** The answer of `--json`, which is what the contract says and nothing else. */
async function json(op: OpName, ...args: string[]): Promise<unknown> {
  const reply: Reply = await desk.json([...args, '--as', marta]);
  expect(reply).toMatchObject({ ok: true, exit: 0 });
  expect(contract[op].output.parse(reply.value)).toEqual(reply.value);
  return reply.value;
}
/** Rows of the table under a heading line; each column begins where its heading does. */
function rowsOf(text: string, ...headings: string[]): string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => headings.every((heading) => line.includes(heading)));
  const head = lines[at] ?? '';
  const starts = [...head.matchAll(/(?:^| {2,})(\S)/g)].map(({ index, 0: all }) => index + all.length - 1);
  expect(starts.length, `${headings.join(', ')} in\n${text}`).toBeGreaterThanOrEqual(headings.length);
  const end = lines.findIndex((line, i) => i > at && line === '');
  const rows = lines.slice(at + 1, end < 0 ? lines.length : end).filter((line) => line !== '');
  for (const row of rows) for (const start of starts.slice(1)) expect(`${row[start - 1]}${row[start] === ' '}`, row).toBe(' false');
  return rows;
}
const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\dZ`;

beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  expect(await desk.run(['sample', 'ws', '--size', 'small'])).toMatchObject({ code: 0 });
});
afterAll(() => { desk.remove(); });

test('AUD-07 the archive is searched and kept longer as text; a day that is none, a view that is none and a shorter time are refused by name', async () => {
  const found = await says(marta, 'archive', 'search');
  expect(found).toMatch(/^\d+ archived records\. \d+ closed records are not archived yet: gavel archive add\n/);
  const rows = rowsOf(found, 'Number', 'Kind', 'Closed', 'Kept until', 'Because', 'Stands', 'Title');
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) expect(row).toMatch(new RegExp(`^[CR]-A1-\\d{4} .*${time} +\\d{4}-\\d\\d-\\d\\d +7 years +(kept|held) `));
  expect(rowsOf(found, 'Number', 'For', 'Held')[0]).toMatch(/^R-A1-0001 +Card scheme inquiry +everything of Card authorisation$/);
  const number = /^C-A1-\d+(?=.* kept )/m.exec(found)![0];
  expect(await says(marta, 'archive', 'search', 'no such words anywhere')).toMatch(/^0 archived records[\s\S]*kept for 7 years after they were closed/);
  expect(await refuses(marta, 2, 'archive', 'search', '--from', 'yesterday')).toContain('--from: “yesterday” is no day, such as 2026-03-31');
  expect(await refuses(marta, 2, 'archive', 'search', '--from', '2026-02-30')).toContain('“2026-02-30” is no day');
  expect(await refuses(marta, 2, 'archive', 'search', '--view', 'gone')).toContain('“gone” is none of all, due, held, proposed, disposed');
  expect(await refuses(marta, 1, 'archive', 'extend', number, '2027-01-01', 'Shorter')).toContain('takes a version of the policy');
  expect(await refuses(marta, 2, 'archive', 'extend', 'C-A1-9999', '2099-01-01', 'A claim')).toContain('There is no archived record C-A1-9999');
  await says(marta, 'archive', 'extend', number, '2099-01-01', 'A claim is open');
  expect(rowsOf(await says(marta, 'archive', 'search', number), 'Until', 'By', 'At', 'Reason')).toEqual([expect.stringMatching(new RegExp(`^${number} +2099-01-01 +Marta Lindqvist +${time} +A claim is open$`))]);
  expect(await json('archive.search', 'archive', 'search', number)).toMatchObject({ total: 1, rows: [{ number, retainedUntil: '2099-01-01' }] });
});

test('AUD-07 a hold keeps a record whatever its age; lifted, two people dispose of it on the command line, with a certificate, and the trail verifies', async () => {
  writeFileSync(desk.at('old.csv'), 'Number,State,Short description,Business service,Planned start date,Planned end date\nOLD1,Closed,Zinc ledger,Treasury desk,2010-10-01 20:00:00,2010-10-01 21:00:00\n');
  await says(marta, 'import', 'old.csv', '--zone', 'Europe/London');
  const number = /C-A1-\d+/.exec(await says(marta, 'change', 'list', '--text', 'zinc'))![0];
  expect(await refuses(marta, 2, 'archive', 'add', 'C-A1-9999')).toContain('There is no closed record C-A1-9999');
  expect(await says(marta, 'archive', 'add', number, '--keyword', 'metals')).toBe('1 record archived.\n');
  expect(await refuses(marta, 2, 'hold', 'place', 'galaxy', 'Treasury desk', 'Inquiry 12', '--reason', 'Counsel asked')).toContain('“galaxy” is none of record, service, tag');
  expect(await refuses(marta, 2, 'hold', 'place', 'record', number)).toContain('MATTER is missing: gavel hold place SCOPE OF MATTER');
  expect(await refuses('Tomasz Zielinski', 1, 'hold', 'place', 'record', number, 'Inquiry 12', '--reason', 'Mine')).toContain('role');
  const placed = await says(ingrid, 'hold', 'place', 'record', number, 'Inquiry 12', '--reason', 'Counsel asked');
  expect(placed).toMatch(/keeps 1 archived record from disposal, and what is archived later\.\nTo lift it: gavel hold lift [0-9a-f-]{36} REASON/);
  expect(await says(ingrid, 'hold', 'place', 'tag', 'no such tag', 'Inquiry 13', '--reason', 'To see')).toContain('keeps no archived record now');
  const holds = rowsOf(await says(marta, 'hold', 'list'), 'Id', 'State', 'For', 'Holds', 'Of', 'Records', 'Placed', 'By', 'Lifted', 'Reason');
  expect(holds).toContainEqual(expect.stringMatching(new RegExp(`in force +Inquiry 12 +one record +${number} +1 +${time} +Ingrid Solberg +– +Counsel asked$`)));
  expect(await json('hold.list', 'hold', 'list')).toMatchObject({ rows: [{ lifted: null }, { lifted: null }, { matter: 'Card scheme inquiry' }] });
  expect(await refuses(marta, 1, 'archive', 'propose', number, 'Sixteen years old')).toContain(`${number} is held for Inquiry 12. The hold has to be lifted first.`);

  const hold = /lift ([0-9a-f-]{36})/.exec(placed)![1]!;
  expect(await refuses(ingrid, 2, 'hold', 'lift', 'nothing', 'Settled')).toContain('There is no legal hold nothing');
  expect(await says(ingrid, 'hold', 'lift', hold, 'Settled')).toContain('The hold is lifted.');
  expect(await refuses(ingrid, 1, 'hold', 'lift', hold, 'Settled')).toContain('Inquiry 12');
  expect(await says(marta, 'hold', 'list')).toMatch(new RegExp(`lifted +Inquiry 12 .*${time} +Counsel asked Lifted by Ingrid Solberg: Settled`));

  const young = /^C-A1-\d+(?=.* 7 years +kept )/m.exec(await says(marta, 'archive', 'search'))![0];
  expect(await refuses(marta, 1, 'archive', 'propose', young, 'Room')).toMatch(/is kept until \d{4}-\d\d-\d\d: 7 years/);
  expect(await refuses(ingrid, 1, 'archive', 'dispose', number)).toContain('It takes two people');
  expect(await refuses(marta, 1, 'archive', 'certificate', number)).toContain('nothing to certify');
  expect(await says(marta, 'archive', 'propose', number, 'Sixteen years old')).toContain(`A second person carries it out: gavel archive dispose ${number}`);
  expect(rowsOf(await says(ingrid, 'archive', 'search', '--view', 'proposed'), 'Number', 'By', 'At', 'Reason')).toEqual([expect.stringMatching(new RegExp(`^${number} +Marta Lindqvist +${time} +Sixteen years old$`))]);
  expect(await refuses(marta, 1, 'archive', 'dispose', number)).toMatch(/second|another/i);
  expect(await says(ingrid, 'archive', 'dispose', number)).toContain('its tombstone stays');
  const gone = await says(marta, 'archive', 'search', '--view', 'disposed');
  expect(rowsOf(gone, 'Texts erased', 'Proposed by', 'Signed by', 'Policy')).toEqual([expect.stringMatching(new RegExp(`^${number} +\\d+ +Marta Lindqvist +Ingrid Solberg +${time} +\\S+ +Sixteen years old$`))]);
  expect(gone).not.toContain('Zinc');
  expect(await says(marta, 'archive', 'certificate', number, '--out', desk.at('gone.pdf'))).toContain('gone.pdf');
  expect(existsSync(desk.at('gone.pdf'))).toBe(true);
  expect(await desk.json(['verify', desk.at('gone.pdf')])).toMatchObject({ ok: true, exit: 0, value: { verdict: 'intact' } });
  expect(await desk.json(['verify', '--deep'])).toMatchObject({ exit: 0, value: { verdict: 'intact' } });
});

test('AUD-07 two people erase the texts of a record by its number, and nothing that a legal hold keeps', async () => {
  const number = /C-A1-\d+/.exec(await says(marta, 'change', 'new', '--title', 'Caesium clock', '--service', 'Treasury desk'))![0];
  const erase = ['text', 'erase', number, 'internal'];
  expect(await refuses(owen, 1, ...erase, 'Not mine')).toContain('An auditor reads and verifies');
  expect(await refuses(marta, 2, 'text', 'erase', 'C-A1-9999', 'internal', 'Gone')).toContain('There is no record C-A1-9999');
  expect(await refuses(marta, 2, 'text', 'erase', number, 'secret', 'Gone')).toContain('“secret” is none of personal, restricted, internal');
  expect(await refuses(marta, 2, ...erase)).toContain('REASON is missing');
  const hold = /lift ([0-9a-f-]{36})/.exec(await says(ingrid, 'hold', 'place', 'service', 'Treasury desk', 'Inquiry 14', '--reason', 'Counsel asked'))![1]!;
  expect(await refuses(marta, 1, ...erase, 'She asked for it')).toContain(`${number} is held for Inquiry 14 with everything of the service Treasury desk. The hold has to be lifted first.`);
  await says(ingrid, 'hold', 'lift', hold, 'Settled');
  expect(await says(marta, ...erase, 'She asked for it')).toContain('nothing is erased yet. A second registrar or administrator carries it out');
  expect(await refuses(marta, 1, ...erase, 'She asked for it')).toMatch(/second|another/i);
  expect(await says(marta, 'change', 'show', number)).toContain('Caesium');
  const again = /lift ([0-9a-f-]{36})/.exec(await says(ingrid, 'hold', 'place', 'service', 'treasury DESK', 'Inquiry 15', '--reason', 'Counsel asked again'))![1]!;
  expect(await refuses(ingrid, 1, ...erase, 'She asked for it')).toContain('Inquiry 15');
  await says(ingrid, 'hold', 'lift', again, 'Settled');
  expect(await says(ingrid, ...erase, 'She asked for it')).toMatch(/^\d+ texts? erased for ever\./);
  expect(await says(marta, 'change', 'show', number)).not.toContain('Caesium');
  expect(await refuses(ingrid, 1, 'text', 'erase', 'Card authorisation', 'restricted', 'Gone')).toContain('no text of this class');
  expect(await desk.json(['verify', '--deep'])).toMatchObject({ exit: 0, value: { verdict: 'intact' } });
});

test('AUD-08 an access review is started, opened, decided, closed and written on the command line; what was not opened and what is one’s own is refused', async () => {
  const list = await says(marta, 'access', 'list');
  expect(list).toMatch(/^\d+ of \d+ rights are overdue for a review\n/);
  expect(rowsOf(list, 'Number', 'State', 'Decide by', 'Rights', 'Certified', 'Undecided', 'Closed', 'Title')).toContainEqual(expect.stringMatching(new RegExp(`^V-A1-0001 +closed +\\d{4}-\\d\\d-\\d\\d +22 +22 .*${time} +Who may approve$`)));
  const due = rowsOf(await says(marta, 'access', 'due', '--is-overdue'), 'Due', 'Overdue', 'Holder', 'Right', 'Every', 'Last reviewed', 'In review');
  expect(due.length).toBeGreaterThan(0);
  for (const row of due) expect(row).toMatch(/^\d{4}-\d\d-\d\d +yes .* (90|180) days +(never|\d{4}-\d\d-\d\d)/);
  expect(await refuses(marta, 1, 'access', 'start', 'Approvers', '--kind', 'approver-right', '--reviewer', marta, '--reviewer', 'Grace Obi')).toContain('Grace Obi has no key here');
  expect(await refuses(marta, 2, 'access', 'start', 'Approvers', '--kind', 'wish', '--reviewer', marta)).toContain('“wish” is none of');
  expect(await refuses(marta, 2, 'access', 'start', 'Approvers', '--reviewer', marta, '--due-on', '2020-01-01')).toContain('2020-01-01 has passed');
  const number = /V-A1-\d+/.exec(await says(marta, 'access', 'start', 'Approvers', '--kind', 'approver-right', '--reviewer', marta, '--reviewer', 'Tomasz Zielinski'))![0];
  const shown = await says(marta, 'access', 'show', number);
  const rows = rowsOf(shown, 'Id', 'Holder', 'Right', 'Reviewer', 'Opened', 'Decision', 'Decided', 'Reason');
  // Nobody certifies their own.
  expect(rows.filter((row) => /^\S+ {2}Marta Lindqvist .* Marta Lindqvist /.test(row))).toEqual([]);
  const mine = rows.filter((row) => / {2}Marta Lindqvist +– +undecided/.test(row)).map((row) => row.split(' ')[0]!);
  const other = rows.find((row) => / {2}Tomasz Zielinski +– +undecided/.test(row))!.split(' ')[0]!;
  expect(mine.length).toBeGreaterThan(1);
  const [first, second] = mine as [string, string];
  expect(await refuses(marta, 1, 'access', 'decide', number, 'certify', 'They sit on the board', '--right', first)).toMatch(/opened/);
  expect(await refuses(marta, 1, 'access', 'open', number, other)).toContain('Nobody certifies their own right');
  expect(await refuses(marta, 2, 'access', 'open', 'V-A1-0099', first)).toContain('There is no access review V-A1-0099');
  await says(marta, 'access', 'open', number, first);
  await says(marta, 'access', 'open', number, second);
  expect(await refuses(marta, 2, 'access', 'decide', number, 'applaud', 'Fine', '--right', first)).toContain('“applaud” is none of certify, change, revoke');
  await says(marta, 'access', 'decide', number, 'certify', 'They sit on the board', '--right', first);
  await says(marta, 'access', 'decide', number, 'revoke', 'Left the board', '--right', second);
  const decided = await says(marta, 'access', 'show', number);
  expect(decided).toMatch(new RegExp(`^${first} .* Marta Lindqvist +${time} +certified +${time} +They sit on the board$`, 'm'));
  expect(decided).toMatch(new RegExp(`^${second} .* revoked, still granted +${time} +Left the board$`, 'm'));
  expect(await refuses(marta, 1, 'access', 'close', number, 'Done')).toMatch(/decided|undecided/);
  expect(await json('accessReview.show', 'access', 'show', number)).toMatchObject({ number, certified: 1, revoked: 1 });

  writeFileSync(desk.at('rights.csv'), 'user;system;environment;permission\nbo;Payments;production;approve\nbo;Payments;production;deploy\n');
  await says('Tomasz Zielinski', 'entitlement.import', '--file', 'rights.csv', '--source', 'Pipeline');
  const small = /V-A1-\d+/.exec(await says(marta, 'access', 'start', 'Pipeline of payments', '--kind', 'pipeline-permission', '--source', 'Pipeline', '--reviewer', marta))![0];
  const ids = rowsOf(await says(marta, 'access', 'show', small), 'Id', 'Holder', 'Right').map((row) => row.split(' ')[0]!);
  expect(ids).toHaveLength(2);
  for (const id of ids) await says(marta, 'access', 'open', small, id);
  await says(marta, 'access', 'decide', small, 'certify', 'Still needed', ...ids.flatMap((id) => ['--right', id]));
  await says(marta, 'access', 'close', small, 'Both looked at');
  expect(await says(marta, 'access', 'show', small)).toMatch(new RegExp(`Closed +by Marta Lindqvist, ${time}: Both looked at`));
  expect(await refuses(marta, 1, 'access', 'close', small, 'Again')).toContain(small);
  expect(await says(marta, 'access', 'write', small, '--out', desk.at('review.pdf'))).toContain('review.pdf');
  expect(await desk.json(['verify', desk.at('review.pdf')])).toMatchObject({ exit: 0, value: { verdict: 'intact' } });
});

test('AUD-06 a finding is raised, answered, acted on and closed on the command line: its owner and whoever brings no evidence cannot', async () => {
  expect(await says(owen, 'finding', 'list')).toBe('No findings.\n');
  expect(await refuses(owen, 2, 'finding', 'raise', 'No test report', '--control', 'ISO27001/A.8.32', '--severity', 'grave', '--owner', marta)).toContain('“grave” is none of high, medium, low');
  expect(await refuses(owen, 2, 'finding', 'raise', 'No test report', '--severity', 'high', '--owner', marta)).toContain('--control is missing');
  const number = /F-A1-\d+/.exec(await says(owen, 'finding', 'raise', 'No test report', '--control', 'ISO27001/A.8.32', '--severity', 'high', '--owner', marta, '--description', 'Three changes\nhad none'))![0];
  expect(rowsOf(await says(owen, 'finding', 'list'), 'Number', 'Severity', 'State', 'Due', 'Overdue', 'Control', 'Owner', 'Title')).toEqual([expect.stringMatching(new RegExp(`^${number} +high +open +\\d{4}-\\d\\d-\\d\\d +no +– +ISO27001/A\\.8\\.32 +Marta Lindqvist +No test report$`))]);
  expect(await says(owen, 'finding', 'show', number)).toContain(`Not answered yet: gavel finding answer ${number}`);
  expect(await refuses(owen, 2, 'finding', 'show', 'F-A1-0099')).toContain('There is no finding F-A1-0099');
  expect(await refuses(marta, 2, 'finding', 'answer', number, '--root-cause', ' ', '--response', 'A gate')).toContain('say what caused it');
  await says(marta, 'finding', 'answer', number, '--root-cause', 'No gate asked', '--response', 'A gate asks');
  expect(await refuses(owen, 1, 'finding', 'close', number, 'Seen')).toMatch(/evidence/);
  await says(marta, 'finding', 'add-action', number, '--kind', 'workflow', '--text', 'Ask for the report', '--owner', 'Tomasz Zielinski', '--due-on', '2099-01-01');
  const [action] = rowsOf(await says(owen, 'finding', 'show', number), 'Id', 'Due', 'Owner', 'Done', 'Changes', 'Action');
  expect(action).toMatch(/^\S+ +2099-01-01 +Tomasz Zielinski +– +workflow +Ask for the report$/);
  await says(marta, 'finding', 'do-action', number, action!.split(' ')[0]!);
  await says(marta, 'finding', 'add-evidence', number, '--kind', 'document', '--reference', 'Release checklist 4');
  expect(await refuses(marta, 1, 'finding', 'close', number, 'Done')).toContain('owner');
  await says(owen, 'finding', 'close', number, 'Read and tried');
  const shown = await says(owen, 'finding', 'show', number);
  expect(shown).toMatch(new RegExp(`State +closed by Owen Hughes, ${time}: Read and tried`));
  expect(shown).toMatch(new RegExp(`Answered +by Marta Lindqvist, ${time}\nRoot cause\n {2}No gate asked`));
  expect(rowsOf(shown, 'Kind', 'Reference', 'By', 'At', 'Note')).toEqual([expect.stringMatching(new RegExp(`^document +Release checklist 4 +Marta Lindqvist +${time} +–$`))]);
  expect(await json('finding.show', 'finding', 'show', number)).toMatchObject({ number, state: 'closed' });
});
