import type { Page } from '@playwright/test';
import pg from 'pg';
import { startProduct } from '#test/product.ts';
import { startTlsProxy } from '#test/tls-proxy.ts';
import { expect, test } from './fixtures.ts';

/** Of every answer, whatever it is. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': /camera=\(\)/,
};

function pagePolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Without a region the first page has no menus. */
async function addRegion(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("INSERT INTO region (id, name) VALUES ('east', 'East')").finally(() => client.end());
}

async function answerTo(page: Page, path: string) {
  const response = await page.request.get(path, { maxRedirects: 0 });
  const headers = response.headers();
  const policy = headers['content-security-policy'] ?? '';
  return { headers, policy, nonce: /'nonce-([^']+)'/.exec(policy)?.[1] ?? '', text: await response.text() };
}

test('every page has a nonce of its own, and every script and style sheet on it carries it', async ({ page, region, stranger }) => {
  const nonces = new Set<string>();
  const paths = [`/${region.id}/instances`, `/${region.id}/servers`, '/', '/no-such-region/and/page', `/${region.id}/instances`];
  for (const [who, path] of [
    ...paths.map((path) => [page, path] as const),
    [stranger, '/sign-in'] as const,
    [stranger, '/setup'] as const,
  ]) {
    const { headers, policy, nonce, text } = await answerTo(who, path);
    expect(policy, path).toBe(pagePolicy(nonce));
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(headers).toMatchObject({ 'cache-control': expect.stringContaining('no-store') });
    for (const [name, value] of Object.entries(HEADERS)) {
      expect(headers[name], `${name} of ${path}`).toMatch(value);
    }
    const tags = text.match(/<(script|style|link rel="(stylesheet|preload)")[^>]*>/g) ?? [];
    expect(
      tags.filter((tag) => !tag.includes(`nonce="${nonce}"`) && !/as="(image|font)"/.test(tag)),
      path,
    ).toEqual([]);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(paths.length + 2);
});

test('what is no page may not become one', async ({ page, region }) => {
  const { text } = await answerTo(page, '/sign-in');
  const script = /\/_next\/static\/[^"]+\.js/.exec(text)?.[0] ?? '';
  for (const path of [script, '/api/v1/regions', '/api/v1/no-such-thing', `/api/v1/regions/${region.id}/export`, '/api/auth/ok']) {
    const { headers, policy } = await answerTo(page, path);
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    for (const [name, value] of Object.entries(HEADERS)) {
      expect(headers[name], `${name} of ${path}`).toMatch(value);
    }
    expect(headers['strict-transport-security'], path).toBe(undefined);
  }
});

test.describe('what somebody smuggles into a page', () => {
  test.use({ expectedComplaints: [/Content Security Policy|^request: .*(csp|ERR_BLOCKED_BY_CSP|ERR_BLOCKED_BY_RESPONSE)$/] });

  test('does not run, and does not send anything', async ({ page, region, product }) => {
    await page.goto(`/${region.id}/servers`);
    await expect(page.getByRole('heading', { name: 'Servers' })).toBeVisible();
    const violated = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));
      const place = document.createElement('div');
      place.innerHTML = `
        <img src="/icon.svg" onload="window.stolen = 'handler'">
        <img src="https://evil.test/pixel">
        <style>body { display: none }</style>
        <iframe srcdoc="<script>parent.stolen = 'script of a frame'</script>"></iframe>
        <object data="/icon.svg"></object>
        <base href="https://evil.test/">
        <form action="https://evil.test/" method="post"><button>Go</button></form>`;
      document.body.append(place);
      place.querySelector('button')?.click();
      await fetch('https://evil.test/').catch(() => {});
      const wanted = ['script-src-attr', 'img-src', 'style-src-elem', 'object-src', 'base-uri', 'form-action', 'connect-src'];
      const deadline = Date.now() + 10_000;
      while (wanted.some((one) => !violations.includes(one)) && Date.now() < deadline) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return [...new Set(violations)].sort();
    });
    expect(violated).toEqual(
      expect.arrayContaining(['base-uri', 'connect-src', 'form-action', 'img-src', 'object-src', 'script-src-attr', 'style-src-elem']),
    );
    expect(await page.evaluate(() => ['stolen' in window, getComputedStyle(document.body).display])).toEqual([false, 'block']);
    expect(new URL(page.url()).origin).toBe(new URL(product.consoleUrl).origin);
  });

  test('cannot put a frame around the console, not even from the console itself', async ({ page, region }) => {
    await page.goto(`/${region.id}/servers`);
    await expect(page.getByRole('heading', { name: 'Servers' })).toBeVisible();
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = '/sign-in';
      document.body.append(frame);
    });
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  });
});

