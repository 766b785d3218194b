import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { findKnownDevice } from '../auth/known-device.ts';
import { secretBox } from '../secret-box.ts';
import { createFirstAdministrator } from '../setup/create-first-administrator.ts';
import { countOutdated, reseal } from './reseal.ts';

const OLD = randomBytes(32).toString('base64');
const NEW = randomBytes(32).toString('base64');
const TOTP_SECRET = 'JBSWY3DPEHPK3PXP';
const ACCESS_KEY_SECRET = 'the secret of an access key';

let plane: ControlPlane;
let userId: string;

function use(current: string, ...previous: string[]): void {
  process.env.OPENSLB_SECRET = current;
  process.env.OPENSLB_SECRET_PREVIOUS = previous.join(',');
}

beforeAll(async () => {
  plane = await startControlPlane();
  await createFirstAdministrator(plane.prisma, ADMINISTRATOR);
  userId = (await plane.prisma.user.findFirstOrThrow()).id;
});
afterAll(async () => {
  process.env.OPENSLB_SECRET_PREVIOUS = '';
  await plane.close();
});
beforeEach(async () => {
  use(OLD);
  await plane.prisma.twoFactor.deleteMany();
  await plane.prisma.credential.deleteMany();
});

async function addSealedRows(): Promise<void> {
  await plane.prisma.twoFactor.create({
    data: { id: 'tf-1', userId, secret: secretBox('second-factor').seal(TOTP_SECRET, userId), backupCodes: '[]', verified: false },
  });
  await plane.prisma.credential.create({
    data: { id: 'AK1', kind: 'access_key', userId, name: 'key', secret: secretBox('access-key').seal(ACCESS_KEY_SECRET, 'AK1') },
  });
}

async function readSealedRows() {
  const factor = await plane.prisma.twoFactor.findFirstOrThrow();
  const key = await plane.prisma.credential.findFirstOrThrow();
  return [secretBox('second-factor').open(factor.secret, userId), secretBox('access-key').open(key.secret ?? '', key.id)];
}

const statusOf = async (api: ApiClient) => (await api.get('/api/v1/regions')).status;

// ASVS 13.3.4: secrets can be replaced on a schedule, and at once when one is known to others.
describe('a new secret', () => {
  it('keeps everybody signed in while the one before is accepted, and ends their sessions when it is not', async () => {
    const api = new ApiClient();
    await api.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password);
    const isKnown = () => findKnownDevice(new Headers({ cookie: api.cookie })) !== null;
    use(NEW, 'something else', OLD);
    expect([await statusOf(api), isKnown()]).toEqual([200, true]);
    use(NEW);
    expect([await statusOf(api), isKnown()]).toEqual([401, false]);
  });

  it('signs what is new', async () => {
    use(NEW, OLD);
    const api = new ApiClient();
    await api.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password);
    use(NEW);
    expect(await statusOf(api)).toBe(200);
  });

  it('lets one sign out of a session that the one before has signed', async () => {
    const api = new ApiClient();
    await api.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password);
    use(NEW, OLD);
    expect((await api.post('/api/auth/sign-out', {})).status).toBe(200);
    use(OLD);
    expect(await statusOf(api)).toBe(401);
  });

  it('opens no session whose signature is made up, or signed with a secret that never was', async () => {
    const api = new ApiClient();
    await api.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password);
    use(NEW, randomBytes(32).toString('base64'));
    expect(await statusOf(api)).toBe(401);
    for (const cookie of ['openslb.session_token=%', 'openslb.session_token=a.b', 'openslb.session_token=', 'x']) {
      expect((await new ApiClient().request('GET', '/api/v1/regions', { headers: { cookie } })).status).toBe(401);
    }
  });

  it('reads what the one before has sealed, seals it again, and then does without the one before', async () => {
    await addSealedRows();
    use(NEW, OLD);
    expect(await readSealedRows()).toEqual([TOTP_SECRET, ACCESS_KEY_SECRET]);
    expect(await countOutdated(plane.context.prisma, NEW)).toBe(2);
    expect(await reseal(plane.context.prisma, [NEW, OLD])).toEqual({ resealed: 2, unreadable: [] });
    expect(await countOutdated(plane.context.prisma, NEW)).toBe(0);
    use(NEW);
    expect(await readSealedRows()).toEqual([TOTP_SECRET, ACCESS_KEY_SECRET]);
    expect(await reseal(plane.context.prisma, [NEW])).toEqual({ resealed: 0, unreadable: [] });
  });

  it('leaves alone what nothing opens, and names it', async () => {
    await addSealedRows();
    const before = await plane.prisma.credential.findFirst();
    expect(await reseal(plane.context.prisma, [NEW])).toEqual({
      resealed: 0,
      unreadable: [
        { purpose: 'access-key', id: 'AK1' },
        { purpose: 'second-factor', id: 'tf-1' },
      ],
    });
    expect(await plane.prisma.credential.findFirst()).toEqual(before);
  });

  it('finds its way through more rows than it reads at once', async () => {
    const KEYS_OF_ONE = 10;
    const users = Array.from({ length: 45 }, (_, index) => `user-${index}`);
    await plane.prisma.user.createMany({ data: users.map((id) => ({ id, name: id, email: `${id}@example.test` })) });
    await plane.prisma.credential.createMany({
      data: users.flatMap((user) =>
        Array.from({ length: KEYS_OF_ONE }, (_, index) => {
          const id = `AK-${user}-${index}`;
          return { id, kind: 'access_key' as const, userId: user, name: id, secret: secretBox('access-key').seal(id, id) };
        }),
      ),
    });
    // Two consoles that start at once.
    const [one, other] = await Promise.all([reseal(plane.context.prisma, [NEW, OLD]), reseal(plane.context.prisma, [NEW, OLD])]);
    expect(one.resealed + other.resealed).toBe(450);
    expect(await countOutdated(plane.prisma, NEW)).toBe(0);
  });
});
