import { test as base, expect, type Locator } from '@playwright/test';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { issueSetupToken } from '#services/setup/issue-token.ts';
import { type Product, startProduct } from '#test/product.ts';
import { Backend, whoAnswers } from './backend.ts';

const INTERACTIONS_MAX = 24;

const test = base.extend<{ product: Product; prisma: PrismaClient }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  product: async ({}, use) => {
    const product = await startProduct({ isNew: true });
    await use(product);
    await product.stop();
  },
  prisma: async ({ product }, use) => {
    const prisma = createPrismaClient(product.databaseUrl);
    await use(prisma);
    await prisma.$disconnect();
  },
});

/** What a first start leaves behind: a region with an address pool, and servers that run. */
async function furnish(prisma: PrismaClient, backends: Backend[]): Promise<void> {
  await prisma.region.create({ data: { id: 'first', name: 'First Region' } });
  await prisma.addressPool.create({ data: { regionId: 'first', cidr: '127.91.0.0/28' } });
  await prisma.server.createMany({ data: backends.map(({ name, address }) => ({ regionId: 'first', name, address })) });
}

/** From the setup link to a failover that one has seen: setup, instance, group, listener, failover. */
test('a newcomer sees a failover in under 25 interactions', async ({ page, product, prisma }) => {
  test.slow();
  const backends = [new Backend('hello-1', '127.91.1.1', 9000), new Backend('hello-2', '127.91.1.2', 9000)];
  await Promise.all(backends.map((backend) => backend.start()));
  await furnish(prisma, backends);
  const token = await issueSetupToken(prisma);
  let interactions = 0;
  const click = async (what: Locator) => {
    interactions += 1;
    await what.click();
  };
  const fill = async (label: string, text: string) => {
    interactions += 1;
    await page.getByLabel(label, { exact: true }).fill(text);
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  await test.step('setup', async () => {
    await page.goto(`${product.consoleUrl}/setup?token=${token}`);
    await fill('Name', 'New Person');
    await fill('Email', 'new@example.com');
    await fill('Password', 'long enough for a password');
    await click(button('Create administrator'));
  });

  await test.step('instance', async () => {
    await click(page.getByRole('link', { name: 'Create Instance' }).first());
    await click(button('Create Instance'));
  });

  await test.step('listener, with its group made on the way', async () => {
    await click(page.getByRole('link', { name: 'Configure Listener' }).first());
    await fill('Listening Port', '8000');
    await click(button('Next'));
    await click(page.getByRole('radio', { name: 'Active/Standby Server Group' }));
    await click(button('Create Active/Standby Server Group'));
    await fill('Name', 'hello');
    await click(button('Add'));
    await click(page.getByRole('checkbox', { name: 'hello-1' }));
    await click(page.getByRole('checkbox', { name: 'hello-2' }));
    await click(button('Next: Set Weight and Port'));
    await fill('Port of hello-1', '9000');
    await fill('Port of hello-2', '9000');
    await click(page.getByRole('radio', { name: 'Server hello-1 is active' }));
    await click(button('OK'));
    await click(button('Next'));
    await click(button('Next'));
    await click(button('Submit'));
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    await click(button('OK'));
  });

  await test.step('failover', async () => {
    const row = page.getByRole('row', { name: /tcp_8000/ });
    await expect(row).toContainText('Running');
    const { address } = await prisma.loadBalancer.findFirstOrThrow();
    await expect.poll(() => whoAnswers(address, 8000).catch(() => null)).toBe('hello-1');
    await backends[0]?.kill();
    await expect(row).toContainText('Standby serves', { timeout: 40_000 });
    expect(await whoAnswers(address, 8000)).toBe('hello-2');
  });
  expect(interactions, 'clicks and fields filled in').toBeLessThanOrEqual(INTERACTIONS_MAX);
  await Promise.all(backends.map((backend) => backend.kill()));
});
