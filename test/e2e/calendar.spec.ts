// The release calendar by keyboard and by mouse.
import type { Page } from '@playwright/test';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { calmRisk } from '../support/calm-risk.ts';
import { openSample, signInAs } from './support/example.ts';
import { expect, test } from './support/fixture.ts';

const call = <N extends OpName>(page: Page, name: N, input: Asked<N>): Promise<Output<N>> => page.evaluate(async ([op, asked]) => {
  const reply = await window.gavel!.call<'workspace.status'>(op as never, asked as never) as { ok: true; value: unknown } | { ok: false; error: unknown };
  if (!reply.ok) throw new Error(`${op}: ${JSON.stringify(reply.error)}`);
  return reply.value;
}, [name as string, input as unknown] as const) as Promise<Output<N>>;

const fields = {
  title: 'Rotate the signing keys of card authorisation on every node of both data centres, one after the other', justification: 'The old ones end in January', service: 'Card authorisation', environment: 'production', zone: 'Europe/London',
  plannedStartAt: '2030-11-27T05:00:00.000Z', plannedEndAt: '2030-11-27T07:00:00.000Z', outageMinutes: 30, implementationPlan: 'Node by node', testPlan: 'Smoke', backoutPlan: 'Put the old keys back', impact: 'high', requester: 'Marta Lindqvist', owner: 'Marta Lindqvist',
} as const;
const bar = (page: Page, number: string) => page.locator(`[id^="bar-${number}-"]`).first();
const windowOf = async (page: Page, change: string): Promise<(string | null)[]> => { const { fields: f } = await call(page, 'change.show', { change }); return [f.plannedStartAt, f.plannedEndAt]; };
const show = async (page: Page, view: string): Promise<void> => { await page.evaluate((to) => { window.location.hash = to; }, `#/calendar?${view}`); };

