import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './fixtures.ts';

/** Pages that need no session; every other page under app/ must send a stranger to sign-in. */
const PUBLIC_PAGES = new Set(['/sign-in', '/setup', '/invite']);

/** URL of every page of the console, its parameters filled with something. */
function pages(): string[] {
  return readdirSync(fileURLToPath(new URL('../app', import.meta.url)), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page.tsx'))
    .map((file) =>
      `/${file}`
        .replace(/\/page\.tsx$/, '')
        .replace(/\/\([^)]+\)/g, '')
        .replace(/\[\.\.\.[^\]]+\]/g, 'anything')
        .replace(/\[[^\]]+\]/g, 'anything'),
    )
    .map((path) => (path === '' ? '/' : path))
    .filter((path) => !PUBLIC_PAGES.has(path));
}

test('every page but sign-in, setup and the one-time links sends a stranger to sign-in', async ({ product, stranger }) => {
  expect(pages().length).toBeGreaterThan(8);
  for (const path of pages()) {
    const response = await stranger.request.get(path, { maxRedirects: 0 });
    expect(response.status(), path).toBe(307);
    expect(response.headers().location, path).toMatch(/^(http:\/\/[^/]+)?\/sign-in/);
    expect(await response.text(), path).not.toContain(product.administrator.email);
  }
});

test('a stranger signs in and arrives where the link pointed, and signing out closes the door', async ({ product, region, stranger }) => {
  await stranger.goto(`/${region.id}/servers`);
  await expect(stranger).toHaveURL(/\/sign-in/);
  await stranger.getByLabel('Email').fill(product.administrator.email);
  await stranger.getByLabel('Password').fill(product.administrator.password);
  await stranger.getByRole('button', { name: 'Sign in' }).click();
  await expect(stranger).toHaveURL(new RegExp(`/${region.id}/servers$`));
  await expect(stranger.getByRole('heading', { name: 'Servers' })).toBeVisible();

  // Known only once the page is at work: before that a click would be lost.
  await expect(stranger.getByRole('button', { name: `Region: ${region.name}` })).toBeVisible();
  await stranger.getByRole('button', { name: /User menu/ }).click();
  await stranger.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(stranger).toHaveURL(/\/sign-in/);
  await stranger.goto(`/${region.id}/servers`);
  await expect(stranger).toHaveURL(/\/sign-in/);
});

test.describe('a wrong password', () => {
  test.use({ expectedComplaints: [/status of 401/] });

  test('is refused without saying which half was wrong', async ({ product, stranger }) => {
    await stranger.goto('/sign-in');
    await stranger.getByLabel('Email').fill(product.administrator.email);
    await stranger.getByLabel('Password').fill('not the password');
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.getByText('Email or password is wrong.')).toBeVisible();
    await expect(stranger).toHaveURL(/\/sign-in/);
  });
});

test('sign-in never leads to another site', async ({ product, stranger }) => {
  await stranger.goto('/sign-in?next=https://example.com/');
  await stranger.getByLabel('Email').fill(product.administrator.email);
  await stranger.getByLabel('Password').fill(product.administrator.password);
  await stranger.getByRole('button', { name: 'Sign in' }).click();
  await stranger.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  expect(new URL(stranger.url()).origin).toBe(new URL(product.consoleUrl).origin);
});

test('a setup link is void once an administrator exists', async ({ stranger }) => {
  await stranger.goto('/setup?token=anything');
  await expect(stranger.getByText('This link does not work any more')).toBeVisible();
  await expect(stranger.getByLabel('Password')).toHaveCount(0);
});
