import { expect, test } from './fixtures.ts';

test('the first visit is in the language of the browser, and the choice made on the sign-in page stays', async ({ browser, product }) => {
  const context = await browser.newContext({ baseURL: product.consoleUrl, storageState: { cookies: [], origins: [] }, locale: 'zh-CN' });
  const page = await context.newPage();
  const [html] = await Promise.all([page.waitForResponse('**/sign-in').then((response) => response.text()), page.goto('/sign-in')]);
  expect(html.slice(0, 100)).toContain('<html lang="zh-CN"');
  expect(html.includes('>登录</h1>'), 'the first paint is in the right language').toBe(true);
  expect(html.includes('Create Access Control List'), 'no text of the other language comes along').toBe(false);
  await expect(page).toHaveTitle('登录 · OpenSLB');
  await page.getByLabel('邮箱').fill('somebody@example.com');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page).toHaveTitle('Sign in · OpenSLB');
  await expect(page.getByLabel('Email')).toHaveValue('somebody@example.com');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await context.close();
});

test('the user menu changes the language of the page at once', async ({ page, region, rest }) => {
  const instance = await rest.createInstance(region.id, 'speaks-both');
  await page.goto(`/${region.id}/instances/${instance.id}/details`);
  // Known only once the page is at work: before that a click would be lost.
  await expect(page.getByRole('heading', { name: 'speaks-both' })).toBeVisible();
  await page.getByRole('button', { name: 'User menu' }).click();
  await page.getByRole('menuitemradio', { name: '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page).toHaveTitle('实例详情 · OpenSLB');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^用户菜单/ })).toBeFocused();
  await page.getByRole('button', { name: /^用户菜单/ }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await expect(page).toHaveTitle('Instance Details · OpenSLB');
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN', expectedComplaints: [/status of 409/] });

  test('the rules of a form, what the API refuses and what a worker reports are in Chinese too', async ({
    page,
    rest,
    region,
    backend,
  }) => {
    const [one, two] = [await backend('zh-1'), await backend('zh-2')];
    const instance = await rest.createInstance(region.id, 'chinese');
    const group = await rest.createGroup(instance.id, 'zh', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
    await rest.createListener(instance.id, group.id, 8700);
    await one.kill();

    await page.goto(`/${region.id}/servers`);
    await expect(page.getByRole('row', { name: /zh-1/ })).toBeVisible();
    await page.getByRole('button', { name: '注册服务器' }).click();
    const dialog = page.getByRole('dialog', { name: '注册服务器' });
    await dialog.getByLabel('名称').fill('zh-again');
    await dialog.getByLabel('私网IP').fill('nowhere');
    await dialog.getByRole('button', { name: '确定' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('请输入 IPv4 或 IPv6 地址。');
    await dialog.getByLabel('私网IP').fill(two.address);
    await dialog.getByRole('button', { name: '确定' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('此地域的另一台服务器已使用该地址。');
    await dialog.getByRole('button', { name: '取消' }).click();

    await page.goto(`/${region.id}/instances/${instance.id}/details`);
    await expect(page.getByRole('table', { name: '主备切换记录' })).toContainText('主服务器异常：连接被拒绝', { timeout: 20_000 });
  });
});
