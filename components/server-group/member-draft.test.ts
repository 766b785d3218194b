import { describe, expect, it } from 'vitest';
import { CreateVServerGroupInput } from '#domain/server-group.ts';
import { changeMembers, type DraftMember, issuesOfMembers, memberInputs } from './member-draft.ts';

const server = (id: string) => ({ id, name: id, address: '127.0.0.1', zoneName: null });
const members: DraftMember[] = ['a', 'b', 'c'].map((id, index) => ({
  key: `${id}:1`,
  server: server(id),
  port: `${8080 + index}`,
  weight: '100',
}));
const ports = (all: DraftMember[]) => all.map((member) => member.port);

describe('members while they are edited', () => {
  it.each([
    ['below', ['8080', '8081', '8081']],
    ['above', ['8081', '8081', '8082']],
    ['all', ['8081', '8081', '8081']],
  ] as const)('a port is duplicated to %s', (reach, expected) => {
    const changed = changeMembers(members, { type: 'duplicate', key: 'b:1', column: 'port', reach });
    expect(ports(changed)).toEqual(expected);
    expect(changed.map((member) => member.weight)).toEqual(['100', '100', '100']);
  });

  it('all ports are cleared, weights stay', () => {
    const changed = changeMembers(members, { type: 'clear', column: 'port' });
    expect(ports(changed)).toEqual(['', '', '']);
    expect(changed[0]?.weight).toBe('100');
  });

  it('one server is added with several ports, each a row of its own below the first', () => {
    const twice = changeMembers(members, { type: 'add-port', key: 'a:1' });
    const thrice = changeMembers(twice, { type: 'add', servers: [server('a'), server('d')] });
    expect(thrice.map((member) => member.key)).toEqual(['a:1', 'a:2', 'b:1', 'c:1', 'a:3', 'd:1']);
    expect(new Set(thrice.map((member) => member.key)).size).toBe(6);
  });

  it('what the schema refuses is found at its row and field', () => {
    const draft = changeMembers(
      changeMembers(
        members.map((member) => ({ ...member, port: '80' })),
        { type: 'add-port', key: 'a:1' },
      ),
      { type: 'set', key: 'a:2', column: 'port', text: '80' },
    ).map((member) => (member.key === 'c:1' ? { ...member, weight: '' } : member));
    const result = CreateVServerGroupInput.safeParse({ name: 'web', servers: memberInputs(draft) });
    const weights = issuesOfMembers(issues(result), 'servers.');
    expect([...weights.keys()]).toEqual([3]);
    expect(weights.get(3)?.weight).toContain('from 0 to 100');
    const whole = draft.map((member) => ({ ...member, weight: '1' }));
    const pairs = issuesOfMembers(issues(CreateVServerGroupInput.safeParse({ name: 'web', servers: memberInputs(whole) })), 'servers.');
    expect(pairs.get(1)?.port).toContain('once only with the same port');
  });
});

function issues({ error }: ReturnType<typeof CreateVServerGroupInput.safeParse>) {
  return (error?.issues ?? []).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
}
