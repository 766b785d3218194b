import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

// Several pictures of several pages each, on a machine that may have other work.
test.describe.configure({ timeout: 240_000 });

const HOSTILE = '<b>one</b> مرحبا \u202ename';

test('the log tells who did what, from where, and what there was before', async ({ page, rest, region }) => {
  const server = await rest.registerServer({ regionId: region.id, name: 'first', address: region.nextServerAddress() });
  await rest.must('PATCH', `/servers/${server.id}`, { name: 'renamed' });
  const instance = await rest.createInstance(region.id, 'shop');
  await rest.must('PUT', `/load-balancers/${instance.id}/tags`, { tags: [{ key: 'env', value: 'prod' }] });

  await page.goto(`/${region.id}/overview`);
  await page.getByRole('link', { name: 'Operation Logs' }).click();
  await expect(page.getByRole('heading', { name: 'Operation Logs' })).toBeVisible();
  const renamed = page.getByRole('row', { name: /Server changed/ });
  await expect(renamed).toContainText('renamed');
  // The connection's own address: nothing that a client says of itself.
  await expect(renamed).toContainText('127.0.0.1');
  await expect(page.getByRole('link', { name: 'shop' }).first()).toHaveAttribute('href', `/${region.id}/instances/${instance.id}/details`);
  await inspect(page, 'operation-log', ONCE_EACH);

  await test.step('a row opens to the whole record', async () => {
    await page.getByRole('button', { name: 'Server changed' }).press('Enter');
    const change = page.getByRole('table', { name: 'Before and after' });
    await expect(change.getByRole('row', { name: /first/ })).toContainText('renamed');
    await expect(page.getByRole('button', { name: 'Copy position and hash' })).toBeVisible();
    await inspect(page, 'operation-log-entry');
  });

  await test.step('filters and search stand in the address', async () => {
    await page.getByRole('button', { name: 'Filter' }).click();
    const form = page.getByRole('dialog', { name: 'Filter' });
    await form.getByLabel('Value').selectOption({ label: 'Instance' });
    await form.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/resourceType=load-balancer/);
    await expect(page.getByRole('button', { name: 'Server changed' })).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Instance created' })).toBeVisible();
    await page.getByLabel('Search names, ids, contents').fill('nothing of the kind');
    await expect(page.getByRole('heading', { name: 'No entry fits' })).toBeVisible();
    await inspect(page, 'operation-log-empty', ONCE_EACH);
  });

  await test.step('what is shown can be taken away as a file, which is in the log too', async () => {
    await page.goto(`/${region.id}/operation-logs?resourceType=server`);
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: /CSV/ }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^operation-log-${region.id}-[\\d-]+\\.csv$`));
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('server:updated');
    await page.goto(`/${region.id}/operation-logs`);
    await expect(page.getByRole('button', { name: 'Operation log exported' })).toBeVisible();
  });
});

test('long lists have pages, and hostile names hide nothing', async ({ page, rest, region }) => {
  const server = await rest.registerServer({ regionId: region.id, name: 'first', address: region.nextServerAddress() });
  for (let number = 1; number <= 52; number += 1) {
    await rest.must('PATCH', `/servers/${server.id}`, { name: `name-${number}` });
  }
  await rest.must('PATCH', `/servers/${server.id}`, { name: HOSTILE.replace('\u202e', '') });
  await page.goto(`/${region.id}/operation-logs?resourceType=server&resourceId=${server.id}`);
  await expect(page.getByRole('button', { name: 'Server changed' })).toHaveCount(50);
  await expect(page.getByText('<b>one</b> مرحبا name').first()).toBeVisible();
  await page.getByRole('button', { name: 'Older' }).click();
  await expect(page.getByRole('button', { name: 'Server created' })).toBeVisible();
  await expect(page).toHaveURL(/cursor=/);
  await page.getByRole('button', { name: 'Newest' }).click();
  await expect(page.getByRole('button', { name: 'Server changed' })).toHaveCount(50);
  await expect(page).not.toHaveURL(/cursor=/);
});
