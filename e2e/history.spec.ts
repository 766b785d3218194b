import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

// Several pictures of several pages each, on a machine that may have other work.
test.describe.configure({ timeout: 120_000 });

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
  await expect(page.getByRole('row', { name: /Version 2/ })).toContainText('Servers (1 added, 1 changed)');
  await inspect(page, 'history');

  await test.step('compare', async () => {
    await page.getByLabel('Version 1', { exact: true }).check();
    await page.getByLabel('Version 3', { exact: true }).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    const dialog = page.getByRole('dialog', { name: 'Version 1 compared with version 3' });
    await expect(dialog).toContainText('renamed');
    await expect(dialog).toContainText('<b>third</b>');
    await inspect(page, 'history-compare');
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
  await test.step('the page says where it stands, and cannot go back while the instance is read-only', async () => {
    const crumbs = page.getByRole('navigation', { name: 'Breadcrumbs' });
    await expect(page.getByRole('link', { name: 'Instances', exact: true })).toHaveAttribute('aria-current', 'page');
    await expect(crumbs.getByRole('link')).toHaveText(['Server Load Balancer', 'kept', 'pool']);
    const goBack = page.getByRole('button', { name: 'Go Back to This Version: Version 1' });
    await expect(goBack).toBeEnabled();
    await rest.must('PATCH', `/load-balancers/${instance.id}`, {
      modificationProtection: { status: 'ConsoleProtection', reason: 'by-terraform' },
    });
    await expect(goBack).toBeDisabled();
    await expect(goBack).toHaveAttribute('title', /by-terraform/);
    await inspect(page, 'history-read-only', ONCE_EACH);
    await crumbs.getByRole('link', { name: 'pool' }).click();
    await expect(page.getByRole('heading', { name: 'pool' })).toBeVisible();
  });
});

test('what was deleted still shows its versions', async ({ page, rest, region }) => {
  const server = await rest.registerServer({ regionId: region.id, name: 'past', address: region.nextServerAddress() });
  const instance = await rest.createInstance(region.id, 'ended');
  const pool = await rest.createVServerGroup(instance.id, 'gone-pool', [{ serverId: server.id, port: 80, weight: 1 }]);
  await rest.must('DELETE', `/vserver-groups/${pool.id}`);
  await page.goto(`/${region.id}/history/vserver-group/${pool.id}`);
  await expect(page.getByRole('heading', { name: 'History of gone-pool' })).toBeVisible();
  await expect(page.getByRole('row', { name: /Version 2/ })).toContainText('Deleted');
  await expect(page.getByRole('button', { name: /Go Back/ })).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link')).toHaveText(['Server Load Balancer']);
});
