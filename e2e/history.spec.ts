import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('a group keeps its versions: compare two, go back to one', async ({ page, rest, region }) => {
  const servers = await Promise.all(
    ['first', 'second', '<b>third</b> مرحبا 🚀'].map((name) =>
      rest.registerServer({ regionId: region.id, name, address: region.nextServerAddress() }),
    ),
  );
  const instance = await rest.createInstance(region.id, 'kept');
  const member = (index: number, weight: number) => ({ serverId: servers[index]?.id ?? '', port: 80, weight });
  const pool = await rest.createVServerGroup(instance.id, 'pool', [member(0, 100), member(1, 50)]);
  const path = `/vserver-groups/${pool.id}`;
  await rest.call('PATCH', path, { servers: [member(0, 100), member(1, 0), member(2, 10)] });
  await rest.call('PATCH', path, { name: 'renamed' });

  await page.goto(`/${region.id}/instances/${instance.id}/vserver-groups/${pool.id}`);
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { name: 'History of renamed' })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('row', { name: /Version 2/ })).toContainText('Servers (1 added, 0 removed, 1 changed)');
  await inspect(page, 'history', ONCE_EACH);

  await test.step('compare', async () => {
    await page.getByLabel('Version 1', { exact: true }).check();
    await page.getByLabel('Version 3', { exact: true }).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    const dialog = page.getByRole('dialog', { name: 'Version 1 compared with version 3' });
    await expect(dialog).toContainText('renamed');
    await expect(dialog).toContainText('<b>third</b>');
    await inspect(page, 'history-compare', ONCE_EACH);
    await page.keyboard.press('Escape');
  });
  await test.step('go back', async () => {
    await page.getByRole('button', { name: 'Go Back to This Version: Version 1' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Go back to version 1?' });
    await expect(dialog).toContainText('pool');
    await inspect(page, 'history-restore', ONCE_EACH);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByRole('row', { name: /Version 4/ })).toContainText('Back to version 1');
    const { body } = await rest.call<{ name: string; servers: unknown[] }>('GET', path);
    expect(body).toMatchObject({ name: 'pool', servers: [{ weight: 100 }, { weight: 50 }] });
  });
});
