import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 390, height: 844 } });

/** Nothing has to be scrolled sideways, neither the page nor a table in it. */
async function expectNothingBeyond(page: Page): Promise<void> {
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('html, main *')]
      .filter((node) => node.scrollWidth > node.clientWidth && /auto|scroll/.test(getComputedStyle(node).overflowX))
      .filter((node) => !node.matches('nav'))
      .map((node) => node.outerHTML.slice(0, 120)),
  );
  expect(wide).toEqual([]);
}

test('on a phone every row is a card that hides nothing, and still a row of a table for assistive technology', async ({
  page,
  rest,
  region,
  backend,
}) => {
  const [one, two] = [await backend('pocket-1'), await backend('pocket-2')];
  const instance = await rest.createInstance(region.id, 'pocket');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8650);
  await one.kill();
  const base = `/${region.id}/instances/${instance.id}`;

  await page.goto(`/${region.id}/instances?search=pocket`);
  const listed = page.getByRole('row', { name: new RegExp(instance.id) });
  await expect(listed).toContainText('Standby serves', { timeout: 15_000 });
  await expect(listed.getByText('Running')).toBeInViewport();
  await expect(listed.getByText('Abnormal')).toBeInViewport();
  await expect(listed.getByText('Standby serves')).toBeInViewport();
  await expect(listed.getByRole('button', { name: 'More' })).toBeInViewport();
  await expectEveryCell(listed);
  await listed.getByRole('button', { name: 'Servers of TCP:8650' }).click();
  await expect(listed).toContainText('connection refused');
  await expect(listed).toContainText('pocket-2');
  await expectNothingBeyond(page);

  await page.goto(`${base}/listeners`);
  const listener = page.getByRole('row', { name: /tcp_8650/ });
  await expect(listener.getByText('Standby serves')).toBeInViewport();
  await expect(listener.getByRole('link', { name: 'Modify Listener' })).toBeVisible();
  await expectEveryCell(listener);
  await expectNothingBeyond(page);

  await page.goto(`${base}/active-standby-server-groups`);
  const row = page.getByRole('row', { name: /pair/ });
  await expect(row.getByRole('cell').nth(4)).toContainText('Standby');
  await expect(row.getByRole('button', { name: 'Delete' })).toBeVisible();
  await expectNothingBeyond(page);

  await rest.setDefaultServers(instance.id, [{ serverId: two.serverId, weight: 100 }]);
  await page.goto(`${base}/default-server-group`);
  await expect(page.getByRole('link', { name: 'Default Server Group' })).toBeInViewport();
  const server = page.getByRole('row', { name: /pocket-2/ });
  await expectEveryCell(server);
  await expect(server.getByRole('button', { name: 'Remove' })).toBeVisible();
  await expectNothingBeyond(page);

  const pool = await rest.createVServerGroup(
    instance.id,
    'pool',
    [one, two].map(({ serverId }) => ({ serverId, port: 9000, weight: 100 })),
  );
  await page.goto(`${base}/vserver-groups`);
  await expectEveryCell(page.getByRole('row', { name: /pool/ }));
  await expectNothingBeyond(page);
  await page.goto(`${base}/vserver-groups/${pool.id}/edit`);
  await page.getByLabel('Port of pocket-1', { exact: true }).fill('70000');
  await expect(page.getByRole('button', { name: 'Delete pocket-1' })).toBeInViewport();
  await expectNothingBeyond(page);
});

/** A card has a cell for every column of its table, and the columns are told. */
async function expectEveryCell(row: Locator): Promise<void> {
  await row.waitFor();
  const columns = await row.locator('xpath=ancestor::table').getByRole('columnheader').count();
  expect(columns).toBeGreaterThan(3);
  await expect(row.getByRole('cell')).toHaveCount(columns);
}
