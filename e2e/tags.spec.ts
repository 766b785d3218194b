import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Edit Tags' });
const ok = (page: Page) => dialog(page).getByRole('button', { name: 'OK' }).click();
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function editTags(page: Page, name: string): Promise<void> {
  await row(page, name).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Edit Tags' }).click();
}

test('an instance gets new and saved tags; the list shrinks to a tag, and a click on its icon brings it back', async ({
  page,
  region,
  rest,
}) => {
  test.slow();
  const first = await rest.createInstance(region.id, 'tagged-one');
  await rest.createInstance(region.id, 'tagged-two');
  await page.goto(`/${region.id}/instances?search=tagged`);

  await editTags(page, 'tagged-one');
  await dialog(page).getByLabel('Key', { exact: true }).fill('aliyun-x');
  await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog(page).getByText('It must not start with "aliyun" or "acs:".')).toBeVisible();
  await dialog(page).getByLabel('Key', { exact: true }).fill('env');
  await dialog(page).getByLabel('Value').fill('prod');
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toContainText('1 of 20');
  // Typed and not added: OK takes it along.
  await dialog(page).getByLabel('Key', { exact: true }).fill('<b>團隊</b>');
  await dialog(page)
    .getByLabel('Value')
    .fill(`v${'long '.repeat(20)}`);
  await inspect(page, 'tags-dialog');
  await ok(page);
  await expect(page.getByText('The tags of tagged-one are saved.')).toBeVisible();
  await expect(row(page, 'tagged-one')).toContainText('env: prod');
  await expect(row(page, 'tagged-one')).toContainText('<b>團隊</b>: vlong');

  await editTags(page, 'tagged-two');
  await dialog(page).getByRole('combobox', { name: 'Saved Tags' }).fill('PROD');
  await expect(dialog(page).getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toContainText('1 of 20');
  await ok(page);
  await expect(row(page, 'tagged-two')).toContainText('env: prod');

  await page.getByRole('button', { name: 'Select a tag' }).click();
  await page.getByRole('option', { name: /團隊/ }).click();
  await expect(row(page, 'tagged-two')).toHaveCount(0);
  await expect(row(page, 'tagged-one')).toBeVisible();
  await expect(page).toHaveURL(/search=tagged&tag=/);
  await page.reload();
  await expect(row(page, 'tagged-one')).toBeVisible();
  await expect(row(page, 'tagged-two')).toHaveCount(0);
  await inspect(page, 'tags-filter');
  await page
    .getByRole('button', { name: /^Remove <b>團隊/ })
    .first()
    .click();
  await expect(row(page, 'tagged-two')).toBeVisible();
  await expect(page).toHaveURL(/search=tagged$/);

  await editTags(page, 'tagged-one');
  await dialog(page)
    .getByRole('button', { name: /^Remove <b>/ })
    .click();
  await ok(page);
  await expect(row(page, 'tagged-one')).not.toContainText('團隊');
  // A tag vanishes when the last binding goes.
  await page.getByRole('button', { name: 'Select a tag' }).click();
  await expect(page.getByRole('option', { name: /env/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /團隊/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  expect((await rest.call<{ tags: unknown }>('GET', `/load-balancers/${first.id}`)).body.tags).toEqual([{ key: 'env', value: 'prod' }]);
});

test('details, listeners, groups and access control lists show their tags and edit them; what another adds meanwhile stays', async ({
  page,
  region,
  rest,
  backend,
}) => {
  test.slow();
  const [one, two] = [await backend('tag-one'), await backend('tag-two')];
  const instance = await rest.createInstance(region.id, 'tagged-parts');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  const pool = await rest.createVServerGroup(instance.id, 'pool', [{ serverId: one.serverId, port: 9000, weight: 100 }]);
  await rest.createListener(instance.id, group.id, 8080);
  const list = await rest.createAccessControlList({ regionId: region.id, name: 'tagged-office', entries: [] });
  const base = `/${region.id}/instances/${instance.id}`;

  for (const path of [
    `${base}/details`,
    `${base}/vserver-groups/${pool.id}`,
    `${base}/active-standby-server-groups/${group.id}`,
    `/${region.id}/access-control/${list.id}`,
  ]) {
    await page.goto(path);
    await page.getByRole('button', { name: 'Edit Tags' }).click();
    await dialog(page).getByLabel('Key', { exact: true }).fill('owner');
    await dialog(page).getByLabel('Value').fill('ops');
    await ok(page);
    await expect(page.getByText('owner: ops')).toBeVisible();
  }

  await page.goto(`${base}/listeners`);
  await page.getByRole('row').nth(1).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Edit Tags' }).click();
  await dialog(page).getByLabel('Key', { exact: true }).fill('owner');
  await ok(page);
  await expect(page.getByRole('row').nth(1).getByText('owner', { exact: true })).toBeVisible();
  await inspect(page, 'tags-listeners', ONCE_EACH);

  await page.goto(`${base}/details`);
  await page.getByRole('button', { name: 'Edit Tags' }).click();
  await rest.call('PUT', `/load-balancers/${instance.id}/tags`, {
    tags: [
      { key: 'owner', value: 'ops' },
      { key: 'theirs', value: '1' },
    ],
  });
  await expect(dialog(page)).toContainText('theirs: 1');
  await dialog(page).getByRole('button', { name: 'Remove owner: ops' }).click();
  await ok(page);
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText('theirs: 1')).toBeVisible();
  await expect(page.getByText('owner: ops')).toHaveCount(0);

  await page.goto(`/${region.id}/access-control?tag=owner`);
  await expect(page.getByRole('row', { name: /tagged-office/ })).toContainText('owner: ops');
  await inspect(page, 'tags-access-control', ONCE_EACH);
});