test('CAL-01 the keyboard alone finds a change in its lane, moves it, puts it back by Escape, and saves it elsewhere', async ({ page, axe, shot }) => {
  await openSample(page);
  const { id, number } = await call(page, 'change.create', fields);
  const { number: beside } = await call(page, 'change.create', { ...fields, title: 'Switch off node 3', plannedStartAt: '2030-11-27T06:00:00.000Z', plannedEndAt: '2030-11-27T08:00:00.000Z' });
  const { number: below } = await call(page, 'change.create', { ...fields, title: 'Enlarge the journal', service: 'Payment hub', plannedStartAt: '2030-11-27T04:00:00.000Z', plannedEndAt: '2030-11-27T06:00:00.000Z' });
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page.getByRole('grid', { name: /Service lanes/ })).toBeVisible();
  await expect(page.locator('[id^="bar-"]').first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('calendar-lanes');
  await show(page, 'at=2030-11-25');
  await expect(page.getByRole('heading', { name: /25 November – 1 December 2030/ })).toBeVisible();
  // One stop of the Tab key for all bars; arrows go from bar to bar and from lane to lane.
  await expect(bar(page, number!)).toHaveAttribute('tabindex', '0');
  await expect(page.locator('[id^="bar-"][tabindex="0"]')).toHaveCount(1);
  await bar(page, number!).focus();
  await expect(bar(page, number!)).toHaveAccessibleName(`${number}, ${fields.title}, risk not assessed, Draft, Normal, Card authorisation, production, Wed 27 Nov 2030, 05:00 – 07:00 London, outage 30 min, owner Marta Lindqvist`);
  await page.keyboard.press('ArrowRight');
  await expect(bar(page, beside!)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(bar(page, below!)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(bar(page, number!)).toBeFocused();
  await page.keyboard.press('m');
  const moving = page.getByRole('region', { name: `Move ${number}` });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(moving.getByRole('status')).toContainText('Thu 28 Nov 2030, 07:00 – 10:00');
  await expect(bar(page, number!)).toBeFocused();
  expect(await axe()).toEqual([]);
  await shot('calendar-moving');
  await page.keyboard.press('Escape');
  await expect(moving).toHaveCount(0);
  expect(await windowOf(page, id)).toEqual([fields.plannedStartAt, fields.plannedEndAt]);
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+Enter');
  await expect(moving).toHaveCount(0);
  await expect(bar(page, number!)).toHaveAccessibleName(/04:00 – 06:00/);
  expect(await windowOf(page, id)).toEqual(['2030-11-27T04:00:00.000Z', '2030-11-27T06:00:00.000Z']);
  // The toast undoes it.
  await page.keyboard.press('Control+z');
  await expect(bar(page, number!)).toHaveAccessibleName(/05:00 – 07:00/);
});

test('CAL-01 a bar is dragged in steps of the grid; a move that is refused says why and keeps the draft', async ({ page, axe, shot }) => {
  await openSample(page);
  const { id, number } = await call(page, 'change.create', fields);
  await show(page, 'at=2030-11-25');
  await bar(page, number!).click();
  await expect(page.getByRole('complementary', { name: `Change ${number}` })).toContainText('Wed 27 Nov 2030, 05:00 – 07:00');
  expect(await axe()).toEqual([]);
  await shot('calendar-open');
  const from = (await bar(page, number!).boundingBox())!;
  const track = (await bar(page, number!).locator('xpath=ancestor::*[@role="gridcell"]').boundingBox())!;
  await page.mouse.move(from.x + 3, from.y + 6);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 6);
  // A day is a seventh of the lane.
  await page.mouse.move(from.x + 3 + track.width / 7, from.y + 6, { steps: 4 });
  await page.mouse.up();
  const moving = page.getByRole('region', { name: `Move ${number}` });
  await expect(moving.getByRole('status')).toContainText('Thu 28 Nov 2030, 05:00 – 07:00');
  expect(await windowOf(page, id)).toEqual([fields.plannedStartAt, fields.plannedEndAt]);
  await call(page, 'change.cancel', { change: id, reason: 'Somebody else was faster' });
  await moving.getByRole('button', { name: 'Save' }).click();
  await expect(moving.getByRole('alert')).not.toBeEmpty();
  await expect(moving.getByRole('status')).toContainText('Thu 28 Nov 2030');
  await moving.getByRole('button', { name: 'Discard' }).click();
  await expect(moving).toHaveCount(0);
});

test('CAL-01 month, week, list, a year of lanes: filters and views are text in the address, kept by name, and written as CSV', async ({ page, axe, shot }) => {
  await openSample(page);
  const { number } = await call(page, 'change.create', fields);
  await show(page, 'look=grid&scale=month&at=2030-11-27');
  await expect(page.getByRole('gridcell', { name: /Wed 27 Nov 2030: 1 change/ })).toContainText(number!.slice(-4));
  await show(page, 'look=grid&scale=month');
  await expect(page.locator('[id^="bar-"]').first()).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('calendar-month');
  // In the grid time runs down: left and right go to the neighbouring days.
  await page.locator('[id^="bar-"][tabindex="0"]').focus();
  const first = await page.evaluate(() => document.activeElement!.id);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.evaluate(() => document.activeElement!.id)).not.toBe(first);
  await show(page, 'look=grid&scale=week&at=2030-11-27');
  await bar(page, number!).focus();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('region', { name: `Move ${number}` }).getByRole('status')).toContainText('Thu 28 Nov 2030');
  await expect(bar(page, number!)).toBeFocused();
  await page.keyboard.press('Escape');
  await show(page, 'look=grid&scale=week');
  await expect(page.getByRole('grid', { name: /Schedule of/ })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('calendar-week');
  await show(page, 'look=list&scale=month&at=2030-11-27&service=Card+authorisation');
  await expect(page.getByRole('grid', { name: '1 change in November 2030' })).toContainText(number!);
  expect(await axe()).toEqual([]);
  await shot('calendar-list');
  await page.getByRole('button', { name: 'Keep this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Cards');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('button', { name: /View Cards/ })).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('dialog', { name: 'Export the schedule' }).getByRole('button', { name: 'As a table (CSV)' }).click();
  await expect(page.getByText(/schedule-\d+\.csv is in/)).toBeVisible();
  for (const scale of ['hours', 'day', 'month', 'quarter', 'year']) {
    await show(page, `scale=${scale}`);
    await expect(page.getByRole('grid', { name: /Service lanes/ }).getByRole('row').nth(3)).toBeVisible();
    await shot(`calendar-lanes-${scale}`);
  }
  expect(await axe()).toEqual([]);
});

