import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrismaClient } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { toDomainError } from '../database-error.ts';

/** Rules of access control that hold against any writer, and what a violation of each becomes. */
let plane: ControlPlane;
let prisma: PrismaClient;

beforeAll(async () => {
  plane = await startControlPlane();
  prisma = plane.prisma;
  await run(
    `INSERT INTO address_pool (region_id, cidr) VALUES ('north', '2001:db8:1::/64')`,
    `INSERT INTO load_balancer (id, region_id, name, address) VALUES ('lb-1', 'north', 'one', '127.0.10.1'), ('lb-2', 'north', 'two', '127.0.10.2')`,
    `INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES ('acl-free', 'north', 'free', 'ipv4'), ('acl-used', 'north', 'used', 'ipv4'),
      ('acl-6', 'north', 'six', 'ipv6'), ('acl-south', 'south', 'free', 'ipv4')`,
    entries('acl-used', 1, 299),
    ...listener('lsn-1', 80, 'whitelist'),
    select('lsn-1', 'acl-used'),
    ...listener('lsn-2', 81, null),
  );
});
afterAll(() => plane.close());

/** All statements in one transaction, so that deferred rules are judged at its end. */
function run(...statements: string[]): Promise<unknown> {
  return prisma.$transaction(async (tx) => {
    for (const statement of statements) {
      await tx.$executeRawUnsafe(statement);
    }
  });
}

function listener(id: string, port: number, mode: string | null, loadBalancerId = 'lb-1'): string[] {
  return [
    `INSERT INTO listener (id, load_balancer_id, protocol, port, name, backend_port, access_control_mode)
      VALUES ('${id}', '${loadBalancerId}', 'tcp', ${port}, 'n', 80, ${mode === null ? 'NULL' : `'${mode}'`})`,
    `INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
      VALUES ('${id}', 'tcp', 5, 2, 3, 3)`,
  ];
}

const select = (listenerId: string, listId: string) => `INSERT INTO listener_access_control_list VALUES ('${listenerId}', '${listId}')`;
const switchOn = (listenerId: string) => `UPDATE listener SET access_control_mode = 'blacklist' WHERE id = '${listenerId}'`;
const entry = (cidr: string, list = 'acl-free') => `INSERT INTO access_control_entry VALUES ('${list}', '${cidr}', '')`;
const entries = (list: string, from: number, to: number) =>
  `INSERT INTO access_control_entry (access_control_list_id, cidr) SELECT '${list}', '10.0.0.0'::inet + n FROM generate_series(${from}, ${to}) n`;
const lists = (from: number, to: number, region = 'north') =>
  `INSERT INTO access_control_list (id, region_id, name, ip_version)
    SELECT 'acl-n' || n, '${region}', 'n' || n, 'ipv4' FROM generate_series(${from}, ${to}) n`;

async function refusalOf(...statements: string[]): Promise<unknown> {
  const error = await run(...statements).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error, 'the database must refuse').toBeDefined();
  return toDomainError(error);
}

