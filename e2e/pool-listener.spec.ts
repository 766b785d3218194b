import type { ListenerView } from '#domain/view.ts';
import { expect, test } from './fixtures.ts';
import { QUICK_CHECK } from './rest.ts';

/** The wizard cannot choose these targets yet; it must show them as they are and leave them alone. */
test('a listener on a VServer group and one on the default group are shown as they are, and a change of their name changes nothing else', async ({
  page,
  rest,
  region,
  backend,
}) => {
  const [one, two] = [await backend('pool-1'), await backend('pool-2')];
  const instance = await rest.createInstance(region.id, 'pools');
  const path = `/load-balancers/${instance.id}`;
  const options = {
    scheduler: 'rr',
    persistence: { timeoutSeconds: 60 },
    connectionDraining: { timeoutSeconds: 30 },
    bandwidthMbps: 100,
    proxyProtocol: false,
  };
  const listen = async (port: number, target: object) => {
    const input = { protocol: 'tcp', port, target, healthCheck: QUICK_CHECK, start: true, ...options };
    return (await rest.call<ListenerView>('POST', `${path}/listeners`, input)).body;
  };
  await rest.call('PUT', `${path}/default-servers`, [{ serverId: one.serverId, weight: 30 }]);
  const servers = [
    { serverId: one.serverId, port: 9000 },
    { serverId: two.serverId, port: 9000, weight: 0 },
  ];
  const { body: pool } = await rest.call<{ id: string }>('POST', `${path}/vserver-groups`, { name: 'farm', servers });
  const onDefault = await listen(8690, { kind: 'default', backendPort: 9000 });
  const onPool = await listen(8691, { kind: 'vserver-group', id: pool.id });
  const base = `/${region.id}/instances/${instance.id}`;

  await test.step('the list names the group and its health', async () => {
    await page.goto(`${base}/listeners`);
    const row = page.getByRole('row', { name: /tcp_8690/ });
    await expect(row).toContainText('Default Server Group');
    await expect(row).toContainText('TCP:9000');
    await expect(row).toContainText('Normal');
    const poolRow = page.getByRole('row', { name: /tcp_8691/ });
    await expect(poolRow).toContainText('VServer Group');
    await expect(poolRow).toContainText('farm');
  });

  for (const { listener, facts } of [
    { listener: onDefault, facts: ['Default Server Group', 'Backend Port', 'pool-1', 'Weight 30'] },
    { listener: onPool, facts: ['VServer Group', 'farm', 'pool-1', 'pool-2', 'Weight 0'] },
  ]) {
    await test.step(`the wizard renames ${listener.name} and leaves its target and options alone`, async () => {
      await page.goto(`${base}/listeners/${listener.id}/modify`);
      await page.getByLabel('Listener Name').fill(`renamed-${listener.port.toString()}`);
      const next = page.getByRole('button', { name: 'Next' });
      await next.click();
      for (const fact of facts) {
        await expect(page.getByText(fact, { exact: true })).toBeVisible();
      }
      await next.click();
      await next.click();
      for (const fact of facts) {
        await expect(page.getByText(fact, { exact: true })).toBeVisible();
      }
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('Configuration Successful')).toBeVisible();
      const { target, healthCheck } = listener;
      const changed = await rest.getListener(listener.id);
      expect(changed).toMatchObject({ name: `renamed-${listener.port.toString()}`, target, healthCheck, ...options });
    });
  }

  await test.step('the list of instances shows all members with their weights', async () => {
    await page.goto(`/${region.id}/instances`);
    await page.getByRole('button', { name: /TCP:8691/ }).click();
    await expect(page.getByText('Weight 0')).toBeVisible();
    await expect(page.getByText('pool-2', { exact: true })).toBeVisible();
  });

  await test.step('a server says where it is used', async () => {
    await page.goto(`/${region.id}/servers`);
    const row = page.getByRole('row', { name: /pool-1/ });
    await expect(row.getByRole('link', { name: 'pools / Default Server Group' })).toBeVisible();
    await expect(row.getByRole('link', { name: 'pools / farm' })).toBeVisible();
  });
});
