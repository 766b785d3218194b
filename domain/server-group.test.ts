import { describe, expect, it } from 'vitest';
import { parseInput } from './domain-error.ts';
import { CreateVServerGroupInput, DefaultServersInput, UpdateVServerGroupInput } from './server-group.ts';

const refused = (code: string, path: string) => expect.objectContaining({ code, issues: [expect.objectContaining({ code, path })] });
const servers = (count: number) => Array.from({ length: count }, (_, index) => ({ serverId: `srv-${index}`, port: 80 }));

describe('a VServer group', () => {
  it('may be empty, and a weight is 100 unless it is given', () => {
    expect(parseInput(CreateVServerGroupInput, { name: 'g' })).toEqual({ name: 'g', servers: [] });
    expect(parseInput(CreateVServerGroupInput, { name: 'g', servers: servers(1) }).servers).toEqual([
      { serverId: 'srv-0', port: 80, weight: 100 },
    ]);
  });

  it('may have one server with two ports', () => {
    const group = { name: 'g', servers: [...servers(1), { serverId: 'srv-0', port: 81 }] };
    expect(CreateVServerGroupInput.safeParse(group).success).toBe(true);
  });

  it('takes 200 members and no more', () => {
    expect(CreateVServerGroupInput.safeParse({ name: 'g', servers: servers(200) }).success).toBe(true);
    expect(() => parseInput(CreateVServerGroupInput, { name: 'g', servers: servers(201) })).toThrowError(
      refused('TooManyBackendServers', 'servers'),
    );
  });

  it('is changed in what is given only', () => {
    expect(parseInput(UpdateVServerGroupInput, {})).toEqual({});
    expect(parseInput(UpdateVServerGroupInput, { servers: [] })).toEqual({ servers: [] });
  });

  it.each([
    ['the same server and port twice', [...servers(1), ...servers(1)], 'BackendServersMalformed', 'servers.1'],
    ['no list', {}, 'BackendServersMalformed', 'servers'],
    ['no server', [{ port: 80 }], 'BackendServersMalformed', 'servers.0.serverId'],
    ['no port', [{ serverId: 'srv-0' }], 'BackendServersMalformed', 'servers.0.port'],
    ['port 0', [{ serverId: 'srv-0', port: 0 }], 'RealServerPortNotSupport', 'servers.0.port'],
    ['weight 101', [{ serverId: 'srv-0', port: 80, weight: 101 }], 'InvalidWeight.Malformed', 'servers.0.weight'],
    ['weight -1', [{ serverId: 'srv-0', port: 80, weight: -1 }], 'InvalidWeight.Malformed', 'servers.0.weight'],
    ['half a weight', [{ serverId: 'srv-0', port: 80, weight: 0.5 }], 'InvalidWeight.Malformed', 'servers.0.weight'],
  ])('refuses %s', (_, wrong, code, path) => {
    expect(() => parseInput(UpdateVServerGroupInput, { servers: wrong })).toThrowError(refused(code, path));
  });
});

describe('the default server group', () => {
  it('has a weight of 100 for each server unless it is given', () => {
    expect(parseInput(DefaultServersInput, [{ serverId: 'srv-0' }])).toEqual([{ serverId: 'srv-0', weight: 100 }]);
    expect(parseInput(DefaultServersInput, [])).toEqual([]);
  });

  it.each([
    ['a server twice', [{ serverId: 'srv-0' }, { serverId: 'srv-0', weight: 1 }], 'BackendServersMalformed', '1'],
    ['no list', { servers: [] }, 'BackendServersMalformed', ''],
    ['a word as a weight', [{ serverId: 'srv-0', weight: 'heavy' }], 'InvalidWeight.Malformed', '0.weight'],
  ])('refuses %s', (_, wrong, code, path) => {
    expect(() => parseInput(DefaultServersInput, wrong)).toThrowError(refused(code, path));
  });
});
