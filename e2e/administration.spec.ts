import { expect, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

test('a region is created, changed, put in order and retired', async ({ page, region }) => {
  await page.goto(`/${region.id}/regions`);
  await expect(page.getByRole('row', { name: new RegExp(region.id) })).toContainText('1 alive');
  await inspect(page, 'regions');
  await page.getByRole('button', { name: 'Create Region' }).click();
  const create = page.getByRole('dialog', { name: 'Create Region' });
  await create.getByLabel('Region ID').fill('lab-1');
  await create.getByLabel('Name', { exact: true }).fill('Lab <b>1</b> مختبر 🧪');
  await create.getByRole('button', { name: 'Add Zone' }).click();
  await create.getByLabel('ID of zone 1').fill('lab-1-a');
  await create.getByLabel('Name of zone 1').fill('Rack A');
  await create.getByLabel('Address pools').fill('10.99.0.0/24\n10.99.1.7/24');
  await create.getByRole('button', { name: 'OK' }).click();
  await expect(create.getByText('Line 2: This has host bits; the network is 10.99.1.0/24.')).toBeVisible();
  await inspect(page, 'region-create');
  await create.getByLabel('Address pools').fill('10.99.0.0/24\nFD00:99::/120');
  await create.getByRole('button', { name: 'OK' }).click();
  const row = page.getByRole('row', { name: /lab-1/ });
  await expect(row).toContainText('Lab <b>1</b> مختبر 🧪');
  await expect(row).toContainText('fd00:99::/120');

  await row.getByRole('button', { name: /up$/ }).click();
  await expect(page.getByRole('row').nth(-2)).toContainText('lab-1');

  await row.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit Region lab-1' });
  await edit.getByLabel('Address pools').fill('10.99.0.0/25');
  await edit.getByRole('button', { name: 'OK' }).click();
  await expect(row).toContainText('10.99.0.0/25');

  await row.getByRole('button', { name: 'Retire' }).click();
  const retire = page.getByRole('alertdialog', { name: 'Retire Region' });
  await expect(retire.getByRole('button', { name: 'OK' })).toBeDisabled();
  await retire.getByLabel('Type lab-1 to confirm').fill('lab-1');
  await retire.getByRole('button', { name: 'OK' }).click();
  await expect(row).toHaveCount(0);
});

test.describe('what is in use', () => {
  test.use({ expectedComplaints: [/status of 409/] });

  test('a region with an instance stays, and so does the pool of its address', async ({ page, region, rest }) => {
    await rest.createInstance(region.id, 'resident');
    await page.goto(`/${region.id}/regions`);
    const row = page.getByRole('row', { name: new RegExp(region.id) });
    await row.getByRole('button', { name: 'Retire' }).click();
    await expect(page.getByRole('alertdialog', { name: 'This region is in use' })).toContainText('instance');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).last().click();
    await row.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: /Edit Region/ });
    await edit.getByLabel('Address pools').fill('10.98.0.0/24');
    await edit.getByRole('button', { name: 'OK' }).click();
    await expect(edit.getByText(/which no pool would have any more/)).toBeVisible();
  });
});

test('nodes and receipts: who is alive, and what became of a change', async ({ page, region, rest, backend }) => {
  const [one, two] = [await backend('receipt-one'), await backend('receipt-two')];
  const instance = await rest.createInstance(region.id, 'receipts');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8650);
  await page.goto(`/${region.id}/nodes`);
  await expect(page.getByRole('row').nth(1)).toContainText('Alive');
  await expect(page.getByRole('row').nth(1)).toContainText('is up to date');
  await inspect(page, 'nodes');
  await page.goto(`/${region.id}/changes`);
  const change = page.getByRole('row', { name: /Listener created/ }).first();
  await expect(change).toContainText(/On 1 node, [\d,]+ ms after the change/);
  await expect(change).toContainText('0 cut');
  await inspect(page, 'changes');
});
