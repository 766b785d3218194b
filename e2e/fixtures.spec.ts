import { expect, test, watchComplaints } from './fixtures.ts';

/** What the fixtures promise of every test: a page that complains fails it. Looked at here where nothing else is tested. */
test('a page that complains is heard: console, errors, answers, requests and hydration', async ({ browser, product }) => {
  const context = await browser.newContext({ baseURL: product.consoleUrl, storageState: { cookies: [], origins: [] } });
  const complaints = watchComplaints(context);
  const page = await context.newPage();
  const heard = (what: RegExp) => expect.poll(() => complaints.splice(0).join('\n')).toMatch(what);

  await page.goto('/sign-in');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(complaints).toEqual([]);
  // biome-ignore lint/suspicious/noConsole: this is what shall be heard.
  await page.evaluate(() => console.error('said on the console'));
  await heard(/said on the console/);
  await page.evaluate(() => void setTimeout(() => Promise.reject(new Error('nobody caught this'))));
  await heard(/nobody caught this/);
  await page.evaluate(() => fetch('/api/v1/servers'));
  await heard(/status of 401/);
  await page.route('**/nowhere', (route) => route.abort('connectionrefused'));
  await page.evaluate(() => fetch('/nowhere').catch(() => null));
  await heard(/request: GET \/nowhere/);

  await page.route('**/sign-in', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('>Email</label>', '>Something else</label>') });
  });
  await page.goto('/sign-in');
  await heard(/hydrat|#418/i);
  await context.close();
});
