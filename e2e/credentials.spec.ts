import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import type { RegionRole } from '#domain/role.ts';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { storedRole } from '#services/permission/stored-role.ts';
import type { Product } from '#test/product.ts';
import { addUser } from '#test/users.ts';
import { expect, test, watchComplaints } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';
import { Rest } from './rest.ts';

const run = promisify(execFile);

interface Seat {
  page: Page;
  userId: string;
  complaints: string[];
}

let prisma: PrismaClient;
test.beforeAll(({ product }) => {
  prisma = createPrismaClient(product.databaseUrl);
});
test.afterAll(() => prisma.$disconnect());

async function seat(browser: Browser, product: Product, name: string, roles: RegionRole[]): Promise<Seat> {
  const person = await addUser(prisma, name, roles);
  const rest = await Rest.signIn({ ...product, administrator: person });
  const context = await browser.newContext({ baseURL: product.consoleUrl, storageState: await rest.current() });
  return { page: await context.newPage(), userId: person.id, complaints: watchComplaints(context) };
}

const dialogOf = (page: Page) => page.getByRole('dialog').or(page.getByRole('alertdialog'));

test('a token that is made in the console works in a shell, and is refused as soon as it is revoked', async ({
  browser,
  product,
  region,
  otherRegion,
}) => {
  test.setTimeout(300_000);
  const { page, complaints } = await seat(browser, product, 'Tess Token', [{ regionId: region.id, role: 'operator' }]);
  await page.goto(`/${region.id}/instances`);
  await page.getByRole('button', { name: /Tess Token/ }).click();
  await page.getByRole('menuitem', { name: 'API tokens and keys' }).click();
  await expect(page.getByRole('heading', { name: 'No API token or access key yet' })).toBeVisible();
  await inspect(page, 'credentials-empty', ONCE_EACH);

  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog.getByText('Enter a name.')).toBeVisible();
  await expect(dialog.getByText('A credential has 1 to 50 scopes.')).toBeVisible();
  await expect(dialog.getByText(otherRegion.name)).toHaveCount(0);
  await dialog.getByLabel('Name').fill('nightly backup');
  const role = dialog.getByLabel(`Role in ${region.name}`);
  await expect(role.getByRole('option')).toHaveText(['Nothing', 'Viewer', 'Operator']);
  await role.selectOption('Operator');
  await dialog.getByLabel('Expires').selectOption('Never');
  await expect(dialog.getByText(/It works until somebody revokes it/)).toBeVisible();
  await inspect(page, 'credentials-create');
  await dialog.getByLabel('Expires').selectOption('On a date');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog.getByText(/Enter a date and time/)).toBeVisible();
  await dialog.getByLabel('Last day').fill('2099-12-31');
  await dialog.getByRole('button', { name: 'OK' }).click();

  await expect(dialog.getByRole('heading', { name: 'API token created' })).toBeVisible();
  const token = await dialog.getByLabel('API token', { exact: true }).inputValue();
  expect(token).toMatch(/^oslb_/);
  await inspect(page, 'credentials-secret');
  const shell = await dialog.locator('pre').innerText();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save as a file' }).click();
  expect((await download).suggestedFilename()).toBe('nightly-backup.env');
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await page.content()).not.toContain(token);

  const environment = { ...process.env, OPENSLB_TOKEN: token };
  const { stdout } = await run('bash', ['-c', `${shell} --silent --noproxy '*'`], { env: environment });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Tess Token', credential: { name: 'nightly backup' } });
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${product.consoleUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
  expect((await ask('POST', '/load-balancers', { regionId: region.id, name: 'by-script' })).status).toBe(201);
  expect((await ask('GET', `/load-balancers?regionId=${otherRegion.id}`)).status).toBe(404);

  const row = page.getByRole('row', { name: /nightly backup/ });
  await expect(row).not.toContainText('Never used', { timeout: 20_000 });
  await expect(row).toContainText('Operator');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await inspect(page, 'credentials-revoke', ONCE_EACH);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(page.getByText('nightly backup was revoked.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No API token or access key yet' })).toBeVisible();
  const refused = await ask('GET', '/me');
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="OpenSLB"');
  expect(complaints).toEqual([]);
});

