import { expect, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

test('says at a glance that all is well, what is wrong as soon as it is, and what has moved', async ({ page, region, rest, backend }) => {
  test.slow();
  const [active, standby] = [await backend('overview-active'), await backend('overview-standby')];
  const instance = await rest.createInstance(region.id, 'overview-web');
  const group = await rest.createGroup(
    instance.id,
    'pair',
    { serverId: active.serverId, port: 9000 },
    { serverId: standby.serverId, port: 9000 },
  );
  const listener = await rest.createListener(instance.id, group.id, 8181);
  await expect.poll(async () => (await rest.getListener(listener.id)).health).toBe('normal');

  await page.goto(`/${region.id}/instances`);
  await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Overview' }).click();
  await expect(page).toHaveURL(/\/overview$/);
  const troubles = page.getByRole('row').filter({ hasText: 'overview-web' }).filter({ hasText: 'TCP:8181' });
  await expect(page.getByRole('region', { name: 'Proxy nodes' })).toContainText('Alive');
  await expect(page.getByRole('region', { name: 'Instances', exact: true }).getByRole('link', { name: /^Running: / })).toBeVisible();
  await expect(troubles).toHaveCount(0);
  await inspect(page, 'overview-well');

  await active.kill();
  // Nobody reloads: the events say when to look again.
  const wrong = page.getByRole('table', { name: 'Wrong now' }).getByRole('row').filter({ hasText: 'overview-web' });
  await expect(wrong).toContainText('overview-active', { timeout: 20_000 });
  await expect(wrong).toContainText('connection refused');
  await expect(wrong).toContainText('Standby');
  const moved = page.getByRole('table', { name: 'Recent failovers' }).getByRole('row').filter({ hasText: 'overview-web' });
  await expect(moved).toContainText('overview-standby');
  await inspect(page, 'overview-wrong');
  await wrong.getByRole('link', { name: 'TCP:8181' }).click();
  await expect(page).toHaveURL(new RegExp(`/instances/${instance.id}/listeners$`));
});
