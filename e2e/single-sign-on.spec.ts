import { test as base, expect, type Page } from '@playwright/test';
import { createPrismaClient } from '#prisma/client.ts';
import { type IdentityProvider, startIdentityProvider } from '#test/identity-provider.ts';
import { type Product, startProduct } from '#test/product.ts';
import { watchComplaints } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

const test = base.extend<{ complaints: RegExp[] }, { provider: IdentityProvider; product: Product }>({
  provider: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
    async ({}, use) => {
      const provider = await startIdentityProvider();
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker' },
  ],
  product: [
    async ({ provider }, use) => {
      const product = await startProduct({ consoleVariables: provider.variables });
      provider.people.set('root', { email: product.administrator.email, email_verified: true });
      provider.people.set('stranger', { email: 'stranger@example.com', email_verified: true });
      await use(product);
      await product.stop();
    },
    { scope: 'worker' },
  ],
  complaints: [[], { option: true }],
  context: async ({ context, provider, complaints: expected }, use) => {
    // The provider's pages ask for a font on the Internet.
    await context.route(/fonts\.googleapis/, (route) => route.fulfill({ contentType: 'text/css', body: '' }));
    const complaints = watchComplaints(context);
    await use(context);
    expect(complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([]);
    expect(provider.tamper).toBe(null);
  },
});

/** The provider's own page, and its question whether the console may know who this is. */
async function atProvider(page: Page, provider: IdentityProvider, login: string): Promise<void> {
  await page.waitForURL((url) => url.origin === provider.issuer);
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('whatever');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  const consent = page.getByRole('button', { name: 'Continue' });
  const isBack = page.waitForURL((url) => url.origin !== provider.issuer);
  await Promise.race([consent.waitFor(), isBack]);
  if (await consent.isVisible()) {
    await consent.click();
  }
  await isBack;
}

/** The first page of a product without a region; it is also the first that this product makes. */
async function expectInside(page: Page): Promise<void> {
  await expect(page.getByText('There is no region yet')).toBeVisible({ timeout: 60_000 });
}

test('a user signs in on the page of the provider, and proves there again who they are', async ({ page, product, provider }) => {
  await page.goto(product.consoleUrl);
  await expect(page.getByLabel('Password')).toBeVisible();
  await inspect(page, 'single-sign-on');
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
  await atProvider(page, provider, 'root');
  await expectInside(page);
  expect(new URL(page.url()).origin).toBe(product.consoleUrl);

  const prisma = createPrismaClient(product.databaseUrl);
  await prisma.session.updateMany({ data: { authenticatedAt: new Date(0) } });
  await page.goto(`${product.consoleUrl}/sign-in/again?next=/`);
  await inspect(page, 'sign-in-again');
  const startedAt = Date.now();
  await page.getByRole('button', { name: 'Confirm with Example ID' }).click();
  await atProvider(page, provider, 'root');
  await expectInside(page);
  const [session, ...others] = await prisma.session.findMany().finally(() => prisma.$disconnect());
  expect(others).toEqual([]);
  expect(session?.method).toBe('oidc');
  // The provider tells whole seconds.
  expect(session?.authenticatedAt.getTime()).toBeGreaterThan(startedAt - 1000);
});

test('whom nobody has created is told so, and may go on with a password', async ({ page, product, provider }) => {
  await page.goto(`${product.consoleUrl}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
  await atProvider(page, provider, 'stranger');
  await expect(page.getByRole('alert').filter({ hasText: 'Nobody here has your email address.' })).toBeVisible();
  await inspect(page, 'single-sign-on-refused', ONCE_EACH);
  await page.getByLabel('Email').fill(product.administrator.email);
  await page.getByLabel('Password').fill(product.administrator.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectInside(page);
});

test('who says no at the provider is back where they began', async ({ page, product, provider }) => {
  await page.goto(`${product.consoleUrl}/sign-in?next=/elsewhere`);
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
  await page.waitForURL((url) => url.origin === provider.issuer);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page.getByText('Example ID has not signed you in.')).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in\?failure=cancelled&next=%2Felsewhere$/);
});

test.describe('when the provider does not answer', () => {
  test.use({ complaints: [/status of 503/] });

  test('the page says so, and the password still works', async ({ page }) => {
    const away = await startIdentityProvider();
    await away.stop();
    const product = await startProduct({ consoleVariables: away.variables });
    try {
      await page.goto(`${product.consoleUrl}/sign-in`);
      await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
      await expect(page.getByText('Example ID does not answer. Try again in a moment.')).toBeVisible();
      await page.getByLabel('Email').fill(product.administrator.email);
      await page.getByLabel('Password').fill(product.administrator.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expectInside(page);
    } finally {
      // Else it complains that its console is gone.
      await page.goto('about:blank');
      await product.stop();
    }
  });
});
