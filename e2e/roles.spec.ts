import type { Browser, Page } from '@playwright/test';
import type { RegionRole } from '#domain/role.ts';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import type { Product } from '#test/product.ts';
import { addUser } from '#test/users.ts';
import { everyPage, furnish, visit } from './every-page.ts';
import { expect, test, watchComplaints } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';
import { Rest } from './rest.ts';

interface Seat {
  page: Page;
  rest: Rest;
  userId: string;
  /** What the browser has complained about so far. */
  complaints: string[];
}

let prisma: PrismaClient;
test.beforeAll(({ product }) => {
  prisma = createPrismaClient(product.databaseUrl);
});
test.afterAll(() => prisma.$disconnect());

/** A browser of a new user with these roles. */
async function seat(browser: Browser, product: Product, name: string, roles: RegionRole[]): Promise<Seat> {
  const person = await addUser(prisma, name, roles);
  const rest = await Rest.signIn({ ...product, administrator: person });
  const context = await browser.newContext({ baseURL: product.consoleUrl, storageState: await rest.current() });
  const complaints = watchComplaints(context);
  return { page: await context.newPage(), rest, userId: person.id, complaints };
}

test('a viewer sees every page of the region, and nothing that would change it', async ({
  browser,
  product,
  rest,
  region,
  otherRegion,
}) => {
  test.setTimeout(240_000);
  const place = await furnish(rest, region, { word: 'orders', name: 'orders', port: 8801 });
  const viewer = await seat(browser, product, 'Viola Viewer', [{ regionId: region.id, role: 'viewer' }]);
  const { page } = viewer;
  for (const [, path] of everyPage(place)) {
    await visit(page, path);
  }
  await page.goto(`/${region.id}/instances`);
  const create = page.getByRole('button', { name: 'Create Instance' });
  await expect(create).toBeDisabled();
  await expect(create).toHaveAttribute('title', /takes the role Operator in this region/);
  await expect(page.getByRole('row', { name: /orders/ })).toContainText('orders');
  await inspect(page, 'viewer-instances', ONCE_EACH);
  await page.goto(`/${region.id}/instances/${place.instance.id}/listeners`);
  await expect(page.getByText('You can look, not change')).toBeVisible();
  await inspect(page, 'viewer-listeners', ONCE_EACH);
  await page.goto(`/${region.id}/servers`);
  await expect(page.getByRole('button', { name: 'Register Server' })).toHaveAttribute('title', /takes the role Region Admin/);
  await page.getByRole('button', { name: /^Region: / }).click();
  await expect(page.getByRole('option', { name: region.name })).toBeVisible();
  await expect(page.getByRole('option', { name: otherRegion.name })).toHaveCount(0);

  const refused = await viewer.rest.call<{ code: string; missing: object }>('POST', '/load-balancers', { regionId: region.id });
  expect(refused).toMatchObject({ status: 403, body: { code: 'MissingRole', missing: { role: 'operator', regionId: region.id } } });
  expect((await viewer.rest.call('GET', `/servers?regionId=${otherRegion.id}`)).status).toBe(404);
  expect(viewer.complaints).toEqual([]);
});

test('a grant opens the controls of an open page, and taking it away closes the region', async ({ browser, product, rest, region }) => {
  await rest.createInstance(region.id, 'shop');
  const { page, userId, rest: own } = await seat(browser, product, 'Olga Operator', [{ regionId: region.id, role: 'viewer' }]);
  await page.goto(`/${region.id}/instances`);
  const create = page.getByRole('button', { name: 'Create Instance' });
  await expect(create).toBeDisabled();
  await prisma.accessGrant.updateMany({ where: { userId }, data: { role: 'operator' } });
  await page.getByRole('link', { name: 'Create Instance' }).click();
  await expect(page).toHaveURL(/\/instances\/create$/);
  await page.getByLabel('Instance Name').fill('made-by-olga');
  await page.getByRole('button', { name: 'Create Instance' }).click();
  await expect(page.getByRole('row', { name: /made-by-olga/ })).toBeVisible();

  await prisma.accessGrant.deleteMany({ where: { userId } });
  expect((await own.call('GET', `/load-balancers?regionId=${region.id}`)).status).toBe(404);
  await expect(page.getByText(`There is no region ${region.id}`)).toBeVisible();
});

test('whoever has no role is told so, and gets in as soon as there is one', async ({ browser, product, region }) => {
  const { page, userId, complaints } = await seat(browser, product, 'Nora Nobody', []);
  await page.goto('/');
  await expect(page.getByText('You have no role in any region yet')).toBeVisible();
  await inspect(page, 'no-role', ONCE_EACH);
  await prisma.accessGrant.create({ data: { userId, regionId: region.id, role: 'viewer', createdBy: 'test' } });
  await expect(page).toHaveURL(new RegExp(`/${region.id}/instances$`));
  expect(complaints).toEqual([]);
});
