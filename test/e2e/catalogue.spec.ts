// The service catalogue beside the services: from empty to offered, a feature that a release will bring, and retiring.
import { openSample, signInAs } from './support/example.ts';
import { call } from './support/calls.ts';
import { expect, test } from './support/fixture.ts';

test.setTimeout(240_000);

test('CFG-09 a service is offered and refused twice over, a release declares a feature that shows as planned, and what is retired holds its release back', async ({ page, axe, shot }) => {
  await openSample(page);
  await signInAs(page, 'Tomasz Zielinski');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('link', { name: 'Catalogue' }).click();
  const list = page.getByRole('list', { name: 'Services offered' });
  await page.locator('#main').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('nothing says this');
  await expect(page.getByRole('heading', { name: 'Nothing of that name' })).toBeVisible();
  await page.getByLabel('Search the catalogue').fill('');
  await expect(page.getByRole('heading', { name: 'Nothing is offered yet' })).toBeVisible();
  expect(await axe()).toEqual([]);
  await shot('catalogue-empty');

  const dialog = page.getByRole('dialog');
  const { number: release } = await call(page, 'release.plan', { name: 'December release', startsAt: '2027-12-10T05:00:00Z', endsAt: '2027-12-10T08:00:00Z' });
  const [change] = (await call(page, 'change.list', { service: 'Card authorisation', state: ['assessment', 'authorised', 'scheduled', 'submitted', 'draft'], limit: 1 })).rows;
  await call(page, 'release.scope', { release: release!, add: [change!.number] });
  await page.locator('#main').focus();
  await page.keyboard.press('c');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Say which service')).toBeVisible();
  await dialog.getByLabel('Service needed').selectOption('Card authorisation');
  await dialog.getByLabel('How far it is').selectOption('live');
  await dialog.getByLabel('What stands behind it').fill('no such item');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert')).toContainText('no such item');
  expect(await axe()).toEqual([]);
  await shot('catalogue-refused');
  await dialog.getByLabel('What stands behind it').fill('');
  await page.keyboard.press('Control+Enter');
  await expect(list.getByRole('heading', { name: 'Card authorisation' })).toBeVisible();

  await page.getByRole('button', { name: 'Declare a feature of Card authorisation' }).click();
  await dialog.getByLabel('Release needed').selectOption(release!);
  await dialog.getByLabel('What it does').selectOption('alter');
  await dialog.getByLabel('Feature needed').fill('Instant transfer');
  await dialog.getByLabel('Version').fill('1.0');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Declare that one adds it')).toBeVisible();
  await dialog.getByLabel('What it does').selectOption('add');
  await page.keyboard.press('Control+Enter');
  await expect(list.getByRole('region', { name: 'Features of Card authorisation' })).toContainText('planned, Fri 10 Dec 2027');
  await expect(list.getByRole('region', { name: 'Under way on Card authorisation' })).toContainText('December release');
  expect(await axe()).toEqual([]);
  await shot('catalogue');

  await page.getByRole('button', { name: 'Retire Card authorisation' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Offer again Card authorisation' })).toBeVisible();
  const { pieces } = await call(page, 'release.show', { release: release! });
  expect(pieces.find(({ rule }) => rule === 'CFG-09')).toMatchObject({ status: 'missing', why: { code: 'release_of_retired' } });
  await signInAs(page, 'Owen Hughes');
  await expect(page.getByRole('button', { name: 'Offer again Card authorisation' })).toHaveAttribute('aria-disabled', 'true');
  expect(await axe()).toEqual([]);
  await shot('catalogue-retired');
});
