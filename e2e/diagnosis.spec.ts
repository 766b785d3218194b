import { whoAnswers } from './backend.ts';
import { visit } from './every-page.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('Instance Health Check: the report names what is wrong and where to mend it; Start Diagnostics tries the servers', async ({
  page,
  rest,
  region,
  backend,
}) => {
  test.slow();
  const [blue, green] = [await backend('sick-blue'), await backend('sick-green')];
  const instance = await rest.createInstance(region.id, 'check-up');
  const group = await rest.createGroup(
    instance.id,
    'pair',
    { serverId: blue.serverId, port: 9000 },
    { serverId: green.serverId, port: 9000 },
  );
  const list = await rest.createAccessControlList({ regionId: region.id, name: 'empty-list', entries: [] });
  await rest.createListener(instance.id, group.id, 8000, { accessControl: { mode: 'blacklist', listIds: [list.id] } });
  const area = (name: string) => page.getByRole('region', { name });

  await test.step('from the list, by the icon', async () => {
    await visit(page, `/${region.id}/instances`);
    await page.getByRole('link', { name: 'Health check of check-up' }).click();
    await expect(page.getByRole('heading', { name: 'Instance Health Check' })).toBeVisible();
    await expect(area('Server health')).toContainText('Normal');
    await expect(area('Security protection')).toContainText('turned nothing away');
    await expect(area('Idle instance')).toContainText('Normal');
  });

  await test.step('an enabled but empty list is abnormal, and leads to the lists', async () => {
    await expect(area('Access control')).toContainText('Access control is on, but no list has an entry');
    await expect(area('Access control').getByRole('link', { name: 'Access Control' })).toHaveAttribute(
      'href',
      `/${region.id}/access-control`,
    );
  });

  await test.step('a server that dies appears with its reason, and so does the lost redundancy', async () => {
    await blue.kill();
    await expect.poll(() => whoAnswers(instance.address, 8000).catch(() => ''), { timeout: 15_000 }).toBe('sick-green');
    await expect(area('Server health')).toContainText('sick-blue fails its health check');
    await expect(area('Server health')).toContainText('connection refused');
    await expect(area('Redundancy and nodes')).toContainText('No redundancy');
    await inspect(page, 'instance-health-check');
  });

  await test.step('Start Diagnostics: port and HTTP, one server or several, and what to look at on the host', async () => {
    await page.getByRole('button', { name: 'Start Diagnostics' }).click();
    const dialog = page.getByRole('dialog', { name: 'Diagnostics' });
    await dialog.getByRole('button', { name: 'Start Diagnostics' }).click();
    await expect(dialog.getByRole('row', { name: /sick-blue/ })).toContainText('Failed: connection refused');
    await expect(dialog.getByRole('row', { name: /sick-green/ })).toContainText('Passed: connected');
    for (const text of ['iptables', 'rp_filter', 'ss -lntup']) {
      await expect(dialog).toContainText(text);
    }
    await inspect(page, 'diagnostics', ONCE_EACH);
    await dialog.getByRole('button', { name: 'OK' }).click();
  });

  await test.step('OK leads back; the details have the button', async () => {
    await page.getByRole('link', { name: 'OK' }).click();
    await expect(page).toHaveURL(/\/details$/);
    await page.getByRole('link', { name: 'Health Check', exact: true }).click();
    await expect(page).toHaveURL(/\/health-check$/);
  });
});

test('Monitoring of the whole instance: sums, utilisation of the specification, servers now', async ({ page, rest, region, backend }) => {
  test.slow();
  const [one, two] = [await backend('sum-1'), await backend('sum-2')];
  const instance = await rest.createInstance(region.id, 'whole');
  await rest.call('PATCH', `/load-balancers/${instance.id}`, { specification: 'slb.s1.small', bandwidthMbps: 10 });
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8000);
  await rest.createListener(instance.id, group.id, 8001);
  for (const port of [8000, 8001]) {
    await expect.poll(() => whoAnswers(instance.address, port).catch(() => '')).toBe('sum-1');
  }
  await visit(page, `/${region.id}/instances/${instance.id}/monitoring`);
  await page.getByLabel('Listener', { exact: true }).selectOption({ label: 'Whole instance' });
  await expect(page).toHaveURL(/listener=all/);
  const byListener = page.getByRole('table', { name: 'Traffic by listener' });
  for (const port of [8000, 8001]) {
    await expect(
      byListener
        .getByRole('row', { name: new RegExp(`TCP:${port}`) })
        .getByRole('cell')
        .nth(1),
    ).not.toHaveText('0');
  }
  await expect(page.getByRole('figure', { name: 'Utilization' })).toBeVisible();
  await expect(page.getByText('1 normal')).toBeVisible();
  await inspect(page, 'monitoring-instance', ONCE_EACH);
  await byListener.getByRole('button', { name: 'Show tcp_8001' }).click();
  await expect(page.getByLabel('Listener', { exact: true })).toContainText('TCP:8001');
  await expect(page.getByRole('table', { name: 'Traffic by server' })).toBeVisible();
});
