import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** Tab, as often as it takes and no more often than a person would bear. */
async function tabTo(page: Page, what: Locator): Promise<void> {
  for (let presses = 0; presses < 40 && !(await what.evaluate((node) => node === document.activeElement)); presses += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(what).toBeFocused();
}

test('an active/standby server group is created and deleted with the keyboard alone', async ({ page, rest, region, backend }) => {
  await backend('by-hand-1');
  await backend('by-hand-2');
  const instance = await rest.createInstance(region.id, 'group-by-keys');
  await page.goto(`/${region.id}/instances/${instance.id}/active-standby-server-groups`);
  const press = (key: string) => page.keyboard.press(key);

  await expect(page.getByText('No active/standby server group yet')).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Create Active/Standby Server Group' }));
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Create Active/Standby Server Group' })).toBeVisible();
  await tabTo(page, page.getByLabel('Name', { exact: true }));
  await page.keyboard.type('by-keys-alone');

  const add = page.getByRole('button', { name: 'Add', exact: true });
  await tabTo(page, add);
  await press('Enter');
  await expect(page.getByRole('dialog', { name: 'Available Servers' })).toBeVisible();
  await press('Escape');
  await expect(add).toBeFocused();
  await press('Enter');
  for (const server of ['by-hand-1', 'by-hand-2']) {
    await tabTo(page, page.getByRole('checkbox', { name: server }));
    await press('Space');
  }
  await tabTo(page, page.getByRole('button', { name: 'Next: Set Weight and Port' }));
  await press('Enter');
  await tabTo(page, page.getByLabel('Port of by-hand-1'));
  await page.keyboard.type('9000');
  await tabTo(page, page.getByRole('radio', { name: 'Server by-hand-1 is active' }));
  await press('Space');
  await tabTo(page, page.getByLabel('Port of by-hand-2'));
  await page.keyboard.type('9000');
  await tabTo(page, page.getByRole('button', { name: 'OK' }));
  await press('Enter');

  const row = page.getByRole('row', { name: /by-keys-alone/ });
  await expect(row).toContainText('by-hand-1');
  const remove = row.getByRole('button', { name: 'Delete' });
  await tabTo(page, remove);
  await press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await press('Escape');
  await expect(remove).toBeFocused();
  await press('Enter');
  await tabTo(page, page.getByRole('alertdialog').getByRole('button', { name: 'OK' }));
  await press('Enter');
  await expect(page.getByText('No active/standby server group yet')).toBeVisible();
  // The button that was pressed is gone with its row; the next Tab goes on in the page and not at its very top.
  await press('Tab');
  await expect(page.locator('main :focus')).toHaveCount(1);
});

test('the slash leads to the search, but not out of a field or a dialog', async ({ page, region }) => {
  await page.goto(`/${region.id}/servers`);
  const search = page.getByRole('searchbox');
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('a/b');
  await expect(search).toHaveValue('a/b');
  await search.clear();

  await page.getByRole('button', { name: 'Register Server' }).click();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('web');
  await name.press('/');
  await expect(name).toHaveValue('web/');
  await expect(name).toBeFocused();
});

test('a dialog opened from a menu gives the focus back to the menu', async ({ page, rest, region }) => {
  const instance = await rest.createInstance(region.id, 'menu-focus');
  await page.goto(`/${region.id}/instances?search=menu-focus`);
  const more = page.getByRole('row', { name: new RegExp(instance.id) }).getByRole('button', { name: 'More' });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Release' }).press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(more).toBeFocused();
});

test('arrow keys lead from the search along a list, and one click copies an id', async ({ page, context, rest, region, product }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: product.consoleUrl });
  const servers = [];
  for (const name of ['arrows-1', 'arrows-2', 'arrows-3']) {
    servers.push(await rest.registerServer({ regionId: region.id, name, address: region.nextServerAddress() }));
  }
  await page.goto(`/${region.id}/servers?search=arrows`);
  await expect(page.getByRole('row', { name: /arrows-/ })).toHaveCount(3);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  const rows = page.getByRole('row', { name: /arrows-/ });
  const idOf = (row: number) => rows.nth(row).getByRole('button', { name: /^srv-/ });
  await expect(idOf(0)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(idOf(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(idOf(0)).toBeFocused();
  await idOf(2).click();
  await expect(rows.nth(2).getByText('Copied')).toBeAttached();
  expect(servers.map(({ id }) => id)).toContain(await page.evaluate(() => navigator.clipboard.readText()));
});
