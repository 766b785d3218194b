import { describe, expect, it } from 'vitest';
import { CreateActiveStandbyGroupInput } from './active-standby-group.ts';
import { DomainError, parseInput } from './domain-error.ts';

const active = { serverId: 'srv-1', port: 80, role: 'active' };
const standby = { serverId: 'srv-2', port: 80, role: 'standby' };

function refusal(input: unknown): DomainError {
  try {
    parseInput(CreateActiveStandbyGroupInput, input);
  } catch (error) {
    if (error instanceof DomainError) {
      return error;
    }
    throw error;
  }
  throw new Error('the input was accepted');
}

describe('CreateActiveStandbyGroupInput', () => {
  it('accepts two servers, one active and one standby', () => {
    expect(parseInput(CreateActiveStandbyGroupInput, { name: 'payments', servers: [active, standby] })).toEqual({
      name: 'payments',
      servers: [active, standby],
    });
  });

  it('accepts one server twice with different ports, and equal ports on two servers', () => {
    const servers = [active, { ...standby, serverId: 'srv-1', port: 81 }];
    expect(CreateActiveStandbyGroupInput.safeParse({ name: 'a', servers }).success).toBe(true);
  });

  it.each([
    ['no server', []],
    ['one server', [active]],
    ['three servers', [active, standby, { ...standby, serverId: 'srv-3' }]],
  ])('%s: BACKEND_SERVERS_NUM_MUST_BE_TWO', (_, servers) => {
    expect(refusal({ name: 'a', servers })).toMatchObject({ code: 'BACKEND_SERVERS_NUM_MUST_BE_TWO', issues: [{ path: 'servers' }] });
  });

  it.each([
    ['BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID', [active, { ...active, role: 'standby' }]],
    ['BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE', [active, { ...standby, role: 'active' }]],
    ['BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE', [{ ...active, role: 'standby' }, standby]],
    ['BACKEND_SERVER_ID_CAN_NOT_EMPTY', [{ ...active, serverId: '' }, standby]],
    ['BACKEND_SERVER_ID_CAN_NOT_EMPTY', [{ port: 80, role: 'active' }, standby]],
    ['BACKEND_SERVER_PORT_CAN_NOT_EMPTY', [{ ...active, port: undefined }, standby]],
    ['RealServerPortNotSupport', [{ ...active, port: 0 }, standby]],
    ['RealServerPortNotSupport', [{ ...active, port: 65536 }, standby]],
    ['RealServerPortNotSupport', [{ ...active, port: '80' }, standby]],
    ['INVALID_SERVER_TYPE', [{ ...active, role: 'primary' }, standby]],
    ['BackendServersMalformed', 'srv-1'],
  ])('%s', (code, servers) => {
    const error = refusal({ name: 'a', servers });
    expect(error.code).toBe(code);
    expect(error.issues[0]?.path).toMatch(/^servers/);
    expect(error.issues[0]?.message).not.toContain(code);
  });

  it.each(['', ' ', 'x'.repeat(81), 'a b', '<b>', '😀'])('refuses the name %j and names the field', (name) => {
    expect(refusal({ name, servers: [active, standby] })).toMatchObject({ code: 'InvalidParameter', issues: [{ path: 'name' }] });
  });

  it.each(['x'.repeat(80), '支付-组/1.a_b'])('accepts the name %j', (name) => {
    expect(CreateActiveStandbyGroupInput.safeParse({ name, servers: [active, standby] }).success).toBe(true);
  });
});
