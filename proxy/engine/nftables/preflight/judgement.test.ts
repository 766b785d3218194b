import { expect, test } from 'vitest';
import { Judgement } from './judgement.ts';
import type { Surroundings } from './surroundings.ts';

/** Facts as `nft -j` and /proc tell them, of firewalls that this machine need not have. */

const HOST: Surroundings = {
  forwards4: true,
  forwards6: true,
  addresses: [
    { address: '127.0.0.1', isLoopback: true },
    { address: '192.0.2.10', isLoopback: false },
  ],
  otherTables: [],
  unreadable: [],
  hasLegacyTables: false,
  interfaces: ['eth0', 'eth1'],
  strict: [],
  conntrackMax: 262_144,
  conntrackCount: 17,
};

const chain = (name: string, more: object = {}, table = 'filter', family = 'ip') => ({ chain: { family, table, name, ...more } });
const rule = (of: string, ...expr: object[]) => ({ rule: { family: 'ip', table: 'filter', chain: of, expr } });
const FORWARD = chain('FORWARD', { type: 'filter', hook: 'forward', prio: 0, policy: 'drop' });
const COUNTER = { counter: { packets: 0, bytes: 0 } };
const ACCEPT = { accept: null };
const stateIs = (...right: string[]) => ({ match: { op: 'in', left: { ct: { key: 'state' } }, right } });
const markIs = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
const MARK = { ct: { key: 'mark' } };

const dropReason = (otherTables: object[]) =>
  new Judgement({ ...HOST, otherTables: otherTables as Surroundings['otherTables'] }).whyNotForward4;
const PASSES = null;
const DROPS = 'The chain FORWARD of the table ip filter drops what this host forwards, and a server is on another one.';

test.each([
  ['no rule', [], DROPS],
  [
    'what Docker has',
    [rule('FORWARD', COUNTER, { jump: { target: 'DOCKER-USER' } }), rule('DOCKER-USER', COUNTER, { return: null })],
    DROPS,
  ],
  ['only answers', [rule('FORWARD', stateIs('related', 'established'), ACCEPT)], DROPS],
  ['only new ones', [rule('FORWARD', stateIs('new'), ACCEPT)], DROPS],
  ['new ones and answers', [rule('FORWARD', stateIs('new'), ACCEPT), rule('FORWARD', stateIs('related', 'established'), ACCEPT)], PASSES],
  ['iptables with our mark', [rule('FORWARD', { xt: { type: 'match', name: 'connmark' } }, COUNTER, ACCEPT)], PASSES],
  ['iptables with something else', [rule('FORWARD', { xt: { type: 'match', name: 'conntrack' } }, COUNTER, ACCEPT)], DROPS],
  ['our mark, as a prefix', [rule('FORWARD', markIs(MARK, { prefix: { addr: 0x40000000, len: 2 } }), ACCEPT)], PASSES],
  ['our mark, as a mask', [rule('FORWARD', markIs({ '&': [MARK, 0xc0000000] }, 0x40000000), ACCEPT)], PASSES],
  ['no other mark', [rule('FORWARD', markIs({ '&': [MARK, 0xc0000000] }, 0, '!='), ACCEPT)], PASSES],
  ['another mark', [rule('FORWARD', markIs({ '&': [MARK, 0xc0000000] }, 0x80000000), ACCEPT)], DROPS],
  ['a mark of one listener', [rule('FORWARD', markIs(MARK, 0x40000001), ACCEPT)], DROPS],
  ['DNAT', [rule('FORWARD', { match: { op: 'in', left: { ct: { key: 'status' } }, right: 'dnat' } }, ACCEPT)], PASSES],
  ['one interface', [rule('FORWARD', { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } }, ACCEPT)], DROPS],
  ['all, in a chain further down', [rule('FORWARD', { jump: { target: 'all' } }), chain('all'), rule('all', COUNTER, ACCEPT)], PASSES],
  ['all, behind a goto to nothing', [rule('FORWARD', { goto: { target: 'none' } }), chain('none'), rule('FORWARD', ACCEPT)], DROPS],
  ['all, behind a rejection', [rule('FORWARD', { reject: { type: 'icmpx' } }), rule('FORWARD', ACCEPT)], DROPS],
  [
    'a circle',
    [rule('FORWARD', { jump: { target: 'a' } }), chain('a'), rule('a', { jump: { target: 'a' } }), rule('FORWARD', ACCEPT)],
    PASSES,
  ],
])('a chain that drops by policy and lets pass: %s', (_what, rules, expected) => {
  expect(dropReason([FORWARD, chain('DOCKER-USER'), ...rules])).toBe(expected);
});

