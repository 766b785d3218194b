import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

// Several pictures of several pages each, on a machine that may have other work.
test.describe.configure({ timeout: 120_000 });

test.describe('two administrators edit the same listener', () => {
  // The change that came too late answers 412.
  test.use({ expectedComplaints: [/status of 412/] });

  test('the second is told who changed what, and keeps theirs or mine', async ({ page, rest, region, browser, product }) => {
    const server = await rest.registerServer({ regionId: region.id, name: 'both', address: region.nextServerAddress() });
    const instance = await rest.createInstance(region.id, 'together');
    const pool = await rest.createVServerGroup(instance.id, 'pool', [{ serverId: server.id, port: 80, weight: 100 }]);
    const listener = await rest.createListenerOn(instance.id, { kind: 'vserver-group', id: pool.id }, 8701, { name: 'at-first' });
    const modify = `/${region.id}/instances/${instance.id}/listeners/${listener.id}/modify`;
    const other = await (await browser.newContext({ baseURL: product.consoleUrl, storageState: await rest.current() })).newPage();
    await page.goto(modify);
    await other.goto(modify);
    await page.getByLabel('Listener Name').fill('by-the-first');
    await other.getByLabel('Listener Name').fill('by-the-second');
    const submit = async (on: typeof page) => {
      await on.getByRole('button', { name: '4 Submit' }).click();
      await expect(on.getByRole('heading', { name: 'Submit', exact: true })).toBeVisible();
      await on.getByRole('button', { name: 'Submit', exact: true }).click();
    };
    await submit(other);
    await expect.poll(async () => (await rest.getListener(listener.id)).name).toBe('by-the-second');

    await submit(page);
    const dialog = page.getByRole('alertdialog', { name: 'Somebody else has changed this meanwhile' });
    await expect(dialog).toContainText('by-the-second');
    await expect(dialog).toContainText('by-the-first');
    await inspect(page, 'conflict');

    await test.step('back to the form: nothing typed is lost', async () => {
      await dialog.getByRole('button', { name: 'Back to the Form' }).click();
      await expect(page.getByText('by-the-first').first()).toBeVisible();
      expect((await rest.getListener(listener.id)).name).toBe('by-the-second');
    });
    await test.step('mine on top: only what I changed', async () => {
      await rest.updateListener(listener.id, { bandwidthMbps: 77 });
      await page.getByRole('button', { name: 'Submit', exact: true }).click();
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

test.describe('two administrators', () => {
  test.use({ expectedComplaints: [/status of 412/] });

  test('weigh default servers: another server merges silently, the same one asks', async ({ page, rest, region }) => {
    const servers = await Promise.all(
      ['web-1', 'web-2'].map((name) => rest.registerServer({ regionId: region.id, name, address: region.nextServerAddress() })),
    );
    const instance = await rest.createInstance(region.id, 'weighed');
    const weigh = (...weights: number[]) =>
      rest.setDefaultServers(
        instance.id,
        servers.map(({ id }, index) => ({ serverId: id, weight: weights[index] ?? 0 })),
      );
    const weights = async () => {
      const { body } = await rest.call<{ serverName: string; weight: number }[]>('GET', `/load-balancers/${instance.id}/default-servers`);
      return Object.fromEntries(body.map(({ serverName, weight }) => [serverName, weight]));
    };
    await weigh(100, 100);
    await page.goto(`/${region.id}/instances/${instance.id}/default-server-group`);
    const edit = async (weight: string, meanwhile: () => Promise<unknown>) => {
      await page.getByRole('button', { name: 'Change the weight of web-1' }).click();
      await page.getByRole('textbox', { name: 'Weight of web-1' }).fill(weight);
      await meanwhile();
      await page.keyboard.press('Enter');
    };
    const dialog = page.getByRole('alertdialog', { name: 'Somebody else has changed this meanwhile' });

    await edit('10', () => weigh(100, 20));
    await expect.poll(weights).toEqual({ 'web-1': 10, 'web-2': 20 });
    await expect(dialog).toHaveCount(0);

    await expect(page.getByRole('row', { name: /web-2/ })).toContainText('20');
    await edit('30', () => weigh(40, 50));
    await expect(dialog).toContainText('web-1');
    await inspect(page, 'conflict-weights', ONCE_EACH);
    await dialog.getByRole('button', { name: 'Keep Mine on Top' }).click();
    await expect.poll(weights).toEqual({ 'web-1': 30, 'web-2': 50 });

    await expect(page.getByRole('row', { name: /web-2/ })).toContainText('50');
    await edit('60', () => weigh(70, 50));
    await dialog.getByRole('button', { name: 'Take Theirs' }).click();
    await expect(page.getByRole('row', { name: /web-1/ })).toContainText('70');
    expect(await weights()).toEqual({ 'web-1': 70, 'web-2': 50 });
  });

  test('switch on read-only mode: the second is told the reason of the first', async ({ page, rest, region }) => {
    const instance = await rest.createInstance(region.id, 'frozen-twice');
    const protect = (reason: string) =>
      rest.must('PATCH', `/load-balancers/${instance.id}`, { modificationProtection: { status: 'ConsoleProtection', reason } });
    await page.goto(`/${region.id}/instances/${instance.id}/details`);
    await page.getByRole('switch', { name: 'Configuration Read-only Mode' }).click();
    const form = page.getByRole('dialog', { name: 'Switch on Read-only Mode' });
    await form.getByLabel('Reason (optional)').fill('mine');
    await protect('theirs');
    await form.getByRole('button', { name: 'OK' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Somebody else has changed this meanwhile' });
    await expect(dialog).toContainText('theirs');
    await dialog.getByRole('button', { name: 'Take Theirs' }).click();
    await expect(form).toHaveCount(0);
    await expect(page.getByText('Reason: theirs').first()).toBeVisible();
  });
});
