import { connect } from 'node:net';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('before a running listener is stopped, what becomes of its connections is said', async ({ page, rest, region, backend }) => {
  const server = await backend('impact');
  const instance = await rest.createInstance(region.id, 'busy');
  const pool = await rest.createVServerGroup(instance.id, 'pool', [{ serverId: server.serverId, port: 9000, weight: 100 }]);
  const listener = await rest.createListenerOn(instance.id, { kind: 'vserver-group', id: pool.id }, 8711, { name: 'web' });
  await expect.poll(async () => (await rest.getListener(listener.id)).status, { timeout: 30_000 }).toBe('running');
  const sockets = [1, 2, 3].map(() => connect(8711, instance.address).on('error', () => undefined));
  await expect.poll(async () => (await rest.getListener(listener.id)).traffic.connectionsCurrent, { timeout: 30_000 }).toBe(3);

  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Stop' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('1 running listener');
  await expect(dialog).toContainText('3 open connections');
  await expect(dialog).toContainText('3 will be cut');
  await dialog.getByText('1 running listener').click();
  await expect(dialog).toContainText('every connection is reset');
  await inspect(page, 'impact-stop', ONCE_EACH);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await rest.getListener(listener.id)).status).toBe('running');

  await page.goto(`/${region.id}/instances/${instance.id}/listeners/${listener.id}/modify`);
  await page.getByLabel('Listener Name').fill('web-of-the-shop');
  await page.getByRole('button', { name: '4 Submit' }).click();
  await expect(page.getByText('0 will be cut')).toBeVisible();
  for (const socket of sockets) {
    socket.destroy();
  }
});
