import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test as base, expect } from '@playwright/test';
import { createPrismaClient } from '#prisma/client.ts';
import { issueSetupToken } from '#services/setup/issue-token.ts';
import { type Product, startProduct } from '#test/product.ts';
import { watchComplaints } from './fixtures.ts';

const test = base.extend<{ product: Product }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  product: async ({}, use) => {
    const product = await startProduct({ isNew: true });
    await use(product);
    await product.stop();
  },
  // Judged before the product ends: a page may still fetch ahead, and would complain of that.
  context: async ({ context, product: _product }, use) => {
    const complaints = watchComplaints(context);
    await use(context);
    expect(complaints).toEqual([]);
  },
});

test('the one-time link makes the first administrator, once', async ({ page, product }) => {
  const prisma = createPrismaClient(product.databaseUrl);
  const token = await issueSetupToken(prisma).finally(() => prisma.$disconnect());
  const link = `${product.consoleUrl}/setup?token=${token}`;

  await page.goto(`${product.consoleUrl}/setup?token=somebody-elses`);
  await expect(page.getByText('This link does not work any more')).toBeVisible();

  await page.goto(link);
  await page.getByLabel('Name').fill('First Person');
  await page.getByLabel('Email').fill('first@example.com');
  await page.getByLabel('Password').fill('too short');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('A password has at least 12 characters.')).toBeVisible();
  await page.getByLabel('Password').fill('long enough for a password');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('There is no region yet')).toBeVisible();

  await addRegion(product);
  await expect(page.getByRole('button', { name: 'User menu: First Person' })).toBeVisible();
  await expect(page).toHaveURL(/\/eu-1\/instances$/);

  await page.goto(link);
  await expect(page.getByText('This link does not work any more')).toBeVisible();
});

async function addRegion(product: Product): Promise<void> {
  await promisify(execFile)('npm', ['run', 'region', '--', 'add', 'eu-1', 'Europe', '--zone', 'eu-1-a=Rack A', '--pool', '127.90.0.0/24'], {
    env: { ...process.env, DATABASE_URL: product.databaseUrl },
  });
}
