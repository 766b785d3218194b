import { expect, test } from './fixtures.ts';

test.describe('options of a listener', () => {
  // The bandwidth that the instance does not have answers 400.
  test.use({ expectedComplaints: [/status of 400/] });

  test('are chosen in the wizard, refused at their fields, reviewed, stored, and changed', async ({ page, rest, region, backend }) => {
    const [one, two] = [await backend('option-1'), await backend('option-2')];
    const instance = await rest.createInstance(region.id, 'options');
    await rest.call('PATCH', `/load-balancers/${instance.id}`, { bandwidthMbps: 50 });
    const pair = await rest.createGroup(
      instance.id,
      'pair',
      { serverId: one.serverId, port: 9000 },
      { serverId: two.serverId, port: 9000 },
    );
    await rest.setDefaultServers(instance.id, [{ serverId: one.serverId, weight: 100 }]);
    const next = page.getByRole('button', { name: 'Next', exact: true });
    const part = (name: string) => page.getByRole('region', { name, exact: true });
    const listenerOf = async (name: string) => {
      const { body } = await rest.call<{ items: { id: string; name: string }[] }>('GET', `/load-balancers/${instance.id}/listeners`);
      return rest.getListener(body.items.find((listener) => listener.name === name)?.id ?? '');
    };

    await test.step('a TCP listener: persistence, draining, bandwidth and Proxy Protocol', async () => {
      await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
      await page.getByLabel('Listening Port').fill('8720');
      await expect(part('Advanced')).toContainText('Round-Robin (RR)');
      await page.getByRole('button', { name: 'Modify' }).click();
      await expect(page.getByRole('option', { name: 'Consistent Hash (CH): QUIC ID' })).toHaveCount(0);
      await page.getByRole('switch', { name: 'Enable Session Persistence' }).check();
      await page.getByLabel('Session Persistence Timeout').fill('3601');
      await page.getByRole('switch', { name: 'Enable Connection Draining' }).check();
      await page.getByLabel('Connection Draining Timeout').fill('9');
      await page.getByRole('switch', { name: 'Enable Peak Bandwidth Limit' }).check();
      await page.getByLabel('Peak Bandwidth', { exact: true }).fill('');
      await next.click();
      await expect(page.getByLabel('Session Persistence Timeout')).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByLabel('Connection Draining Timeout')).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByLabel('Peak Bandwidth', { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await page.getByLabel('Session Persistence Timeout').fill('120');
      await page.getByLabel('Connection Draining Timeout').fill('30');
      await page.getByLabel('Peak Bandwidth', { exact: true }).fill('51');
      await page.getByRole('checkbox', { name: 'Proxy Protocol' }).click();
      const risk = page.getByRole('alertdialog', { name: 'Turn on Proxy Protocol' });
      await expect(risk.getByRole('button', { name: 'OK' })).toBeDisabled();
      await risk.getByRole('checkbox').check();
      await risk.getByRole('button', { name: 'OK' }).click();
      await expect(page.getByRole('checkbox', { name: 'Proxy Protocol' })).toBeChecked();
      await next.click();
    });

    await test.step('options of failover, which another kind of group puts aside and this one brings back', async () => {
      await page.getByLabel('Server Group', { exact: true }).selectOption(pair.id);
      await page.getByRole('button', { name: 'Modify' }).click();
      await page.getByRole('switch', { name: 'Retry on the Standby' }).check();
      await page.getByLabel('Connect Timeout').fill('50');
      await page.getByLabel('Failback').selectOption('Delayed');
      await page.getByLabel('Stable Time').fill('45');
      await page.getByLabel('Established Connections at Failover').selectOption('Reset');
      await next.click();
      await expect(page.getByLabel('Connect Timeout')).toHaveAttribute('aria-invalid', 'true');
      await page.getByLabel('Connect Timeout').fill('800');
      await page.getByRole('radio', { name: 'Default Server Group' }).check();
      await expect(page.getByLabel('Failback')).toHaveCount(0);
      await page.getByRole('radio', { name: 'Active/Standby Server Group' }).check();
      await expect(page.getByLabel('Server Group', { exact: true })).toHaveValue(pair.id);
      await expect(page.getByLabel('Stable Time')).toHaveValue('45');
      await next.click();
      await next.click();
    });

    await test.step('the summary shows all of it; a bandwidth that the instance does not have leads back to its field', async () => {
      await expect(part('Protocol and Listener')).toContainText('120 s');
      await expect(part('Protocol and Listener')).toContainText('51 Mbit/s');
      await expect(part('Backend Servers')).toContainText('Delayed (45 s)');
      await expect(part('Backend Servers')).toContainText('800 ms');
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByLabel('Peak Bandwidth', { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await page.getByLabel('Peak Bandwidth', { exact: true }).fill('50');
      await next.click();
      await next.click();
      await next.click();
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('Configuration Successful')).toBeVisible();
      expect(await listenerOf('tcp_8720')).toMatchObject({
        scheduler: 'rr',
        persistence: { timeoutSeconds: 120 },
        connectionDraining: { timeoutSeconds: 30 },
        bandwidthMbps: 50,
        proxyProtocol: true,
        retryOnStandby: true,
        connectTimeoutMilliseconds: 800,
        failback: { mode: 'delayed', stableSeconds: 45 },
        onFailover: { mode: 'reset', drainSeconds: null },
      });
    });

    await test.step('Modify Listener moves it to the default group; what failover needs stays stored, hashing stays closed', async () => {
      const { id } = await listenerOf('tcp_8720');
      await page.goto(`/${region.id}/instances/${instance.id}/listeners/${id}/modify`);
      await page.getByRole('button', { name: 'Modify' }).click();
      await expect(page.getByRole('option', { name: 'Consistent Hash (CH): Source IP' })).toBeDisabled();
      await expect(page.getByText(/A listener cannot change between consistent hashing/)).toBeVisible();
      await page.getByLabel('Scheduling Algorithm').selectOption('Weighted Least Connections (WLC)');
      await page.getByRole('switch', { name: 'Enable Session Persistence' }).uncheck();
      await page.getByRole('switch', { name: 'Enable Connection Draining' }).uncheck();
      await page.getByRole('switch', { name: 'Enable Peak Bandwidth Limit' }).uncheck();
      await page.getByRole('checkbox', { name: 'Proxy Protocol' }).uncheck();
      await next.click();
      await page.getByRole('radio', { name: 'Default Server Group' }).check();
      await page.getByLabel('Backend Port').fill('9000');
      await next.click();
      await next.click();
      await expect(part('Protocol and Listener')).toContainText('No limit');
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('Configuration Successful')).toBeVisible();
      expect(await listenerOf('tcp_8720')).toMatchObject({
        target: { kind: 'default', backendPort: 9000 },
        scheduler: 'wlc',
        persistence: { timeoutSeconds: 0 },
        connectionDraining: null,
        bandwidthMbps: null,
        proxyProtocol: false,
        retryOnStandby: true,
        failback: { mode: 'delayed', stableSeconds: 45 },
      });
    });

    await test.step('a UDP listener can hash by QUIC id and has neither persistence nor draining', async () => {
      await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
      await page.getByRole('radio', { name: 'UDP' }).check({ force: true });
      await page.getByLabel('Listening Port').fill('8721');
      await page.getByRole('button', { name: 'Modify' }).click();
      await page.getByLabel('Scheduling Algorithm').selectOption('Consistent Hash (CH): QUIC ID');
      await expect(page.getByRole('switch', { name: 'Enable Session Persistence' })).toHaveCount(0);
      await next.click();
      await page.getByRole('radio', { name: 'Default Server Group' }).check();
      await page.getByLabel('Backend Port').fill('9000');
      await next.click();
      await next.click();
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('Configuration Successful')).toBeVisible();
      expect(await listenerOf('udp_8721')).toMatchObject({ scheduler: 'qch', target: { kind: 'default', backendPort: 9000 } });
    });
  });
});