test('CAL-01 CAL-02 what meets is marked on both bars, lit with its reason, recomputed while one moves away, and a hard freeze holds the change back by name and owner', async ({ page, axe, shot }) => {
  await openSample(page);
  await show(page, 'at=2030-11-25');
  await page.getByRole('button', { name: 'Freezes and events' }).click();
  await page.getByRole('button', { name: 'Add one' }).click();
  const adding = page.getByRole('dialog', { name: 'Add to the calendar' });
  await adding.getByRole('textbox', { name: 'Name' }).fill('Year-end close of 2030');
  await adding.getByLabel('For', { exact: true }).selectOption('service');
  await adding.getByLabel('Which').fill('Card authorisation');
  await adding.getByLabel('From').fill('2030-11-29T00:00');
  await adding.getByLabel(/^To/).fill('2030-11-28T00:00');
  await adding.getByLabel('Owner').fill('H. Castellanos');
  await adding.getByRole('button', { name: 'Add it' }).click();
  // A freeze that ends before it begins is refused, and nothing typed is lost.
  await expect(adding.getByRole('alert').last()).not.toBeEmpty();
  expect(await axe()).toEqual([]);
  await shot('calendar-entry');
  await adding.getByLabel(/^To/).fill('2030-12-04T00:00');
  await adding.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByRole('dialog', { name: 'Freezes, windows and events' })).toContainText('Year-end close of 2030');
  await page.keyboard.press('Escape');
  const { id, number } = await call(page, 'change.create', fields);
  const { id: otherId, number: other } = await call(page, 'change.create', { ...fields, title: 'Switch off node 3', plannedStartAt: '2030-11-27T06:00:00.000Z', plannedEndAt: '2030-11-27T08:00:00.000Z' });
  for (const change of [id, otherId]) {
    await call(page, 'risk.fill', { change, ...calmRisk });
    await call(page, 'change.submit', { change });
  }
  await show(page, `at=2030-11-25&open=${number}`);
  const panel = page.getByRole('complementary', { name: `Change ${number}` });
  await expect(panel).toContainText(/conflict/);
  await expect(bar(page, number!)).toHaveAccessibleName(/conflict/);
  await expect(bar(page, other!)).toHaveAccessibleName(/conflict/);
  await expect(panel).toContainText(other!.slice(-4));
  expect(await axe()).toEqual([]);
  await shot('calendar-conflict');
  await bar(page, number!).focus();
  await page.keyboard.press('m');
  const moving = page.getByRole('region', { name: `Move ${number}` });
  await page.keyboard.press('ArrowDown');
  await expect(moving.getByRole('status')).toContainText('no conflict there');
  await page.keyboard.press('ArrowDown');
  await expect(moving.getByRole('status')).toContainText(/conflict/);
  await expect(panel).toContainText('Year-end close of 2030');
  await expect(panel).toContainText('H. Castellanos');
  await shot('calendar-freeze');
  await page.keyboard.press('Escape');
  // One key tries a free window; Escape puts it back.
  await page.keyboard.press('1');
  await expect(moving).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(moving).toHaveCount(0);
});

