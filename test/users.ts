import { randomUUID } from 'node:crypto';
import type { RegionRole } from '#domain/role.ts';
import type { PrismaClient, Role } from '#prisma/client.ts';
import { hashed } from '#services/setup/internal.ts';
import { ApiClient } from './api.ts';

const PASSWORD = 'correct horse battery';

/** A user with these roles, signed in. */
export async function signInWith(prisma: PrismaClient, name: string, roles: RegionRole[]): Promise<ApiClient & { userId: string }> {
  const email = `${name.replaceAll(/\W+/g, '-')}-${randomUUID().slice(0, 8)}@example.test`;
  const { passwordHash } = await hashed({ name, email, password: PASSWORD });
  const id = randomUUID();
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
  const client = new ApiClient();
  const { status, body } = await client.signIn(email, PASSWORD);
  if (status !== 200) {
    throw new Error(`Sign-in answered ${status}: ${JSON.stringify(body)}`);
  }
  return Object.assign(client, { userId: id });
}
