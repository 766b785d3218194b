import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

/** Column of "Traffic by server" by its place: server, new, bytes in, bytes out, failed connects. */
const serverRow = (page: Page, name: string) => page.getByRole('table', { name: 'Traffic by server' }).getByRole('row', { name });

/** Sends a datagram until one is answered. */
async function askByUdp(address: string, port: number): Promise<string> {
  const socket = createSocket('udp4');
  const asking = setInterval(() => socket.send('hello', port, address), 200);
  try {
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(20_000) });
    return String(answer);
  } finally {
    clearInterval(asking);
    socket.close();
  }
}

test('the tab Monitoring shows what clients did, as charts and as a table, per listener and per server', async ({
  page,
  rest,
  region,
  backend,
}) => {
  test.slow();
  const [one, two] = [await backend('watched-1'), await backend('watched-2')];
  const instance = await rest.createInstance(region.id, 'watched');
  const monitoring = `/${region.id}/instances/${instance.id}/monitoring`;
  await page.goto(monitoring);
  await expect(page.getByText('No listener to watch yet')).toBeVisible();

  const servers = [
    { serverId: one.serverId, port: 9000 },
    { serverId: two.serverId, port: 9000 },
  ] as const;
  const group = await rest.createGroup(instance.id, 'watched', ...servers);
  const listener = await rest.createListener(instance.id, group.id, 8710);
  const udp = await rest.createListener(instance.id, group.id, 8711, { protocol: 'udp', healthCheck: { type: 'udp' } });
  const answer = () => whoAnswers(instance.address, 8710).catch((error: Error) => error.message);
  await expect(page.getByLabel('Listener', { exact: true })).toContainText('TCP:8710');
  await expect(page.getByText('No traffic in this time')).toBeVisible();

  await test.step('connections of a client are there a few seconds later', async () => {
    await expect.poll(answer, { timeout: 15_000 }).toBe('watched-1');
    for (let more = 0; more < 3; more += 1) {
      expect(await answer()).toBe('watched-1');
    }
    await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
    await page
      .getByRole('row', { name: /tcp_8710/ })
      .getByRole('link', { name: 'Monitoring' })
      .click();
    await expect(page).toHaveURL(new RegExp(`listener=${listener.id}`));
    const cell = serverRow(page, 'watched-1').getByRole('cell');
    await expect.poll(async () => Number(await cell.nth(1).textContent())).toBeGreaterThanOrEqual(4);
    // Each time the name of the server and a line feed.
    await expect(cell.nth(3)).toHaveText(/^[4-9]0 byte$/);
    await expect(page.getByRole('figure', { name: 'Traffic' })).toContainText('bit/s');
  });

  await test.step('a chart is read with the keyboard', async () => {
    const chart = page.getByRole('slider', { name: 'New Connections' });
    await chart.focus();
    await page.keyboard.press('Home');
    await expect(chart).toHaveAttribute('aria-valuenow', '0');
    await expect(chart).toHaveAttribute('aria-valuetext', /New 0\/s/);
    await page.keyboard.press('ArrowRight');
    await expect(chart).toHaveAttribute('aria-valuenow', '1');
  });

  await test.step('what was refused is told with its cause', async () => {
    const list = await rest.createAccessControlList({
      regionId: region.id,
      name: 'unwatched',
      entries: [{ cidr: '127.0.0.1', comment: '' }],
    });
    await rest.updateListener(listener.id, { accessControl: { mode: 'blacklist', listIds: [list.id] } });
    await expect.poll(answer, { timeout: 10_000 }).toContain('ECONNRESET');
    await expect(page.getByRole('figure', { name: 'Dropped Connections' })).toContainText('Access control');
    await inspect(page, 'monitoring');
    await page.getByRole('radio', { name: 'Table' }).check();
    await expect(page).toHaveURL(/view=table/);
    await expect(page.getByRole('table', { name: 'Traffic over time' })).toContainText(/\d+ Access control/);
    await inspect(page, 'monitoring-table', ONCE_EACH);
  });

  await test.step('a server by itself, longer ranges, and another listener', async () => {
    await page.getByRole('radio', { name: 'Charts' }).check();
    await serverRow(page, 'watched-1').getByRole('button', { name: 'Show' }).click();
    await expect(page.getByLabel('Show', { exact: true })).toHaveValue(/.+/);
    await expect(page.getByRole('figure', { name: 'Time to Accept' })).toBeVisible();
    await expect(page.getByRole('figure', { name: 'Dropped Connections' })).toHaveCount(0);
    await page.getByRole('radio', { name: '31 days' }).check();
    await expect(page.getByText('Each point stands for 30 minutes.')).toBeVisible();
    await expect(serverRow(page, 'watched-1').getByRole('cell').nth(1)).toHaveText(/^[1-9]/);
    await page.reload();
    await expect(page.getByText('Each point stands for 30 minutes.')).toBeVisible();

    expect(await askByUdp(instance.address, 8711)).toBe('watched-1 hello');
    await page.getByLabel('Listener', { exact: true }).selectOption(udp.id);
    await page.getByRole('radio', { name: '1 hour' }).check();
    await expect(page.getByRole('figure', { name: 'Packets', exact: true })).toBeVisible();
    await expect(serverRow(page, 'watched-1').getByRole('cell').nth(1)).toHaveText('1');
  });
});
