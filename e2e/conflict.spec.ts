import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test.describe('two administrators edit the same listener', () => {
  // The change that came too late answers 412.
  test.use({ expectedComplaints: [/status of 412/] });

  test('the second is told who changed what, and keeps theirs or mine', async ({ page, rest, region, browser, product }) => {
    const server = await rest.registerServer({ regionId: region.id, name: 'both', address: region.nextServerAddress() });
    const instance = await rest.createInstance(region.id, 'together');
    const pool = await rest.createVServerGroup(instance.id, 'pool', [{ serverId: server.id, port: 80, weight: 100 }]);
    const listener = await rest.createListenerOn(instance.id, { kind: 'vserver-group', id: pool.id }, 8701, { name: 'at-first' });
    const modify = `/${region.id}/instances/${instance.id}/listeners/${listener.id}/modify`;
    const other = await (await browser.newContext({ baseURL: product.consoleUrl, storageState: rest.storageState })).newPage();
    await page.goto(modify);
    await other.goto(modify);
    await page.getByLabel('Listener Name').fill('by-the-first');
    await other.getByLabel('Listener Name').fill('by-the-second');
    const submit = async (on: typeof page) => {
      await on.getByRole('button', { name: 'Submit', exact: true }).first().click();
      await expect(on.getByRole('heading', { name: 'Submit', exact: true })).toBeVisible();
      await on.getByRole('button', { name: 'Submit', exact: true }).last().click();
    };
    await submit(other);
    await expect.poll(async () => (await rest.getListener(listener.id)).name).toBe('by-the-second');

    await submit(page);
    const dialog = page.getByRole('alertdialog', { name: 'Somebody else has changed this meanwhile' });
    await expect(dialog).toContainText('by-the-second');
    await expect(dialog).toContainText('by-the-first');
    await inspect(page, 'conflict', ONCE_EACH);

    await test.step('back to the form: nothing typed is lost', async () => {
      await dialog.getByRole('button', { name: 'Back to the Form' }).click();
      await expect(page.getByText('by-the-first').first()).toBeVisible();
      expect((await rest.getListener(listener.id)).name).toBe('by-the-second');
    });
    await test.step('mine on top: only what I changed', async () => {
      await rest.updateListener(listener.id, { bandwidthMbps: 77 });
      await page.getByRole('button', { name: 'Submit', exact: true }).last().click();
      await expect(dialog).toContainText('Peak Bandwidth');
      await dialog.getByRole('button', { name: 'Keep Mine on Top' }).click();
      await expect.poll(async () => (await rest.getListener(listener.id)).name).toBe('by-the-first');
      expect((await rest.getListener(listener.id)).bandwidthMbps).toBe(77);
    });
    await test.step('theirs: the form begins anew with it', async () => {
      await page.goto(modify);
      await page.getByLabel('Listener Name').fill('never-saved');
      await rest.updateListener(listener.id, { name: 'from-the-API' });
      await submit(page);
      await dialog.getByRole('button', { name: 'Take Theirs' }).click();
      await expect(page.getByText('from-the-API').first()).toBeVisible();
      expect((await rest.getListener(listener.id)).name).toBe('from-the-API');
    });
    await other.context().close();
  });
});
