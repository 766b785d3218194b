import { randomUUID } from 'node:crypto';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import type { Context } from '#services/context.ts';
import { createFirstAdministrator } from '#services/setup/create-first-administrator.ts';
import { ApiClient } from './api.ts';
import { createTestDatabase, urlAs } from './database.ts';

export const ADMINISTRATOR = { name: 'Ada', email: 'ada@example.test', password: 'correct horse battery' };

export interface ControlPlane {
  /** As the owner of the tables, and so is `prisma`: tests arrange what they like. */
  url: string;
  prisma: PrismaClient;
  /** With the rights of the console, which has to do with them. */
  context: Context;
  /** Signed in as the administrator; absent until `signIn`. */
  signIn(): Promise<ApiClient>;
  close(): Promise<void>;
}

/**
 * A database of its own with two regions and their servers, and the environment of a console process that
 * uses it. Region `north`: pool 127.0.10.0/28, zones `north-a` and `north-b`, servers `srv-one`, `srv-two`
 * and the stopped `srv-off`. Region `south`: pool 127.0.20.0/28, server `srv-south`.
 */
export async function startControlPlane(): Promise<ControlPlane> {
  const database = await createTestDatabase();
  const consoleUrl = urlAs('console', database.url);
  process.env.DATABASE_URL = consoleUrl;
  process.env.OPENSLB_SECRET = 'a secret of the tests that is 32 characters and more';
  const prisma = createPrismaClient(database.url);
  const consolePrisma = createPrismaClient(consoleUrl);
  await addRegions(prisma);
  // The command line may everything.
  const actor = { type: 'operator', id: null, name: 'Tester' } as const;
  return {
    url: database.url,
    prisma,
    context: { prisma: consolePrisma, actor, requestId: randomUUID() },
    async signIn() {
      await createFirstAdministrator(prisma, ADMINISTRATOR);
      const client = new ApiClient();
      const { status, body } = await client.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password);
      if (status !== 200) {
        throw new Error(`Sign-in answered ${status}: ${JSON.stringify(body)}`);
      }
      return client;
    },
    async close() {
      const { database: console } = await import('#services/database.ts');
      await console().$disconnect();
      await Promise.all([consolePrisma.$disconnect(), prisma.$disconnect()]);
      await database.drop();
    },
  };
}

async function addRegions(prisma: PrismaClient): Promise<void> {
  await prisma.region.createMany({
    data: [
      { id: 'north', name: 'North', sortOrder: 1 },
      { id: 'south', name: 'South', sortOrder: 2 },
    ],
  });
  await prisma.zone.createMany({
    data: [
      { id: 'north-a', regionId: 'north', name: 'North A' },
      { id: 'north-b', regionId: 'north', name: 'North B' },
      { id: 'south-a', regionId: 'south', name: 'South A' },
    ],
  });
  await prisma.addressPool.createMany({
    data: [
      { regionId: 'north', cidr: '127.0.10.0/28' },
      { regionId: 'south', cidr: '127.0.20.0/28' },
    ],
  });
  await prisma.server.createMany({
    data: [
      { id: 'srv-one', regionId: 'north', name: 'one', address: '10.0.0.1' },
      { id: 'srv-two', regionId: 'north', name: 'two', address: '10.0.0.2' },
      { id: 'srv-off', regionId: 'north', name: 'off', address: '10.0.0.3', status: 'stopped' },
      { id: 'srv-south', regionId: 'south', name: 'south', address: '10.1.0.1' },
    ],
  });
}

/** Inputs that are right, for tests to spoil one thing of. */
export const valid = {
  group: (changes: object = {}) => ({
    name: 'pair',
    servers: [
      { serverId: 'srv-one', port: 80, role: 'active' },
      { serverId: 'srv-two', port: 80, role: 'standby' },
    ],
    ...changes,
  }),
  vserverGroup: (changes: object = {}) => ({
    name: 'pool',
    servers: [
      { serverId: 'srv-one', port: 80, weight: 100 },
      { serverId: 'srv-one', port: 81, weight: 50 },
      { serverId: 'srv-two', port: 80, weight: 0 },
    ],
    ...changes,
  }),
  healthCheck: (changes: object = {}) => ({
    type: 'tcp',
    timeoutSeconds: 5,
    intervalSeconds: 2,
    healthyThreshold: 3,
    unhealthyThreshold: 3,
    ...changes,
  }),
  listener: (groupId: string, changes: object = {}) => ({
    protocol: 'tcp',
    port: 80,
    target: { kind: 'active-standby-group', id: groupId },
    healthCheck: valid.healthCheck(),
    ...changes,
  }),
};
