import { expect, test } from './fixtures.ts';

test.use({ expectedComplaints: [/ERR_INTERNET_DISCONNECTED/] });

test('while the console does not answer nothing is green; when it does, the page is live again by itself', async ({
  page,
  rest,
  region,
  backend,
}) => {
  const [one, two] = [await backend('cut-1'), await backend('cut-2')];
  const instance = await rest.createInstance(region.id, 'cut-off');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8680);
  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  const row = page.getByRole('row', { name: /tcp_8680/ });
  await expect(row).toContainText('Normal');
  const greens = () =>
    page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('span'));
      probe.style.color = 'var(--good)';
      const green = getComputedStyle(probe).color;
      probe.remove();
      return [...document.querySelectorAll('[data-status], [data-status] *')].filter((node) => getComputedStyle(node).color === green)
        .length;
    });
  expect(await greens()).toBeGreaterThan(0);

  await page.context().setOffline(true);
  await expect(page.getByRole('alert').filter({ hasText: 'Connection lost' })).toBeVisible({ timeout: 15_000 });
  expect(await greens()).toBe(0);

  await page.context().setOffline(false);
  await expect(page.getByText('Connection lost')).toHaveCount(0, { timeout: 15_000 });
  await expect(row).toContainText('Normal');
  expect(await greens()).toBeGreaterThan(0);
});