test('a chain that accepts by policy and rejects at its end drops too', () => {
  const accepting = chain('FORWARD', { type: 'filter', hook: 'forward', prio: 0, policy: 'accept' });
  expect(dropReason([accepting, rule('FORWARD', stateIs('established'), ACCEPT)])).toBe(PASSES);
  expect(dropReason([accepting, rule('FORWARD', stateIs('established'), ACCEPT), rule('FORWARD', COUNTER, { drop: null })])).toBe(DROPS);
  expect(dropReason([accepting, rule('FORWARD', { xt: { type: 'target', name: 'REJECT' } })])).toBe(DROPS);
});

test('a chain of iptables is mended by iptables', () => {
  const hints = (tables: object[]) => new Judgement({ ...HOST, otherTables: tables as Surroundings['otherTables'] }).hints;
  expect(hints([FORWARD])).toEqual([
    'The chain FORWARD of the table ip filter drops what the kernel forwards to servers on other hosts: iptables -I FORWARD -m connmark --mark 0x40000000/0xc0000000 -j ACCEPT.',
  ]);
  expect(hints([chain('FORWARD', { type: 'filter', hook: 'forward', prio: 0, policy: 'drop' }, 'filter', 'ip6')])[0]).toContain(
    ': ip6tables -I FORWARD',
  );
  const masquerade = {
    rule: { family: 'ip', table: 'nat', chain: 'POSTROUTING', expr: [COUNTER, { xt: { type: 'target', name: 'MASQUERADE' } }] },
  };
  expect(hints([chain('POSTROUTING', { type: 'nat', hook: 'postrouting', prio: 100, policy: 'accept' }, 'nat'), masquerade])[0]).toContain(
    ': iptables -t nat -I POSTROUTING -m connmark --mark 0x40000000/0xc0000000 -j ACCEPT.',
  );
});

test.each<[string, Partial<Surroundings>, string[]]>([
  ['nothing', {}, []],
  ['no forwarding, and no address of that version', { forwards6: false }, []],
  ['rules of iptables-legacy', { hasLegacyTables: true }, ['There are rules of iptables-legacy, which cannot be looked into']],
  [
    'a table that nft cannot show',
    { unreadable: [{ table: 'ip odd', reason: 'nft: no' }] },
    ['The table ip odd cannot be looked into (nft: no).'],
  ],
  ['strict rp_filter and one interface', { strict: ['eth0'], interfaces: ['eth0'] }, []],
  ['strict rp_filter and two', { strict: ['eth0', 'eth1'] }, ['rp_filter is strict on eth0, eth1: ']],
  [
    'little room',
    { conntrackMax: 65_536 },
    ['room for 65536 connections through this host, and drops more than that: sysctl -w net.netfilter.nf_conntrack_max=262144.'],
  ],
  ['hardly any room left', { conntrackCount: 220_000 }, ['220000 of 262144 entries of connection tracking are in use']],
  ['no connection tracking yet', { conntrackMax: null, conntrackCount: null }, []],
])('hints for a host with %s', (_what, facts, expected) => {
  expect(new Judgement({ ...HOST, ...facts }).hints).toEqual(expected.map((text) => expect.stringContaining(text)));
});
