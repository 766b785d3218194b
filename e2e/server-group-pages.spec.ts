import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('the pages of server groups and listener options are accessible in both themes and fit every width', async ({
  page,
  rest,
  region,
  backend,
}) => {
  test.slow();
  const servers = [await backend('shop-web-1'), await backend('shop-web-2'), await backend('shop-web-3')];
  const instance = await rest.createInstance(region.id, 'shop');
  const members = servers.map((server, index) => ({ serverId: server.serverId, port: 9000, weight: [100, 50, 0][index] ?? 0 }));
  await rest.setDefaultServers(
    instance.id,
    members.map(({ serverId, weight }) => ({ serverId, weight })),
  );
  const group = await rest.createVServerGroup(instance.id, 'shop-frontends', members);
  await rest.createVServerGroup(instance.id, 'shop-next-release', []);
  await rest.createListenerOn(instance.id, { kind: 'default', backendPort: 9000 }, 8730, { scheduler: 'wrr' });
  await rest.createListenerOn(instance.id, { kind: 'vserver-group', id: group.id }, 8731, {
    scheduler: 'wlc',
    persistence: { timeoutSeconds: 600 },
    bandwidthMbps: 200,
  });
  await servers[1]?.kill();
  const base = `/${region.id}/instances/${instance.id}`;

  await page.goto(`${base}/default-server-group`);
  const failed = page.getByRole('row', { name: /shop-web-2/ });
  await expect(failed).toContainText('connection refused', { timeout: 20_000 });
  await inspect(page, 'default-group', ONCE_EACH);
  await page.getByRole('checkbox', { name: 'Tick all shown' }).check();
  await page.getByRole('button', { name: 'Set Weight' }).click();
  await inspect(page, 'default-group-weights', ONCE_EACH);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
  await inspect(page, 'default-group-remove', ONCE_EACH);

  await page.goto(`${base}/vserver-groups`);
  await expect(page.getByRole('row', { name: /shop-frontends/ })).toContainText('Abnormal');
  await inspect(page, 'vserver-groups', ONCE_EACH);
  await page.getByRole('link', { name: 'shop-frontends' }).click();
  await expect(page.getByRole('table', { name: 'Servers' })).toContainText('connection refused');
  await inspect(page, 'vserver-group', ONCE_EACH);
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Port of shop-web-2', { exact: true }).fill('70000');
  await inspect(page, 'vserver-group-edit', ONCE_EACH);
  await page.getByRole('button', { name: 'Port of shop-web-1 for other servers' }).click();
  await expect(page.getByRole('menuitem', { name: 'Clear all' })).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/vserver-group-batch-1440.png' });
  await page.keyboard.press('Escape');

  await page.goto(`${base}/listeners`);
  await expect(page.getByRole('row', { name: /tcp_8731/ })).toContainText('2 of 3 servers normal');
  await inspect(page, 'listeners-pools', ONCE_EACH);
  await page.goto(`${base}/listeners/create`);
  await page.getByLabel('Listening Port').fill('8732');
  await page.getByRole('button', { name: 'Modify' }).click();
  for (const name of ['Enable Session Persistence', 'Enable Connection Draining', 'Enable Peak Bandwidth Limit']) {
    await page.getByRole('switch', { name }).check();
  }
  await inspect(page, 'wizard-options', ONCE_EACH);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('radio', { name: 'Default Server Group' }).check();
  await page.getByLabel('Backend Port').fill('9000');
  await inspect(page, 'wizard-default-group', ONCE_EACH);
  await page.getByRole('radio', { name: 'Active/Standby Server Group' }).check();
  await page.getByRole('button', { name: 'Modify' }).click();
  await page.getByLabel('Failback').selectOption('Delayed');
  await inspect(page, 'wizard-failover', ONCE_EACH);
  await page.getByRole('radio', { name: 'VServer Group' }).check();
  await page.getByLabel('Server Group', { exact: true }).selectOption(group.id);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Submit' })).toBeVisible();
  await inspect(page, 'wizard-submit-vserver', ONCE_EACH);
});
