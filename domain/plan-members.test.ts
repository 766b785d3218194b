import { expect, test } from 'vitest';
import { planMembers } from './plan-members.ts';

const present = [
  { id: 'mbr-a', serverId: 'srv-1', port: 80 },
  { id: 'mbr-s', serverId: 'srv-2', port: 80 },
];
const one = (serverId: string, port: number, role: 'active' | 'standby') => ({ serverId, port, role });

function planned(members: { id: string; serverId: string; port: number }[], ...wanted: ReturnType<typeof one>[]) {
  const { stay, leave, join } = planMembers(members, wanted);
  return {
    stay: Object.fromEntries(stay.map(({ member, wanted: { serverId, port, role } }) => [member.id, `${serverId}:${port} ${role}`])),
    leave: leave.map((member) => member.id),
    join: join.map(({ serverId, port, role }) => `${serverId}:${port} ${role}`),
  };
}

test('the same server and port is the same member, whatever its role and place in the list', () => {
  expect(planned(present, one('srv-2', 80, 'active'), one('srv-1', 80, 'standby'))).toEqual({
    stay: { 'mbr-a': 'srv-1:80 standby', 'mbr-s': 'srv-2:80 active' },
    leave: [],
    join: [],
  });
});

test('the same server with another port is the same member', () => {
  expect(planned(present, one('srv-1', 81, 'active'), one('srv-2', 80, 'standby'))).toMatchObject({
    stay: { 'mbr-a': 'srv-1:81 active', 'mbr-s': 'srv-2:80 standby' },
    join: [],
  });
});

test('of two members of one server, the port decides first', () => {
  const both = [
    { id: 'mbr-a', serverId: 'srv-1', port: 80 },
    { id: 'mbr-s', serverId: 'srv-1', port: 81 },
  ];
  expect(planned(both, one('srv-1', 81, 'active'), one('srv-1', 82, 'standby')).stay).toEqual({
    'mbr-s': 'srv-1:81 active',
    'mbr-a': 'srv-1:82 standby',
  });
});

test('another server is another member', () => {
  expect(planned(present, one('srv-3', 80, 'active'), one('srv-2', 80, 'standby'))).toEqual({
    stay: { 'mbr-s': 'srv-2:80 standby' },
    leave: ['mbr-a'],
    join: ['srv-3:80 active'],
  });
});
