import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

test('a region is exported, changed, and put back by an import that was previewed', async ({ page, rest, region, backend }, info) => {
  const [one, two] = [await backend('backup-one'), await backend('backup-two')];
  const instance = await rest.createInstance(region.id, 'keepsake');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8710);

  await page.goto(`/${region.id}/backup`);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export Region' }).click();
  const path = info.outputPath('region.json');
  await (await downloading).saveAs(path);
  expect(await readFile(path, 'utf8'), 'people can read it').toMatch(/\n {2}"format": "openslb-configuration",\n/);

  const choose = () => page.getByLabel('Configuration file').setInputFiles(path);
  await choose();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('There is nothing to import.')).toBeVisible();

  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  await page
    .getByRole('row', { name: /tcp_8710/ })
    .getByRole('button', { name: /More/ })
    .click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await expect(page.getByText('No listener yet')).toBeVisible();

  await page.goto(`/${region.id}/backup`);
  await choose();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('row', { name: /Listener created/ })).toContainText('tcp_8710');
  await inspect(page, 'backup-preview');
  await page.getByRole('button', { name: /^Import \d change/ }).click();
  await expect(page.getByText(/changes? (was|were) imported/)).toBeVisible();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('There is nothing to import.')).toBeVisible();
  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  await expect(page.getByRole('row', { name: /tcp_8710/ })).toContainText('Running');
});

test('a file that is no file is refused before anything is sent', async ({ page, region }) => {
  await page.goto(`/${region.id}/backup`);
  await page.getByLabel('Configuration file').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
  await expect(page.getByText('notes.txt is not a JSON file.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Preview' })).toBeDisabled();
});

test.describe('a wrong file', () => {
  test.use({ expectedComplaints: [/status of 400/] });

  test('is refused at its place', async ({ page, region }) => {
    const file = { format: 'openslb-configuration', version: 1, instances: [{ name: 'x', address: '127.0.0.300' }] };
    await page.goto(`/${region.id}/backup`);
    await page
      .getByLabel('Configuration file')
      .setInputFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect(page.getByRole('alert').getByText('file.instances.0.address')).toBeVisible();
  });
});
