import { expect, test } from './fixtures.ts';

test('the first visit is in the language of the browser, and the choice made on the sign-in page stays', async ({ browser, product }) => {
  const context = await browser.newContext({ baseURL: product.consoleUrl, storageState: { cookies: [], origins: [] }, locale: 'zh-CN' });
  const page = await context.newPage();
  const [html] = await Promise.all([page.waitForResponse('**/sign-in').then((response) => response.text()), page.goto('/sign-in')]);
  expect(html).toContain('<html lang="zh-CN"');
  expect(html).not.toContain('Sign in');
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
