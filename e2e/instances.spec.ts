import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';

test('an instance is renamed, stopped, started and released', async ({ page, rest, region, backend }) => {
  const [one, two] = [await backend('life-1'), await backend('life-2')];
  const instance = await rest.createInstance(region.id, 'life');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8400);
  const answer = () => whoAnswers(instance.address, 8400).catch((error: Error) => error.message);
  await expect.poll(answer).toBe('life-1');

  await page.goto(`/${region.id}/instances`);
  const row = page.getByRole('row', { name: new RegExp(instance.id) });
  await row.hover();
  await row.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Instance name' }).fill('after-life');
  await page.keyboard.press('Enter');
  await expect(row).toContainText('after-life');

  await row.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Stop' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await expect(row).toContainText('Stopped');
  await expect.poll(answer).toContain('ECONNREFUSED');

  await row.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Start' }).click();
  await expect(row).toContainText('Running');
  await expect.poll(answer).toBe('life-1');

  await row.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Release' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByRole('button', { name: 'OK' })).toBeDisabled();
  await dialog.getByLabel(`Type ${instance.id} to confirm`).fill(instance.id);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(row).toHaveCount(0);
  await expect.poll(answer).toContain('ECONNREFUSED');
  expect((await rest.call('GET', `/load-balancers/${instance.id}`)).status).toBe(404);
});

test('search and page are in the address, so a link shows the same list', async ({ page, rest, otherRegion }) => {
  for (let n = 1; n <= 52; n += 1) {
    await rest.createInstance(otherRegion.id, `paged-${String(n).padStart(2, '0')}`);
  }
  await page.goto(`/${otherRegion.id}/instances`);
  await expect(page.getByRole('row', { name: /paged-52/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /paged-01/ })).toHaveCount(0);
  const next = page.getByRole('button', { name: 'Next page' });
  await next.click();
  await expect(page.getByRole('row', { name: /paged-32/ })).toBeVisible();
  await next.click();
  await expect(page.getByRole('row', { name: /paged-01/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row', { name: /paged-01/ })).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search by name, ID, address or server' }).fill('paged-3');
  await expect(page.getByRole('row', { name: /paged-3\d/ })).toHaveCount(10);
  await page.reload();
  await expect(page.getByRole('row', { name: /paged-3\d/ })).toHaveCount(10);
  await page.getByRole('searchbox', { name: 'Search by name, ID, address or server' }).fill('no such thing');
  await expect(page.getByText('No instance matches “no such thing”.')).toBeVisible();
});

test.describe('bad input', () => {
  test.use({ expectedComplaints: [/status of 4(00|09)/] });

  test('an address outside the pools, or taken, is refused at its field', async ({ page, rest, region }) => {
    const taken = await rest.createInstance(region.id, 'owner');
    await page.goto(`/${region.id}/instances/create`);
    await page.getByLabel('Instance name').fill('9-starts-with-a-digit');
    await page.getByRole('button', { name: 'Create Instance' }).click();
    await expect(page.getByText(/starts with a letter/)).toBeVisible();
    await page.getByLabel('Instance name').fill('valid');
    await page.getByLabel('Service address').fill('127.99.99.99');
    await page.getByRole('button', { name: 'Create Instance' }).click();
    await expect(page.getByText(/is in no address pool/)).toBeVisible();
    await page.getByLabel('Service address').fill(taken.address);
    await page.getByRole('button', { name: 'Create Instance' }).click();
    await expect(page.getByText('Another instance of the region has this service address.')).toBeVisible();
  });
});