describe('the database refuses', () => {
  it.each<[string, string, string[]]>([
    ['a name of no character', 'InvalidParameter', [`UPDATE access_control_list SET name = '' WHERE id = 'acl-free'`]],
    ['a name of 81 characters', 'InvalidParameter', [`UPDATE access_control_list SET name = repeat('n', 81) WHERE id = 'acl-free'`]],
    ['a name twice in a region', 'AclNameExists', [`UPDATE access_control_list SET name = 'used' WHERE id = 'acl-free'`]],
    [
      'a list of no region',
      'InvalidRegionId.NotFound',
      [`INSERT INTO access_control_list (region_id, name, ip_version) VALUES ('west', 'w', 'ipv4')`],
    ],
    ['host bits', 'InvalidParameter', [entry('10.0.0.1/24')]],
    ['an IPv4-mapped entry', 'InvalidParameter', [entry('::ffff:10.0.0.0/104', 'acl-6')]],
    ['a comment of 81 characters', 'InvalidParameter', [`UPDATE access_control_entry SET comment = repeat('c', 81)`]],
    ['an entry of no list', 'AclNotExist', [entry('10.0.0.1', 'acl-none')]],
    ['an IPv6 entry in an IPv4 list', 'AclIpVersionMismatch', [entry('2001:db8::/32')]],
    ['an IPv4 entry in an IPv6 list', 'AclIpVersionMismatch', [entry('10.0.0.0/8', 'acl-6')]],
    ['an entry that becomes IPv6', 'AclIpVersionMismatch', [`UPDATE access_control_entry SET cidr = '::1' WHERE cidr = '10.0.0.7'`]],
    [
      'a list with entries that becomes IPv6',
      'AclIpVersionMismatch',
      [`UPDATE access_control_list SET ip_version = 'ipv6' WHERE id = 'acl-used'`],
    ],
    ['the 301st entry', 'AclEntryNumberOverLimit', [entries('acl-free', 1, 300), entry('10.9.0.0/16')]],
    [
      'an entry too many by moving',
      'AclEntryNumberOverLimit',
      [
        entries('acl-free', 1001, 1002),
        `UPDATE access_control_entry SET access_control_list_id = 'acl-used' WHERE access_control_list_id = 'acl-free'`,
      ],
    ],
    ['the 51st list of a region', 'AclNumberOverLimit', [lists(1, 48)]],
    [
      'a 51st list that moves in',
      'AclNumberOverLimit',
      [lists(1, 47), `UPDATE access_control_list SET region_id = 'north', name = 's' WHERE id = 'acl-south'`],
    ],
    ['a fourth list of a listener', 'ListenerAclNumberOverLimit', [lists(1, 3), ...[1, 2, 3].map((n) => select('lsn-1', `acl-n${n}`))]],
    [
      'a 51st listener of a list',
      'AclListenerNumberOverLimit',
      [
        ...Array.from({ length: 25 }, (_, n) => [
          ...listener(`lsn-a${n}`, 1000 + n, 'whitelist'),
          ...listener(`lsn-b${n}`, 1000 + n, 'whitelist', 'lb-2'),
        ]).flat(),
        `INSERT INTO listener_access_control_list SELECT id, 'acl-used' FROM listener WHERE port >= 1000`,
      ],
    ],
    ['a list that does not exist', 'InvalidParameter.AccessControlList', [switchOn('lsn-2'), select('lsn-2', 'acl-none')]],
    ['a list of another region', 'InvalidParameter.AccessControlList', [switchOn('lsn-2'), select('lsn-2', 'acl-south')]],
    [
      'a used list that moves to another region',
      'InvalidParameter.AccessControlList',
      [`UPDATE access_control_list SET region_id = 'south' WHERE id = 'acl-used'`],
    ],
    [
      'an instance that moves away from its list',
      'InvalidParameter.AccessControlList',
      [`UPDATE load_balancer SET region_id = 'south', address = '127.0.20.1' WHERE id = 'lb-1'`],
    ],
    ['a list of the other IP version', 'AclIpVersionMismatch', [switchOn('lsn-2'), select('lsn-2', 'acl-6')]],
    [
      'an instance that gets an IPv6 address',
      'AclIpVersionMismatch',
      [`UPDATE load_balancer SET address = '2001:db8:1::9' WHERE id = 'lb-1'`],
    ],
    ['a used list that is deleted', 'InvalidParameter.AccessControlList', [`DELETE FROM access_control_list WHERE id = 'acl-used'`]],
  ])('%s: %s', async (_, code, statements) => {
    expect(await refusalOf(...statements)).toMatchObject({ name: 'DomainError', code });
  });

  it.each([
    ['a mode without lists', [switchOn('lsn-2')]],
    ['a new listener with a mode without lists', listener('lsn-3', 83, 'whitelist')],
    ['lists without a mode', [select('lsn-2', 'acl-free')]],
    ['a mode that goes, its lists staying', [`UPDATE listener SET access_control_mode = NULL WHERE id = 'lsn-1'`]],
    ['lists that go, their mode staying', [`DELETE FROM listener_access_control_list`]],
    ['lists that move to a listener without a mode', [`UPDATE listener_access_control_list SET listener_id = 'lsn-2'`]],
    ['lists truncated', ['TRUNCATE access_control_list CASCADE']],
    ['selections truncated', ['TRUNCATE listener_access_control_list']],
  ])('%s, which no verb can do', async (_, statements) => {
    const error = await refusalOf(...statements);
    expect(String(error)).toContain('access control mode');
  });
});

it('what belongs together may be changed together', async () => {
  await run(
    'DELETE FROM listener_access_control_list',
    `UPDATE listener SET access_control_mode = CASE id WHEN 'lsn-2' THEN 'whitelist'::access_control_mode END`,
    select('lsn-2', 'acl-used'),
    `UPDATE region SET id = 'nord' WHERE id = 'north'`,
    'SET CONSTRAINTS ALL IMMEDIATE',
    'SET CONSTRAINTS ALL DEFERRED',
    `UPDATE region SET id = 'north' WHERE id = 'nord'`,
    'DELETE FROM listener_access_control_list',
    `UPDATE listener SET access_control_mode = CASE id WHEN 'lsn-1' THEN 'whitelist'::access_control_mode END`,
    select('lsn-1', 'acl-used'),
  );
});

describe('several at the same moment', () => {
  const race = async (count: number, attempt: (n: number) => Promise<unknown>) => {
    const results = await Promise.allSettled(Array.from({ length: count }, (_, n) => attempt(n)));
    return results
      .map((result) => (result.status === 'fulfilled' ? 'done' : (toDomainError(result.reason) as { code?: string }).code))
      .sort();
  };

  it('cannot add two three-hundredth entries', async () => {
    expect(await race(4, (n) => run(entry(`10.9.${n}.0/24`, 'acl-used')))).toEqual([...Array(3).fill('AclEntryNumberOverLimit'), 'done']);
    expect(await prisma.accessControlEntry.count({ where: { accessControlListId: 'acl-used' } })).toBe(300);
  });

  it('cannot add two fiftieth lists', async () => {
    await run(lists(1, 49, 'south').replace("'acl-n'", "'acl-s'"), `DELETE FROM access_control_list WHERE id = 'acl-south'`);
    expect(await race(4, (n) => run(lists(100 + n, 100 + n, 'south')))).toEqual([...Array(3).fill('AclNumberOverLimit'), 'done']);
  });

  it('cannot select two third lists', async () => {
    await run(lists(1, 5), select('lsn-1', 'acl-n1'));
    expect(await race(4, (n) => run(select('lsn-1', `acl-n${n + 2}`)))).toEqual([...Array(3).fill('ListenerAclNumberOverLimit'), 'done']);
  });

  it('one who selects a list and one who deletes it do not both succeed', async () => {
    for (const n of [0, 1, 2, 3, 4, 5]) {
      await run(`INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES ('acl-r${n}', 'north', 'r${n}', 'ipv4')`);
      const outcomes = await Promise.allSettled([
        run(switchOn('lsn-2'), select('lsn-2', `acl-r${n}`)),
        run(`DELETE FROM access_control_list WHERE id = 'acl-r${n}'`),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await run(
        `UPDATE listener SET access_control_mode = NULL WHERE id = 'lsn-2'`,
        `DELETE FROM listener_access_control_list WHERE listener_id = 'lsn-2'`,
      );
    }
  });
});
