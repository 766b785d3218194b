import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

test('pages without a session', async ({ stranger }) => {
  await stranger.goto('/sign-in');
  await expect(stranger.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await inspect(stranger, 'sign-in');
  await stranger.goto('/setup?token=x');
  await expect(stranger.getByText('This link does not work any more')).toBeVisible();
  await inspect(stranger, 'setup-closed');
});

test('empty lists', async ({ page, rest, otherRegion }) => {
  const instance = await rest.createInstance(otherRegion.id, 'hollow');
  await page.goto(`/${otherRegion.id}/servers`);
  await expect(page.getByText('No server in this region yet')).toBeVisible();
  await inspect(page, 'servers-empty');
  await page.goto(`/${otherRegion.id}/instances?search=nothing-is-called-so`);
  await expect(page.getByText(/No instance matches/)).toBeVisible();
  await inspect(page, 'instances-nothing-found');
  await page.goto(`/${otherRegion.id}/instances/${instance.id}/listeners`);
  await expect(page.getByText('No listener yet')).toBeVisible();
  await inspect(page, 'listeners-empty');
  await page.goto(`/${otherRegion.id}/instances/${instance.id}/active-standby-server-groups`);
  await expect(page.getByText('No active/standby server group yet')).toBeVisible();
  await inspect(page, 'groups-empty');
});

test.describe('pages that are not there', () => {
  test.use({ expectedComplaints: [/status of 404/] });

  test('say so and lead on', async ({ page, region }) => {
    await page.goto(`/${region.id}/instances/lb-0000000000000000/details`);
    await expect(page.getByText('This instance does not exist')).toBeVisible();
    await inspect(page, 'instance-gone');
    await page.goto('/no-such-region/instances');
    await expect(page.getByText('There is no region no-such-region')).toBeVisible();
    await inspect(page, 'region-unknown');
    await page.goto('/a/b/c/d/e');
    await expect(page.getByText('There is no such page')).toBeVisible();
    await inspect(page, 'not-found');
  });
});

test('an instance in service, its wizards and its failover', async ({ page, rest, region, backend }) => {
  test.slow();
  const [one, two] = [await backend('orders-db-primary'), await backend('orders-db-replica')];
  const instance = await rest.createInstance(region.id, 'orders-database');
  const group = await rest.createGroup(
    instance.id,
    'orders',
    { serverId: one.serverId, port: 9000 },
    { serverId: two.serverId, port: 9000 },
  );
  const listener = await rest.createListener(instance.id, group.id, 8500);
  await rest.createListener(instance.id, group.id, 8501, { protocol: 'udp', healthCheck: { type: 'udp' } });
  const base = `/${region.id}/instances/${instance.id}`;

  await page.goto(`/${region.id}/instances`);
  await expect(page.getByRole('row', { name: /orders-database/ })).toContainText('Normal');
  await inspect(page, 'instances');
  await page.goto(`/${region.id}/instances/create`);
  await inspect(page, 'instance-create');
  await page.goto(`/${region.id}/servers`);
  await expect(page.getByRole('row', { name: /orders-db-primary/ })).toBeVisible();
  await inspect(page, 'servers');
  await page.getByRole('button', { name: 'Register Server' }).click();
  await inspect(page, 'server-register');

  await page.goto(`${base}/active-standby-server-groups/create`);
  await inspect(page, 'group-create');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('checkbox', { name: 'orders-db-primary' }).check();
  await page.getByRole('checkbox', { name: 'orders-db-replica' }).check();
  await inspect(page, 'group-available-servers');
  await page.getByRole('button', { name: 'Next: Set Weight and Port' }).click();
  await page.getByLabel('Port of orders-db-primary').fill('70000');
  await inspect(page, 'group-servers-added');

  await page.goto(`${base}/listeners/create`);
  await inspect(page, 'wizard-protocol');
  await page.getByLabel('Listening Port').fill('8502');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Server Group', { exact: true }).selectOption(group.id);
  await inspect(page, 'wizard-backend');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Modify' }).click();
  await inspect(page, 'wizard-health');
  await page.getByLabel('Health Check Protocol').selectOption('HTTP');
  await inspect(page, 'wizard-health-http');
  await page.getByRole('button', { name: 'Next' }).click();
  await inspect(page, 'wizard-submit');
  await page.goto(`${base}/listeners/${listener.id}/modify`);
  await expect(page.getByRole('heading', { name: 'Modify Listener' })).toBeVisible();
  await inspect(page, 'wizard-modify');

  await one.kill();
  await page.goto(`${base}/active-standby-server-groups`);
  const row = page.getByRole('row', { name: /orders/ }).last();
  await expect(row.getByRole('cell').nth(4)).toContainText('Standby', { timeout: 20_000 });
  await inspect(page, 'groups-failed-over');
  await page.getByRole('link', { name: 'View', exact: true }).click();
  await expect(page.getByText('orders-db-replica').first()).toBeVisible();
  await inspect(page, 'group-view');
  await page.goto(`${base}/listeners`);
  await expect(page.getByRole('row', { name: /tcp_8500/ })).toContainText('Abnormal');
  await inspect(page, 'listeners');
  await page.goto(`${base}/details`);
  await expect(page.getByRole('table', { name: 'Failover history' })).toContainText('connection refused');
  await inspect(page, 'details');
});

test('the listener wizard works with the keyboard alone', async ({ page, rest, region, backend }) => {
  const [one, two] = [await backend('keys-1'), await backend('keys-2')];
  const instance = await rest.createInstance(region.id, 'keyboard');
  await rest.createGroup(instance.id, 'by-keys', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
  const press = (key: string) => page.keyboard.press(key);
  const tabTo = async (what: ReturnType<Page['getByRole']>) => {
    for (let presses = 0; presses < 40 && !(await what.evaluate((node) => node === document.activeElement)); presses += 1) {
      await press('Tab');
    }
    await expect(what).toBeFocused();
  };

  await tabTo(page.getByRole('radio', { name: 'TCP' }));
  await press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'UDP' })).toBeChecked();
  await press('ArrowLeft');
  await tabTo(page.getByLabel('Listening Port'));
  await page.keyboard.type('8600');
  await tabTo(page.getByRole('button', { name: 'Next' }));
  await press('Enter');
  await tabTo(page.getByLabel('Server Group', { exact: true }));
  await page.keyboard.type('by-keys');
  await tabTo(page.getByRole('button', { name: 'Next' }));
  await press('Enter');
  await tabTo(page.getByRole('switch', { name: 'Enable Health Check' }));
  await press('Space');
  await expect(page.getByText('Failover stops')).toBeVisible();
  await press('Space');
  await tabTo(page.getByRole('button', { name: 'Next' }));
  await press('Enter');
  await tabTo(page.getByRole('button', { name: 'Submit' }));
  await press('Enter');
  await expect(page.getByText('Configuration Successful')).toBeVisible();
  await tabTo(page.getByRole('button', { name: 'OK' }));
  await press('Enter');
  await expect(page.getByRole('row', { name: /tcp_8600/ })).toContainText('Running');
});