test('CAL-03 a calendar file is tried without writing, taken in, and the same file again changes nothing', async ({ page, axe, shot }) => {
  page.on('filechooser', () => {});
  await openSample(page);
  await show(page, 'at=2030-11-25');
  await expect(page.getByRole('button', { name: 'Freezes and events' })).toBeVisible();
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Supplier//EN', 'BEGIN:VEVENT', 'UID:outage-1@supplier.example', 'DTSTAMP:20261101T000000Z', 'DTSTART:20301126T060000Z', 'DTEND:20301126T080000Z', 'SUMMARY:Outage of the supplier', 'END:VEVENT', 'BEGIN:VEVENT', 'UID:outage-2@supplier.example', 'DTSTAMP:20261101T000000Z', 'DTSTART:20301127T060000Z', 'SUMMARY:Ends nowhere', 'END:VEVENT', 'END:VCALENDAR', ''];
  const file = { name: 'supplier.ics', mimeType: 'text/calendar', buffer: Buffer.from(lines.join('\r\n')) };
  const takeIn = async (one = file): Promise<void> => {
    await page.keyboard.press('e');
    await expect(page.getByRole('button', { name: 'Take in a calendar file…' })).toBeVisible();
    await page.getByLabel('Calendar file', { exact: true }).setInputFiles(one);
    await expect(page.getByRole('dialog', { name: `Take in ${one.name}` })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try without writing' })).toBeEnabled();
    await page.keyboard.press('Control+Enter');
  };
  await takeIn();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('status')).toContainText('1 new event, 0 changed, 0 unchanged, 1 set aside.');
  await expect(dialog.getByRole('status')).toContainText('Event 2');
  expect(await axe()).toEqual([]);
  await shot('calendar-take-in');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('supplier: 1 new, 0 changed, 1 set aside.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await takeIn();
  await expect(dialog.getByRole('status')).toContainText('0 new events, 0 changed, 1 unchanged, 1 set aside.');
  // A team's calendar as a table comes in through the same dialog.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Freezes, windows and events' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await takeIn({ name: 'team.csv', mimeType: 'text/csv', buffer: Buffer.from('id,title,start,end,time zone,owner,environment\nT-1,Rehearsal,2030-11-28 09:00,2030-11-28 11:00,Europe/London,Grace Obi,staging\n') });
  await expect(dialog.getByRole('status')).toContainText('1 new event, 0 changed, 0 unchanged.');
});

test('CAL-01 CAL-02 CAL-06 from the calendar a conflict is accepted, a soft freeze is passed by its owner alone, and a stabilisation freeze is signed away by two', async ({ page, axe, shot }) => {
  // Three sign-ins, one after the other.
  test.setTimeout(240_000);
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await call(page, 'calendar.addEntry', { kind: 'freeze', title: 'Statement week', mode: 'soft', owner: 'Tomasz Zielinski', startsAt: '2030-11-27T00:00:00Z', endsAt: '2030-11-28T00:00:00Z', scope: [{ by: 'service', id: 'Card authorisation' }] });
  const stabilisation = { kind: 'stabilisation' as const, startsAt: '2030-11-26T00:00:00Z', endsAt: '2030-11-28T00:00:00Z', scope: [{ by: 'service' as const, id: 'Payment hub' }], criteria: ['No incident for a day'] };
  await call(page, 'calendar.addEntry', { ...stabilisation, title: 'Stabilisation of 4.2' });
  const { id, number } = await call(page, 'change.create', { ...fields, requester: 'Tomasz Zielinski', owner: 'Tomasz Zielinski' });
  await call(page, 'calendar.addEntry', { kind: 'booking', title: 'Failover rehearsal', owner: 'Grace Obi', startsAt: '2030-11-27T06:00:00Z', endsAt: '2030-11-27T09:00:00Z', scope: [{ by: 'service', id: 'Card authorisation' }] });
  // What holds a change back on its page leads to the place where it is settled: the calendar, at the window, with both sides.
  await page.evaluate((to) => { window.location.hash = to; }, `#/changes/${number}`);
  const held = page.getByRole('region', { name: 'Before it is scheduled' }).getByRole('listitem').filter({ hasText: 'Failover rehearsal' });
  await expect(held).toContainText('accept the conflict in the calendar: with a reason, who answers for it, and the last day it holds');
  await held.getByRole('link').click();
  const panel = page.getByRole('complementary', { name: `Change ${number}` });
  const dialog = page.getByRole('dialog');
  await expect(panel).toContainText('Failover rehearsal');
  await expect(bar(page, number!)).toBeInViewport();
  await expect(page).toHaveURL(/at=2030-11-27/);
  await panel.getByRole('button', { name: /^Accept it/ }).click();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Choose who answers for it')).toBeVisible();
  await dialog.getByLabel('Why both may run needed').fill('The rehearsal only reads.');
  await dialog.getByLabel('Who answers for it needed').selectOption('Grace Obi');
  expect(await axe()).toEqual([]);
  await shot('calendar-accept');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(panel.getByRole('button', { name: /^Accept it/ })).toHaveCount(0);
  await panel.getByRole('button', { name: /^Let it pass/ }).click();
  await dialog.getByLabel('Why it may pass needed').fill('Only one node at a time.');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(panel).toContainText('permitted');
  const settled = (await call(page, 'conflict.list', { change: id })).rows.map(({ rule, settled: how }) => `${rule} ${how ?? 'open'}`);
  expect(settled).toEqual(expect.arrayContaining(['freeze permitted', 'service accepted']));
  await page.getByRole('button', { name: 'Freezes and events' }).click();
  await dialog.getByRole('button', { name: 'Lift Stabilisation of 4.2' }).click();
  await dialog.getByLabel('Why it may end needed').fill('All is quiet.');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert').last()).toContainText('change-manager or service-owner');
  await dialog.getByRole('button', { name: /Note that it is met/ }).click();
  await expect(dialog.getByText(/^met /)).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('calendar-lift');
  // The form gives way to the list it was opened from, and that to the calendar.
  await expect(async () => { await page.keyboard.press('Escape'); await expect(dialog).toHaveCount(0, { timeout: 1000 }); }).toPass();
  await signInAs(page, 'Marta Lindqvist');
  await show(page, 'at=2030-11-25');
  await page.getByRole('button', { name: 'Freezes and events' }).click();
  await dialog.getByRole('button', { name: 'Lift Stabilisation of 4.2' }).click();
  await dialog.getByLabel('Why it may end needed').fill('All is quiet.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Your signature is on record.')).toBeVisible();
});

