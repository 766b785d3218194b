import { connect, type Socket } from 'node:net';
import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

/** A client that stays. */
function stay(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    socket.once('data', () => resolve(socket));
    socket.on('error', reject);
  });
}

test('traffic is switched over with a reason and back again, from the list, the group and the listener', async ({
  page,
  rest,
  region,
  backend,
}) => {
  test.slow();
  const [blue, green] = [await backend('switch-blue'), await backend('switch-green')];
  const instance = await rest.createInstance(region.id, 'switching');
  const at = (server: { serverId: string }) => ({ serverId: server.serverId, port: 9000 });
  const { id } = await rest.createGroup(instance.id, 'duo', at(blue), at(green));
  await rest.createListener(instance.id, id, 8770, { onFailover: { mode: 'drain', drainSeconds: 600 } });
  const answer = () => whoAnswers(instance.address, 8770).catch((error: Error) => error.message);
  await expect.poll(answer).toBe('switch-blue');
  const client = await stay(instance.address, 8770);
  const base = `/${region.id}/instances/${instance.id}`;
  const dialog = page.getByRole('alertdialog');

  await test.step('the dialog tells where to, what becomes of connections, and how long it holds', async () => {
    await page.goto(`${base}/active-standby-server-groups`);
    await page.getByRole('button', { name: 'Switch Over' }).click();
    await expect(dialog.getByRole('radio', { name: /Standby switch-green/ })).toBeChecked();
    await expect(dialog.getByText('Nobody has checked switch-green')).toBeVisible();
    await expect(dialog.getByRole('group', { name: 'What becomes of open connections' })).toContainText(
      /1 running listener.*1 open connection/,
      { timeout: 10_000 },
    );
    await expect(dialog.getByText('This holds until it is switched back')).toBeVisible();
    await inspect(page, 'switch-over', ONCE_EACH);
  });

  await test.step('without a reason nothing happens', async () => {
    await dialog.getByRole('button', { name: 'Switch Over' }).click();
    await expect(dialog.getByText('Say why, in one line.')).toBeVisible();
    expect(await answer()).toBe('switch-blue');
  });

  await test.step('with one, new connections move, and the group says who, when and why', async () => {
    await dialog.getByLabel('Reason').fill('kernel update of blue');
    await dialog.getByRole('button', { name: 'Switch Over' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(answer).toBe('switch-green');
    await page.getByRole('link', { name: 'View', exact: true }).click();
    const held = page.getByText('Switched over by hand').locator('..');
    await expect(held).toContainText(/By .+: kernel update of blue/);
    await inspect(page, 'switched-over', ONCE_EACH);
  });

  await test.step('a failing active is named before somebody switches back to it', async () => {
    await blue.kill();
    const facts = page.getByRole('definition').first();
    await expect(facts).toContainText('Abnormal', { timeout: 20_000 });
    await page.getByRole('button', { name: 'Switch Back' }).first().click();
    await expect(dialog).toContainText(/switch-blue fails its check on TCP:8770/);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await blue.start();
    await expect(facts).toContainText('Normal', { timeout: 20_000 });
  });

  await test.step('from the row of the listener it is switched back', async () => {
    await page.goto(`${base}/listeners`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Switch Over' }).click();
    await expect(dialog.getByRole('radio', { name: /Active switch-blue/ })).toBeChecked();
    await dialog.getByLabel('Reason').fill('the update is done');
    await dialog.getByRole('button', { name: 'Switch Back' }).click();
    await expect.poll(answer).toBe('switch-blue');
    await page.goto(`${base}/active-standby-server-groups/${id}`);
    await expect(page.getByText('Last switch-over')).toBeVisible();
    await expect(page.getByText(/To the active server by .+: the update is done/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Switch Over' })).toBeVisible();
  });
  client.destroy();
});