test('expired ones, those whose user has lost something, and names of every kind; an administrator sees and revokes them', async ({
  browser,
  page,
  product,
  region,
  otherRegion,
}) => {
  test.setTimeout(300_000);
  const roles: RegionRole[] = [
    { regionId: region.id, role: 'viewer' },
    { regionId: otherRegion.id, role: 'region-admin' },
  ];
  const hostile = '<img src=x onerror=alert(1)> مرحبا بالعالم '.padEnd(80, 'x');
  const { page: own, userId, complaints } = await seat(browser, product, 'Oskar Owner', roles);
  const make = (id: string, name: string, scopes: { regionId: string | null; role: RegionRole['role'] }[], more: object) =>
    prisma.credential.create({
      data: {
        ...{ id, name, userId, kind: 'api_token', tokenHash: id },
        ...more,
        scopes: { create: scopes.map((scope) => ({ regionId: scope.regionId, role: storedRole(scope.role) })) },
      },
    });
  await make(
    `tok-a-${userId}`,
    'deploy',
    [
      { regionId: region.id, role: 'operator' },
      { regionId: otherRegion.id, role: 'viewer' },
    ],
    {
      lastUsedAt: new Date(),
      lastUsedAddress: '2001:db8:1234:5678:9abc:def0:1234:5678',
    },
  );
  await make(`tok-b-${userId}`, 'old script', [{ regionId: null, role: 'viewer' }], {
    createdAt: new Date('2026-01-01'),
    // Those that expired 90 days ago are removed.
    expiresAt: new Date(Date.now() - 10 * 86_400_000),
  });
  await make(`tok-c-${userId}`, hostile, [{ regionId: otherRegion.id, role: 'region-admin' }], { expiresAt: new Date('2099-01-01') });
  await own.goto('/account');
  await own.getByRole('link', { name: 'API tokens and access keys' }).click();
  await expect(own.getByRole('row', { name: /deploy/ })).toContainText('Operator · ');
  await expect(own.getByRole('row', { name: /deploy/ })).toContainText('(now Viewer)');
  await expect(own.getByRole('row', { name: /old script/ })).toContainText('Expired');
  await expect(own.getByRole('row', { name: /old script/ })).toContainText('(now nothing)');
  await expect(own.getByText('3 of 20')).toBeVisible();
  await inspect(own, 'credentials-list');
  expect(complaints).toEqual([]);

  await page.goto(`/${region.id}/users/${userId}`);
  const card = page.getByRole('region', { name: 'API tokens and access keys' });
  await expect(card.getByRole('row', { name: /deploy/ })).toBeVisible();
  await inspect(page, 'credentials-of-user', ONCE_EACH);
  await card
    .getByRole('row', { name: /deploy/ })
    .getByRole('button', { name: 'Revoke' })
    .click();
  await dialogOf(page).getByRole('button', { name: 'OK' }).click();
  await expect(card.getByRole('row', { name: /deploy/ })).toHaveCount(0);
  await expect(card.getByRole('row', { name: /old script/ })).toBeVisible();
});

test('an access key is shown with its id, by the keyboard alone, and a role everywhere is for who has it', async ({ page }) => {
  await page.goto('/account/credentials');
  await page.getByRole('button', { name: 'Create' }).press('Enter');
  const dialog = dialogOf(page);
  await dialog.getByLabel('Access key').check();
  await expect(dialog.getByText(/for tools that sign their requests/)).toBeVisible();
  await dialog.getByLabel('Name').fill('sdk');
  await dialog.getByLabel('Role in All regions').selectOption('Administrator');
  await dialog.getByLabel('Name').press('Enter');
  await expect(dialog.getByRole('heading', { name: 'Access key created' })).toBeVisible();
  await expect(dialog.getByLabel('AccessKeyId', { exact: true })).toHaveValue(/^OSLB[A-Z0-9]{16}$/);
  await expect(dialog.getByLabel('AccessKeySecret', { exact: true })).toHaveValue(/^[A-Za-z0-9]{30}$/);
  await page.keyboard.press('Escape');
  const row = page.getByRole('row', { name: /sdk/ });
  await expect(row).toContainText('Administrator · All regions');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(row).toHaveCount(0);
});
