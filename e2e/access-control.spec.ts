import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

/** Where connections of this machine to a loopback address come from. */
const CLIENT = '127.0.0.1';

const ok = (page: Page, name: string) => page.getByRole('dialog', { name }).getByRole('button', { name: 'OK' });

test('a list is created and filled; each line that is wrong is named, and nothing is added until all are right', async ({
  page,
  otherRegion,
}) => {
  test.slow();
  await page.goto(`/${otherRegion.id}/instances`);
  await page.getByRole('link', { name: 'Access Control' }).click();
  await expect(page.getByText('No access control list in this region yet')).toBeVisible();

  await page.getByRole('button', { name: 'Create Access Control List' }).click();
  const creating = page.getByRole('dialog', { name: 'Create Access Control List' });
  await creating.getByLabel('Name').fill('partners of <b>2026</b>');
  await creating.getByLabel('First entries (optional)').fill('10.1.0.0/16|head office\n2001:db8::/32');
  await ok(page, 'Create Access Control List').click();
  await expect(creating.getByText('A name has letters, digits')).toBeVisible();
  await expect(creating.getByText('Line 2: The list is for IPv4 addresses, 2001:db8::/32 is none.')).toBeVisible();
  await creating.getByLabel('Name').fill('partners');
  await creating.getByLabel('First entries (optional)').fill('10.1.0.0/16|head office\n10.1.0.0/16|twice');
  await ok(page, 'Create Access Control List').click();
  const row = page.getByRole('row', { name: /partners/ });
  await expect(row.getByRole('cell').nth(1)).toHaveText('IPv4');
  await expect(row.getByRole('cell').nth(2)).toHaveText('1');
  await expect(row).toContainText('Not used');

  await page.getByLabel('Search by name, ID, address or description').fill('head office');
  await expect(page).toHaveURL(/search=head\+office/);
  await row.getByRole('link', { name: 'Manage' }).click();
  const entries = page.getByRole('table', { name: 'Entries' });
  await expect(entries).toContainText('head office');

  await page.getByRole('button', { name: 'Add Entry' }).click();
  const one = page.getByRole('dialog', { name: 'Add Entry' });
  await one.getByLabel('IP address or CIDR block').fill('10.2.0.1/16');
  await ok(page, 'Add Entry').click();
  await expect(one.getByText('"10.2.0.1/16" is an address within a network: enter 10.2.0.0/16, or the address alone.')).toBeVisible();
  await one.getByLabel('IP address or CIDR block').fill('10.2.0.1');
  await one.getByLabel('Description').fill('<script>alert(1)</script>');
  await ok(page, 'Add Entry').click();
  await expect(entries.getByRole('row', { name: /10\.2\.0\.1\/32/ })).toContainText('<script>alert(1)</script>');

  await page.getByRole('button', { name: 'Add Multiple Entries' }).click();
  const many = page.getByRole('dialog', { name: 'Add Multiple Entries' });
  const lines = Array.from({ length: 49 }, (_, n) => `10.3.${n}.0/24|branch ${n}`);
  await many.getByLabel('Entries').fill(['router|x', ...lines, '10.4.0.0/16', '10.5.0.0/16'].join('\n'));
  await ok(page, 'Add Multiple Entries').click();
  await expect(many.getByText('Line 1: Enter an address or a network')).toBeVisible();
  await expect(many.getByText('Line 51: At most 50 entries can be sent at once.')).toBeVisible();
  await inspect(page, 'access-control-lines', ONCE_EACH);
  await many.getByLabel('Entries').fill(['10.2.0.1|again', ...lines].join('\n'));
  await ok(page, 'Add Multiple Entries').click();
  await expect(page.getByText('49 entries were added; 1 was there already.')).toBeVisible();
  await expect(page.getByText('51 of 300 entries')).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('partners.txt');
  const exported = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n');
  expect(exported).toHaveLength(51);
  expect(exported.slice(0, 2)).toEqual(['10.1.0.0/16|head office', '10.2.0.1/32|<script>alert(1)</script>']);

  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(entries.getByRole('row')).toHaveCount(2);
  await page.getByLabel('Search entries by address or description').fill('branch 4');
  await expect(entries.getByRole('row')).toHaveCount(10 + 1);
  await entries.getByRole('checkbox', { name: 'Choose all entries shown' }).check();
  await entries.getByRole('checkbox', { name: 'Choose 10.3.4.0/24' }).uncheck();
  await page.getByRole('button', { name: 'Delete (9)' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await expect(page.getByText('42 of 300 entries')).toBeVisible();
  await entries.getByRole('button', { name: 'Delete 10.3.4.0/24' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await expect(page.getByText('No entry matches “branch 4”.')).toBeVisible();

  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('friends');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'friends' })).toBeVisible();
  await page.getByLabel('Search entries by address or description').fill('');
  await expect(entries.getByRole('row')).toHaveCount(41 + 1);
  await inspect(page, 'access-control-entries', ONCE_EACH);

  await page.getByRole('button', { name: 'Delete', exact: true }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await expect(page).toHaveURL(/\/access-control$/);
  await expect(page.getByText('No access control list in this region yet')).toBeVisible();
});

test('a listener refuses a client of its blacklist and takes it again; an empty list is warned of; a list in use stays', async ({
  page,
  rest,
  region,
  backend,
}) => {
  test.slow();
  const [one, two] = [await backend('guarded-1'), await backend('guarded-2')];
  const instance = await rest.createInstance(region.id, 'guarded');
  const group = await rest.createGroup(
    instance.id,
    'guarded',
    { serverId: one.serverId, port: 9000 },
    { serverId: two.serverId, port: 9000 },
  );
  await rest.createListener(instance.id, group.id, 8700);
  const list = await rest.createAccessControlList({ regionId: region.id, name: 'intruders', entries: [] });
  const answer = () => whoAnswers(instance.address, 8700).catch((error: Error) => error.message);
  const listeners = `/${region.id}/instances/${instance.id}/listeners`;
  const row = page.getByRole('row', { name: /tcp_8700/ });
  const control = row.getByRole('cell').nth(7);
  const panel = page.getByRole('dialog', { name: 'Set Access Control' });
  const openPanel = async () => {
    await row.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Set Access Control' }).click();
  };
  await expect.poll(answer, { timeout: 15_000 }).toBe('guarded-1');

  await test.step('an empty whitelist asks in red, since it lets everybody pass, and the table warns', async () => {
    await page.goto(listeners);
    await expect(control).toHaveText('Off');
    await openPanel();
    await panel.getByRole('switch', { name: 'Enable Access Control' }).check();
    await ok(page, 'Set Access Control').click();
    await expect(panel.getByText('Choose an access control list.')).toBeVisible();
    await panel.getByRole('checkbox', { name: /intruders/ }).check();
    await expect(panel).toContainText('That switches access control off');
    await inspect(page, 'access-control-panel', ONCE_EACH);
    await ok(page, 'Set Access Control').click();
    const warning = page.getByRole('alertdialog', { name: 'Let everybody pass?' });
    await expect(warning).toContainText('An empty list switches access control off');
    await warning.getByRole('button', { name: 'OK' }).click();
    await expect(control).toContainText('Whitelist');
    await expect(control).toContainText('No entry: everybody may pass');
    await inspect(page, 'listeners-access-control', ONCE_EACH);
    expect(await answer()).toBe('guarded-1');
  });

  await test.step('as a blacklist with this client in it, the listener refuses it', async () => {
    await openPanel();
    await panel.getByRole('radio', { name: 'Blacklist' }).check();
    await ok(page, 'Set Access Control').click();
    await expect(control).toContainText('Blacklist');
    await control.getByRole('link', { name: 'intruders' }).click();
    await page.getByRole('button', { name: 'Add Entry' }).click();
    await page.getByRole('dialog').getByLabel('IP address or CIDR block').fill(CLIENT);
    await ok(page, 'Add Entry').click();
    await expect(page.getByRole('table', { name: 'Entries' })).toContainText(`${CLIENT}/32`);
    await expect.poll(answer, { timeout: 10_000 }).toContain('ECONNRESET');
  });

  await test.step('a list in use cannot be deleted, and the dialog names the listener', async () => {
    await page.goto(`/${region.id}/access-control`);
    const listed = page.getByRole('row', { name: new RegExp(list.id) });
    await expect(listed).toContainText('guarded TCP:8700');
    await expect(listed).toContainText('Blacklist');
    await inspect(page, 'access-control', ONCE_EACH);
    await listed.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByRole('link', { name: 'guarded TCP:8700' })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'OK' })).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await listed.getByRole('link', { name: 'Manage' }).click();
  });

  await test.step('without the entry the client is taken again', async () => {
    await page.getByRole('button', { name: `Delete ${CLIENT}/32` }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('The list becomes empty');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('No entry yet')).toBeVisible();
    await expect.poll(answer, { timeout: 10_000 }).toBe('guarded-1');
  });

  await test.step('switched off in the same panel, the list can go', async () => {
    await page.goto(listeners);
    await openPanel();
    await panel.getByRole('switch', { name: 'Enable Access Control' }).uncheck();
    await ok(page, 'Set Access Control').click();
    await expect(control).toHaveText('Off');
    expect((await rest.call('DELETE', `/access-control-lists/${list.id}`)).status).toBe(204);
  });
});
