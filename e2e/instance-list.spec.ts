import pg from 'pg';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

// Several pictures of several pages each, on a machine that may have other work.
test.describe.configure({ timeout: 120_000 });

test('filters shrink the list, stand in the address, and are taken away one by one', async ({ page, rest, region, backend }) => {
  const server = await backend('filter-backend');
  const used = await rest.createInstance(region.id, 'filter-used');
  const stopped = await rest.createInstance(region.id, 'filter-stopped');
  await rest.setDefaultServers(used.id, [{ serverId: server.serverId, weight: 100 }]);
  await rest.call('POST', `/load-balancers/${stopped.id}/stop`);
  await page.goto(`/${region.id}/instances?search=filter-`);
  await expect(page.getByRole('row', { name: /filter-/ })).toHaveCount(2);

  const add = async (field: string, value: string, isChoice = false) => {
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByLabel('Filter by').selectOption(field);
    const control = page.getByLabel('Value');
    await (isChoice ? control.selectOption(value) : control.fill(value));
    await page.getByRole('button', { name: 'Apply' }).click();
  };
  await add('Server IP Address', server.address);
  await expect(page.getByRole('row', { name: /filter-/ })).toHaveCount(1);
  await expect(page.getByRole('row', { name: /filter-used/ })).toBeVisible();
  await add('Status', 'Stopped', true);
  await expect(page.getByText('No instance matches “filter-”.')).toBeVisible();
  await expect(page).toHaveURL(/status=inactive/);
  await page.getByRole('button', { name: 'Remove the filter Server IP Address' }).click();
  await expect(page.getByRole('row', { name: /filter-stopped/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row', { name: /filter-/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByLabel('Filter by').selectOption('Server IP Address');
  await page.getByLabel('Value').fill('not an address');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'IPv4 or IPv6' })).toBeVisible();
  await inspect(page, 'instance-filter', ONCE_EACH);
});

test('columns are chosen with the gear and remembered', async ({ page, rest, region }) => {
  await rest.createInstance(region.id, 'columns');
  await page.goto(`/${region.id}/instances?search=columns`);
  await expect(page.getByRole('columnheader', { name: 'Instance Spec' })).toBeVisible();
  await page.getByRole('button', { name: 'Choose columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Instance Spec' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Tags' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Instance Spec' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Monitoring' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Instance Spec' })).toHaveCount(0);
});

test('the list with everything in it', async ({ page, rest, region, backend }) => {
  const [one, two] = [await backend('all-1'), await backend('all-2')];
  const instance = await rest.createInstance(region.id, 'everything-with-a-very-long-name-that-does-not-fit-into-its-column-at-all');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  const listener = await rest.createListener(instance.id, group.id, 8600);
  const changes = { specification: 'slb.s3.large', deletionProtection: true };
  await rest.call('PATCH', `/load-balancers/${instance.id}`, changes);
  await rest.createInstance(region.id, 'everything-else');
  await expect.poll(async () => (await rest.getListener(listener.id)).health).toBe('normal');
  await page.goto(`/${region.id}/instances?search=everything`);
  const row = page.getByRole('row', { name: new RegExp(instance.id) });
  await expect(row).toContainText('Normal');
  await expect(row.getByRole('img', { name: 'Deletion protection is on' })).toBeVisible();
  await row.getByRole('checkbox').check();
  await inspect(page, 'instance-list');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: 'test-results/screens/instance-list-1280.png' });
  await row.getByRole('link', { name: /Monitoring of/ }).click();
  await expect(page).toHaveURL(/\/monitoring$/);
});

test('an instance is created with all its fields', async ({ page, product, rest, region }) => {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  await client.query('INSERT INTO zone (id, region_id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    `${region.id}-b`,
    region.id,
    'Zone B',
  ]);
  await client.end();
  await page.goto(`/${region.id}/instances/create`);
  await expect(page.getByText('Multi-zone')).toBeVisible();
  await page.getByLabel('Backup Zone').selectOption('Zone B');
  await page.getByLabel('Instance name').fill('complete');
  await page.getByRole('radio', { name: 'Internet' }).check();
  await page.getByLabel('Instance Spec').selectOption('slb.s1.small');
  await page.getByRole('radio', { name: 'Limited', exact: true }).check();
  await page.getByLabel('Maximum bandwidth').fill('5001');
  await page.getByRole('switch', { name: 'Deletion Protection' }).check();
  await page.getByRole('switch', { name: 'Configuration Read-only Mode' }).check();
  await page.getByLabel('Reason (optional)').fill('launch-week');
  await page.getByRole('button', { name: 'Create Instance' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '1 to 5000' })).toBeVisible();
  // What is wrong was scrolled to; a control that the top bar half covers is no small target.
  await page.evaluate(() => window.scrollTo(0, 0));
  await inspect(page, 'create-instance', ONCE_EACH);
  await page.getByLabel('Maximum bandwidth').fill('200');
  await page.getByRole('button', { name: 'Create Instance' }).click();
  const row = page.getByRole('row', { name: /complete/ });
  await expect(row).toBeVisible();
  const { body } = await rest.call<{ items: object[] }>('GET', `/load-balancers?regionId=${region.id}&names=complete`);
  expect(body.items[0]).toMatchObject({
    addressType: 'internet',
    backupZoneId: `${region.id}-b`,
    specification: 'slb.s1.small',
    bandwidthMbps: 200,
    deletionProtection: true,
    modificationProtection: { status: 'ConsoleProtection', reason: 'launch-week' },
  });
});