test('CAL-01 the schedule goes on paper whole and white, also from a dark window with more lanes than it shows; at 200 % nothing is cut off and the page never scrolls sideways', async ({ page, axe }) => {
  await openSample(page);
  await page.evaluate(async () => { for (let i = 10; i < 70; i += 1) await window.gavel!.call('service.register', { name: `Branch service ${i}` }); });
  await page.emulateMedia({ colorScheme: 'dark' });
  await show(page, 'scale=month');
  const lanes = page.getByRole('grid', { name: /Service lanes/ }).getByRole('rowheader').filter({ hasNotText: /Releases|Freezes/ });
  const last = page.getByRole('rowheader', { name: /Treasury desk/ });
  await expect(lanes.first()).toBeVisible();
  await expect(last).toHaveCount(0);
  // The dialog of the system is outside; what it would print is looked at in its stead.
  await page.evaluate(() => { window.print = () => { document.body.dataset['printed'] = String(document.querySelectorAll('[role="rowheader"]').length); }; });
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('dialog', { name: 'Export the schedule' }).getByRole('button', { name: 'On paper' }).click();
  await expect(page.locator('body[data-printed]')).toHaveCount(1);
  await expect(last).toHaveCount(1);
  await expect(lanes).toHaveCount(74);
  await page.evaluate(() => { window.addEventListener('beforeprint', () => { document.body.dataset['theme'] = document.documentElement.dataset['theme'] ?? ''; }, { once: true }); });
  const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  await expect(page.locator('body')).toHaveAttribute('data-theme', 'light');
  // Over: only what is in sight is drawn again, in the colours of the window.
  await expect(last).toHaveCount(0);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: null });

  const crowd = await Promise.all(Array.from({ length: 6 }, async (_, i) => (await call(page, 'change.create', { ...fields, service: `Branch service ${i + 10}`, title: `Six at one hour, ${i}` })).number!));
  await page.setViewportSize({ width: 640, height: 400 });
  const sideways = (): Promise<number> => page.evaluate(() => Math.max(document.documentElement.scrollWidth - window.innerWidth, ...['main', 'header'].map((of) => { const el = document.querySelector(of)!; return el.scrollWidth - el.clientWidth; })));
  for (const view of ['scale=month', 'scale=week', 'look=grid&scale=month', 'look=grid&scale=week', 'look=list&scale=month']) {
    await show(page, view);
    await expect(page.getByRole('grid').first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Plan a change' })).toBeInViewport({ ratio: 1 });
    await expect.poll(sideways).toBe(0);
  }
  // Six at one hour keep a width that can be read and pressed; the week goes sideways by itself, not the page.
  await show(page, 'look=grid&scale=week&at=2030-11-25');
  await bar(page, crowd[0]!).scrollIntoViewIfNeeded();
  for (const number of crowd) expect((await bar(page, number).boundingBox())!.width).toBeGreaterThanOrEqual(20);
  await expect.poll(sideways).toBe(0);
  expect(await axe()).toEqual([]);
  await show(page, 'scale=month');
  const any = page.locator('[id^="bar-"]').first();
  await any.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: /^Change/ }).getByRole('button', { name: 'Close' })).toBeInViewport();
  expect(await axe()).toEqual([]);
  for (const place of ['capacity', 'releases', 'releases/trains', 'releases/priorities']) {
    await page.evaluate((to) => { window.location.hash = to; }, `#/${place}`);
    await expect(page.getByRole('table').or(page.getByRole('grid')).first()).toBeVisible();
    await expect.poll(sideways).toBe(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  const order = page.getByRole('group', { name: 'Order of the candidates' });
  await expect.poll(() => order.evaluate((el) => el.scrollWidth - el.clientWidth)).toBe(0);
});
