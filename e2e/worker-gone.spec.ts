import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';

test('the page says when the worker is gone instead of showing stale green, and recovers by itself', async ({
  page,
  product,
  rest,
  region,
  backend,
}) => {
  const [one, two] = [await backend('solo-1'), await backend('solo-2')];
  const instance = await rest.createInstance(region.id, 'worker-gone');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  const listener = await rest.createListener(instance.id, group.id, 8200);
  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  const row = page.getByRole('row', { name: /tcp_8200/ });
  await expect(row).toContainText('Normal');
  await expect(row).toContainText('In force on 1 of 1 node');

  await product.worker.kill('SIGKILL');
  await expect(page.getByText(/No proxy worker is reporting for this region since/)).toBeVisible({ timeout: 15_000 });
  await expect(row).not.toContainText('Normal');
  await expect(row).toContainText('Unknown');

  await product.worker.start();
  await expect(page.getByText(/No proxy worker is reporting/)).toHaveCount(0);
  await expect(row).toContainText('Normal');
  await expect.poll(async () => (await rest.getListener(listener.id)).nodes[0]?.inForce).toBe(true);
  expect(await whoAnswers(instance.address, 8200)).toBe('solo-1');
});

test('a taken port is an error of that listener alone, shown with its reason, and mended by itself', async ({
  page,
  rest,
  region,
  backend,
}) => {
  const [one, two] = [await backend('busy-1'), await backend('busy-2')];
  const instance = await rest.createInstance(region.id, 'port-taken');
  const squatter = await backend('squatter', { port: 8300, address: instance.address });
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8300);
  await rest.createListener(instance.id, group.id, 8301);
  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  const failed = page.getByRole('row', { name: /tcp_8300/ });
  await expect(failed).toContainText('Starting');
  await expect(failed).toContainText(/port.*(taken|use)/i);
  await expect(page.getByRole('row', { name: /tcp_8301/ })).toContainText('Running');
  expect(await whoAnswers(instance.address, 8301)).toBe('busy-1');

  await squatter.kill();
  await expect(failed).toContainText('Running', { timeout: 15_000 });
  expect(await whoAnswers(instance.address, 8300)).toBe('busy-1');
});
