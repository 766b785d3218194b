import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { seedDemo } from '#prisma/seed.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { changeRegion, listRegions } from './change.ts';

let database: TestDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  prisma = createPrismaClient(database.url);
});

afterAll(async () => {
  await prisma.$disconnect();
  await database.drop();
});

test('a region comes with its zones and pools, and who made it', async () => {
  await changeRegion(prisma, {
    regionId: 'eu-1',
    name: 'Europe',
    zones: [{ id: 'eu-1-a', name: 'Rack A' }],
    pools: ['10.0.0.0/24'],
    sourceNat: null,
  });
  await changeRegion(prisma, {
    regionId: 'eu-1',
    name: null,
    zones: [{ id: 'eu-1-b', name: 'Rack B' }],
    pools: ['fd00::/120'],
    sourceNat: true,
  });
  const [region] = await listRegions(prisma);
  expect(region).toMatchObject({ id: 'eu-1', name: 'Europe', sourceNat: true, zones: [{ id: 'eu-1-a' }, { id: 'eu-1-b' }] });
  expect(region?.addressPools.map((pool) => pool.cidr).sort()).toEqual(['10.0.0.0/24', 'fd00::/120']);
  const entries = await prisma.auditEntry.findMany({ orderBy: { at: 'asc' } });
  expect(entries.map(({ action, actorType }) => [action, actorType])).toEqual([
    ['region:created', 'operator'],
    ['region:updated', 'operator'],
  ]);
});

const nothing = { regionId: 'eu-1', name: null, zones: [], pools: [], sourceNat: null };

test.each([
  [{ ...nothing, name: 'Europe' }, 'There is a region "eu-1" already.'],
  [{ ...nothing, regionId: 'eu-9', pools: ['10.9.0.0/24'] }, 'There is no region "eu-9".'],
  [{ ...nothing, regionId: 'EU 1', name: 'x' }, /^id: The id of a region has 1 to 80 letters/],
  [{ ...nothing, regionId: 'eu-3', name: 'x'.repeat(81) }, /^name: A name has at most 80 characters/],
  [{ ...nothing, zones: [{ id: 'eu-1-a', name: 'again' }] }, 'zones.2.id: Another zone of this list has this id.'],
  [{ ...nothing, pools: ['10.1.0.7/24'] }, 'addressPools.2: This has host bits; the network is 10.1.0.0/24.'],
  [{ ...nothing, pools: ['10.0.0.128/25'] }, /^The network 10.0.0.[0-9/]+ overlaps the pool 10.0.0.[0-9/]+ of the region "eu-1"./],
  [{ ...nothing, pools: ['10.0.0'] }, /^addressPools.2: Enter a network, for example/],
])('%o is refused with a reason, and nothing is written', async (change, message) => {
  const before = [await listRegions(prisma), await prisma.auditEntry.count()];
  await expect(changeRegion(prisma, change)).rejects.toThrow(message);
  expect([await listRegions(prisma), await prisma.auditEntry.count()]).toEqual(before);
});

test('the demo seed never touches a database that has a region', async () => {
  expect(await seedDemo(prisma)).toBe(false);
  expect(await listRegions(prisma)).toHaveLength(1);
});

test('two starts at once seed the demo once', async () => {
  const empty = await createTestDatabase();
  const clients = [createPrismaClient(empty.url), createPrismaClient(empty.url)];
  try {
    expect((await Promise.all(clients.map(seedDemo))).sort()).toEqual([false, true]);
    expect(await clients[0]?.server.count()).toBe(8);
    expect(await clients[0]?.auditEntry.count()).toBe(11);
  } finally {
    await Promise.all(clients.map((client) => client.$disconnect()));
    await empty.drop();
  }
});
