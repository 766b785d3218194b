import { expect, test } from './fixtures.ts';

test('a server is registered, edited and removed', async ({ page, region }) => {
  const address = region.nextServerAddress();
  await page.goto(`/${region.id}/servers`);
  await page.getByRole('button', { name: 'Register Server' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Register Server' });
  await dialog.getByLabel('Name').fill('naïve 服务器');
  await dialog.getByLabel('Private IP').fill(address);
  await dialog.getByRole('button', { name: 'OK' }).click();
  const row = page.getByRole('row', { name: new RegExp(address.replaceAll('.', '\\.')) });
  await expect(row).toContainText('naïve 服务器');
  await expect(row).toContainText('Not used');

  await row.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog', { name: 'Edit Server' }).getByLabel('Name').fill('<script>alert(1)</script>');
  await page.getByRole('dialog', { name: 'Edit Server' }).getByRole('button', { name: 'OK' }).click();
  await expect(row).toContainText('<script>alert(1)</script>');

  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await expect(row).toHaveCount(0);
});

test('a server in use cannot be removed, and the dialog says where it is used', async ({ page, rest, region, backend }) => {
  const [one, two] = [await backend('used-1'), await backend('used-2')];
  const instance = await rest.createInstance(region.id, 'user-of-servers');
  await rest.createGroup(instance.id, 'holding', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await page.goto(`/${region.id}/servers?search=used-1`);
  await page
    .getByRole('row', { name: /used-1/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('user-of-servers / holding');
  await expect(dialog.getByRole('button', { name: 'OK' })).toHaveCount(0);
});

test.describe('bad input', () => {
  test.use({ expectedComplaints: [/status of 4(00|09)/] });

  test('an address that is none, or taken, is refused at its field', async ({ page, region, backend }) => {
    const taken = await backend('taken');
    await page.goto(`/${region.id}/servers`);
    await page.getByRole('button', { name: 'Register Server' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Register Server' });
    await dialog.getByLabel('Name').fill('second');
    await dialog.getByLabel('Private IP').fill('10.0.0');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog.getByText('Enter an IPv4 or IPv6 address.')).toBeVisible();
    await dialog.getByLabel('Private IP').fill(taken.address);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog.getByText('Another server of the region has this address.')).toBeVisible();
  });
});
