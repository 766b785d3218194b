import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('the failover budget follows what one types, and a button halves it at the lowest price', async ({ page, rest, region }) => {
  test.slow();
  const instance = await rest.createInstance(region.id, 'budget');
  const [one, two] = [
    await rest.registerServer({ regionId: region.id, name: 'budget-1', address: region.nextServerAddress() }),
    await rest.registerServer({ regionId: region.id, name: 'budget-2', address: region.nextServerAddress() }),
  ];
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.id, port: 9000 }, { serverId: two.id, port: 9000 });
  const listener = await rest.createListener(instance.id, group.id, 8790, {
    healthCheck: { timeoutSeconds: 5, intervalSeconds: 2, unhealthyThreshold: 3 },
  });
  const base = `/${region.id}/instances/${instance.id}/listeners`;
  const budget = page.getByRole('region', { name: 'Failover budget' });
  const step = (name: string) => page.getByRole('button', { name, exact: true });

  await page.goto(`${base}/${listener.id}/modify`);
  await step('Next').click();
  await step('Next').click();

  await test.step('of a pair: what it takes until the standby serves', async () => {
    await expect(budget).toContainText('Clients may fail for up to 21 s before new traffic goes to the standby');
    await expect(budget).toContainText('When it refuses connections: up to 6 s');
    await page.getByRole('button', { name: 'Modify', exact: true }).click();
    await page.getByLabel('Response Timeout').fill('8');
    await expect(budget).toContainText('Clients may fail for up to 30 s');
    await page.getByLabel('Response Timeout').fill('none');
    await expect(budget).toHaveCount(0);
    await page.getByLabel('Response Timeout').fill('5');
  });

  await test.step('halved: what it costs stands beside the button', async () => {
    await expect(budget).toContainText('Response Timeout 5 → 3 s, Unhealthy Threshold 3 → 2. No more checks than now.');
    await inspect(page, 'failover-budget', ONCE_EACH);
    await budget.getByRole('button', { name: 'Halve to 10 s' }).click();
    await expect(page.getByLabel('Response Timeout')).toHaveValue('3');
    await expect(page.getByLabel('Unhealthy Threshold')).toHaveValue('2');
    await expect(budget).toContainText('Clients may fail for up to 10 s');
    await budget.getByRole('button', { name: 'Halve to 4 s' }).click();
    await expect(budget).toContainText('cannot be halved');
  });

  await test.step('what is refused is retried on the standby: 0 s', async () => {
    await step('Previous').click();
    await page.getByRole('button', { name: 'Modify', exact: true }).click();
    await page.getByRole('switch', { name: 'Retry on the Standby' }).check();
    await step('Next').click();
    await expect(budget).toContainText('When it refuses connections: 0 s');
    await expect(budget).toContainText('5 s of waiting each, then the standby');
  });

  await test.step('it is saved as it was set', async () => {
    await step('Next').click();
    await expect(page.getByText('Clients may fail for up to 4 s')).toBeVisible();
    await step('Submit').click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    const { healthCheck, retryOnStandby } = await rest.getListener(listener.id);
    expect([healthCheck.unhealthyThreshold, retryOnStandby]).toEqual([2, true]);
  });

  await test.step('of a group of many it is the share of one server', async () => {
    await page.goto(`${base}/create`);
    await page.getByLabel('Listening Port').fill('8791');
    await step('Next').click();
    await page.getByRole('radio', { name: 'Default Server Group' }).check();
    await page.getByLabel('Backend Port').fill('9000');
    await step('Next').click();
    await expect(budget).toContainText('its share of the new connections');
    await page.getByRole('switch', { name: 'Enable Health Check' }).uncheck();
    await expect(budget).toHaveCount(0);
  });
});