test('a dialog keeps the page behind it still, by a style sheet that carries the nonce', async ({ page, region }) => {
  await page.goto(`/${region.id}/servers`);
  await expect(page.getByRole('button', { name: `Region: ${region.name}` })).toBeVisible();
  await page.getByRole('button', { name: 'Register Server' }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).overflow)).toBe('hidden');
});

test('behind a proxy that ends TLS all cookies are of this host and of https alone', async ({ browser }) => {
  const proxy = await startTlsProxy();
  const product = await startProduct({ consoleVariables: { OPENSLB_PUBLIC_URL: proxy.origin } });
  try {
    proxy.forwardTo(product.consoleUrl);
    await addRegion(product.databaseUrl);
    const context = await browser.newContext({
      baseURL: proxy.origin,
      ignoreHTTPSErrors: true,
      storageState: { cookies: [], origins: [] },
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    const response = await page.goto('/sign-in');
    expect(response?.headers()['strict-transport-security']).toBe('max-age=31536000');
    await page.getByLabel('Email').fill(product.administrator.email);
    await page.getByLabel('Password').fill(product.administrator.password);
    const [signedIn] = await Promise.all([page.waitForResponse(/sign-in\/email/), page.getByRole('button', { name: 'Sign in' }).click()]);
    await expect(page).not.toHaveURL(/\/sign-in/);
    expect(signedIn.headers()['strict-transport-security']).toBe('max-age=31536000');
    const set = (await signedIn.headersArray()).filter(({ name }) => name.toLowerCase() === 'set-cookie').map(({ value }) => value);
    expect(set.length).toBeGreaterThanOrEqual(2);
    for (const line of set) {
      expect(line).toMatch(/^__Host-openslb\./);
      expect(line).toMatch(/; Path=\/(;|$)/);
      expect(line).toMatch(/; HttpOnly(;|$)/);
      expect(line).toMatch(/; Secure(;|$)/);
      expect(line).toMatch(/; SameSite=(Lax|Strict)(;|$)/);
      expect(line).not.toMatch(/domain=/i);
    }
    // A choice of the browser, which scripts write and the server reads.
    await page.getByRole('button', { name: /User menu/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    const cookies = await context.cookies();
    expect(cookies.map(({ name }) => name).filter((name) => !name.startsWith('__Host-'))).toEqual([]);
    expect(cookies.filter(({ secure, path }) => !secure || path !== '/')).toEqual([]);
    expect(
      cookies
        .filter(({ httpOnly }) => httpOnly)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['__Host-openslb.known_device', '__Host-openslb.session_token']);
    // A cookie under the plain name, which a sister host or plain http could have set, is nobody.
    const token = cookies.find(({ name }) => name === '__Host-openslb.session_token')?.value ?? '';
    const plain = await fetch(`${product.consoleUrl}/api/v1/regions`, { headers: { cookie: `openslb.session_token=${token}` } });
    expect(plain.status).toBe(401);
    expect(errors).toEqual([]);
    await context.close();
  } finally {
    await product.stop();
    await proxy.close();
  }
});
