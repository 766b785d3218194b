import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import pg from 'pg';
import { type Product, startProduct } from '#test/product.ts';
import { Backend } from './backend.ts';
import { Rest } from './rest.ts';

export interface TestRegion {
  id: string;
  name: string;
  /** An address of a backend that no other test uses. */
  nextServerAddress(): string;
}

interface WorkerFixtures {
  /** Console, database and worker of this Playwright worker: real processes. */
  product: Product;
  /** Makes a region that nobody else has. */
  newRegion: (where: 'East' | 'West') => Promise<TestRegion>;
  rest: Rest;
}

interface TestFixtures {
  /** Of this test alone: what another test names its things never appears in it. */
  region: TestRegion;
  /** A second one of this test alone. */
  otherRegion: TestRegion;
  /** Starts a backend process and registers it as a server of the region; killed after the test. */
  backend: (name: string, options?: { port?: number; region?: TestRegion; address?: string }) => Promise<Backend & { serverId: string }>;
  /** What is dangerous asks nobody again who they are, however long the worker has been at it. */
  freshProof: undefined;
  /** A page without a session. */
  stranger: Page;
  /** What the page may complain about in this test; anything else on the console, or a failed request, fails it. */
  expectedComplaints: RegExp[];
}

/** Two Playwright workers run at once, each with loopback networks of its own: a /24 for services, a /24 for servers. */
function networks(parallelIndex: number, count: number): { services: string; servers: string } {
  const second = 100 + parallelIndex * 20 + Math.floor(count / 100);
  const third = (count % 100) * 2;
  return { services: `127.${second}.${third}.0/24`, servers: `127.${second}.${third + 1}` };
}

async function createRegion(product: Product, parallelIndex: number, where: string, count: number): Promise<TestRegion> {
  const { services, servers } = networks(parallelIndex, count);
  const id = `test-${where.toLowerCase()}-${count}`;
  const name = `Test (${where} ${count})`;
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  try {
    await client.query('INSERT INTO region (id, name) VALUES ($1, $2)', [id, name]);
    await client.query('INSERT INTO zone (id, region_id, name) VALUES ($1, $2, $3)', [`${id}-a`, id, `${name} Zone A`]);
    await client.query('INSERT INTO address_pool (region_id, cidr) VALUES ($1, $2)', [id, services]);
  } finally {
    await client.end();
  }
  let registered = 0;
  return { id, name, nextServerAddress: () => `${servers}.${++registered}` };
}

/** Of all pages of the context: what stands on the console, among it answers of 400 and more and wrong hydration. */
export function watchComplaints(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`console: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => complaints.push(`error: ${error.error().message}`));
  context.on('requestfailed', (request) => {
    // A page that is left ends its requests; that is not a failure.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      complaints.push(`request: ${request.method()} ${new URL(request.url()).pathname} ${request.failure()?.errorText}`);
    }
  });
  return complaints;
}

function expectOnly(complaints: string[], expected: RegExp[]): void {
  expect(complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([]);
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  newRegion: [
    async ({ product }, use, info) => {
      let count = 0;
      await use((where) => createRegion(product, info.parallelIndex, where, count++));
    },
    { scope: 'worker' },
  ],
  rest: [async ({ product }, use) => use(await Rest.signIn(product)), { scope: 'worker' }],

  freshProof: [
    async ({ product, rest: _ }, use) => {
      const client = new pg.Client({ connectionString: product.databaseUrl });
      await client.connect();
      await client.query('UPDATE session SET authenticated_at = now()').finally(() => client.end());
      await use(undefined);
    },
    { auto: true },
  ],
  region: async ({ newRegion }, use) => use(await newRegion('East')),
  otherRegion: async ({ newRegion }, use) => use(await newRegion('West')),

  baseURL: async ({ product }, use) => use(product.consoleUrl),
  storageState: async ({ rest }, use) => use(await rest.current()),
  expectedComplaints: [[], { option: true }],

  context: async ({ context, expectedComplaints }, use) => {
    const complaints = watchComplaints(context);
    await use(context);
    expectOnly(complaints, expectedComplaints);
  },
  stranger: async ({ browser, product, expectedComplaints }, use) => {
    const context = await browser.newContext({ baseURL: product.consoleUrl, storageState: { cookies: [], origins: [] } });
    const complaints = watchComplaints(context);
    await use(await context.newPage());
    await context.close();
    expectOnly(complaints, expectedComplaints);
  },
  backend: async ({ rest, region }, use) => {
    const started: Backend[] = [];
    await use(async (name, options = {}) => {
      const home = options.region ?? region;
      const backend = await new Backend(name, options.address ?? home.nextServerAddress(), options.port ?? 9000).start();
      started.push(backend);
      const server = await rest.registerServer({ regionId: home.id, name, address: backend.address });
      return Object.assign(backend, { serverId: server.id });
    });
    await Promise.all(started.map((backend) => backend.kill()));
  },
});

export { expect };
