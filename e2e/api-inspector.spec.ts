import { expect, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

test('a dialog shows the call that OK would make, and the drawer the call that it made', async ({ page, rest, region }) => {
  const address = region.nextServerAddress();
  await page.goto(`/${region.id}/servers`);
  await expect(page.getByRole('button', { name: `Region: ${region.name}` })).toBeVisible();
  await page.getByRole('button', { name: 'Register Server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Register Server' });
  await dialog.getByRole('button', { name: 'API call' }).click();
  await expect(dialog.getByText('Fill in what is missing')).toBeVisible();
  await expect(dialog.getByRole('alert'), 'looking at the call says nothing against the fields').toHaveCount(0);
  await dialog.getByLabel('Name').fill("it's mine");
  await dialog.getByLabel('Private IP').fill(address);
  await expect(dialog.locator('pre')).toContainText(`"address": "${address}"`);
  await expect(dialog.locator('pre')).toContainText("it'\\''s mine");
  await dialog.getByRole('button', { name: 'TypeScript' }).click();
  await expect(dialog.locator('pre')).toContainText('await fetch(');
  await inspect(page, 'api-call-planned');
  const before = await rest.call<{ total: number }>('GET', `/servers?regionId=${region.id}&search=${encodeURIComponent("it's mine")}`);
  expect(JSON.stringify(before.body), 'nothing was sent').not.toContain(address);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(page.getByRole('row', { name: /it's mine/ })).toBeVisible();

  await page.getByRole('button', { name: 'API', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'API' });
  const made = drawer.getByRole('button', { name: /POST.*\/api\/v1\/servers/ });
  await expect(made).toContainText('201');
  await expect(drawer.getByRole('button', { name: /^GET/ })).toHaveCount(0);
  await drawer.getByLabel('Hide reads').uncheck();
  await expect(drawer.getByRole('button', { name: /^GET/ }).first()).toBeVisible();
  await drawer.getByLabel('Hide reads').check();
  await made.click();
  await expect(drawer.locator('pre')).toContainText('--request POST');
  await inspect(page, 'api-drawer');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'API', exact: true })).toBeFocused();
});

test('a question before something is stopped shows its call, and makes none until OK', async ({ page, rest, region }) => {
  const instance = await rest.createInstance(region.id, 'inspected');
  await page.goto(`/${region.id}/instances/${instance.id}/details`);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'API call' }).click();
  await expect(dialog.locator('pre')).toContainText(`/api/v1/load-balancers/${instance.id}/stop`);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const { body } = await rest.call<{ status: string }>('GET', `/load-balancers/${instance.id}`);
  expect(body.status).toBe('active');
});

test('a page with a form shows the call in the drawer', async ({ page, region }) => {
  await page.goto(`/${region.id}/instances/create`);
  await page.getByLabel('Instance name').fill('planned');
  await page.getByRole('button', { name: 'API', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'API' });
  await expect(drawer.getByRole('region', { name: 'What the form on this page would send' }).locator('pre')).toContainText(
    '"name": "planned"',
  );
});
