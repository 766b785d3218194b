import { describe, expect, it } from 'vitest';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { draftOf, EMPTY_DRAFT, type GroupDraft, parseDraft, replaceServers, withServers } from './group-draft.ts';

const web1 = { id: 'srv-1', name: 'web-1', address: '127.0.0.1', zoneName: 'Zone A' };
const web2 = { id: 'srv-2', name: 'web-2', address: '127.0.0.2', zoneName: null };
const full: GroupDraft = {
  name: 'web',
  members: [
    { key: 'srv-1', server: web1, port: '8080' },
    { key: 'srv-2', server: web2, port: ' 8081 ' },
  ],
  activeKey: 'srv-2',
};

describe('a draft of an active/standby group', () => {
  it('becomes the input of the API once nothing is missing', () => {
    expect(parseDraft(full)).toEqual({
      input: {
        name: 'web',
        servers: [
          { serverId: 'srv-1', port: 8080, role: 'standby' },
          { serverId: 'srv-2', port: 8081, role: 'active' },
        ],
      },
      issues: [],
      missing: [],
    });
  });

  it.each<[string, GroupDraft, string[]]>([
    ['nothing filled in', EMPTY_DRAFT, ['name', 'servers']],
    ['a name of 81 characters', { ...full, name: 'n'.repeat(81) }, ['name']],
    ['one server', { ...full, members: full.members.slice(1) }, ['servers']],
    ['no active chosen', { ...full, activeKey: null }, ['active']],
    ['an active that is not ticked any more', { ...full, activeKey: 'srv-9' }, ['active']],
  ])('with %s says so', (_case, draft, missing) => {
    expect(parseDraft(draft)).toMatchObject({ input: null, missing });
  });

  it.each([
    ['', 'BACKEND_SERVER_PORT_CAN_NOT_EMPTY'],
    ['0', 'RealServerPortNotSupport'],
    ['65536', 'RealServerPortNotSupport'],
    ['80.5', 'RealServerPortNotSupport'],
    ['http', 'RealServerPortNotSupport'],
  ])('with port %j names the row and the rule %s', (port, code) => {
    const draft = {
      ...full,
      members: [
        { key: 'srv-1', server: web1, port: '80' },
        { key: 'srv-2', server: web2, port },
      ],
    };
    const { issues, missing } = parseDraft(draft);
    expect(missing).toEqual(['ports']);
    expect(issues).toMatchObject([{ path: 'servers.1.port', code }]);
  });

  it('keeps ports and the active one when another server is ticked instead of the standby', () => {
    const web3 = { id: 'srv-3', name: 'web-3', address: '127.0.0.3', zoneName: null };
    const changed = withServers(full, [web2, web3]);
    expect(changed.members.map((member) => member.port)).toEqual([' 8081 ', '']);
    expect(changed.activeKey).toBe('srv-2');
    expect(withServers(full, [web1, web3]).activeKey).toBeNull();
  });

  describe('of a group that exists', () => {
    const group = {
      name: 'web',
      servers: [
        { memberId: 'mbr-1', serverId: 'srv-1', serverName: 'web-1', address: '127.0.0.1', port: 80, role: 'active', weight: 100 },
        { memberId: 'mbr-2', serverId: 'srv-1', serverName: 'web-1', address: '127.0.0.1', port: 81, role: 'standby', weight: 100 },
      ],
    } as ActiveStandbyGroupView;

    it('begins as the group is, also when one server is both members', () => {
      expect(parseDraft(draftOf(group)).input).toEqual({
        name: 'web',
        servers: [
          { serverId: 'srv-1', port: 80, role: 'active' },
          { serverId: 'srv-1', port: 81, role: 'standby' },
        ],
      });
    });

    it('gives the port and the role of the member that leaves to the one that comes', () => {
      const pair = draftOf({ ...group, servers: group.servers.map((one, index) => (index === 0 ? one : { ...one, serverId: 'srv-2' })) });
      const web3 = { id: 'srv-3', name: 'web-3', address: '127.0.0.3', zoneName: null };
      const { input } = parseDraft(replaceServers(pair, [web3, web2]));
      expect(input?.servers).toEqual([
        { serverId: 'srv-3', port: 80, role: 'active' },
        { serverId: 'srv-2', port: 81, role: 'standby' },
      ]);
      expect(replaceServers(pair, [web3, { ...web3, id: 'srv-4' }]).activeKey).toBeNull();
    });
  });
});
