import { randomUUID } from 'node:crypto';
import type { RegionRole } from '#domain/role.ts';
import type { PrismaClient, Role } from '#prisma/client.ts';
import { hashed } from '#services/setup/internal.ts';
import { ApiClient } from './api.ts';

const PASSWORD = 'correct horse battery';

export interface Person {
  id: string;
  name: string;
  email: string;
  password: string;
}

/** A user with these roles, as an administrator would have made them. */
export async function addUser(prisma: PrismaClient, name: string, roles: RegionRole[]): Promise<Person> {
  const id = randomUUID();
  const email = `${name.replaceAll(/\W+/g, '-')}-${id.slice(0, 8)}@example.test`.toLowerCase();
  const { passwordHash } = await hashed({ name, email, password: PASSWORD });
  await prisma.user.create({
    data: {
      id,
      name,
      email,
      emailVerified: true,
      accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: passwordHash } },
      grants: { create: roles.map(({ regionId, role }) => ({ regionId, role: role.replace('-', '_') as Role, createdBy: 'test' })) },
    },
  });
  return { id, name, email, password: PASSWORD };
}

/** As `addUser`, signed in. */
export async function signInWith(prisma: PrismaClient, name: string, roles: RegionRole[]): Promise<ApiClient & { userId: string }> {
  const { id, email, password } = await addUser(prisma, name, roles);
  const client = new ApiClient();
  const { status, body } = await client.signIn(email, password);
  if (status !== 200) {
    throw new Error(`Sign-in answered ${status}: ${JSON.stringify(body)}`);
  }
  return Object.assign(client, { userId: id });
}
