import { describe, expect, it } from 'vitest';
import {
  AccessControl,
  AddAccessControlEntriesInput,
  CreateAccessControlListInput,
  RemoveAccessControlEntriesInput,
} from './access-control.ts';
import { issuesOf } from './domain-error.ts';
import { ACCESS_CONTROL_LISTS_PER_LISTENER_MAX, ENTRIES_PER_ACCESS_CONTROL_LIST_MAX, ENTRIES_PER_LISTENER_MAX } from './limits.ts';

it('the entries of a listener are bounded by those of its lists', () => {
  expect(ACCESS_CONTROL_LISTS_PER_LISTENER_MAX * ENTRIES_PER_ACCESS_CONTROL_LIST_MAX).toBeLessThanOrEqual(ENTRIES_PER_LISTENER_MAX);
});

describe('entries', () => {
  const issues = (...entries: unknown[]) => issuesOf(AddAccessControlEntriesInput.safeParse({ entries }).error ?? expect.fail());

  it('single addresses become networks of one, and comments are trimmed', () => {
    const entries = [{ cidr: ' 10.0.0.1 ', comment: ' the office ' }, { cidr: '2001:DB8::/32' }];
    expect(AddAccessControlEntriesInput.parse({ entries }).entries).toEqual([
      { cidr: '10.0.0.1/32', comment: 'the office' },
      { cidr: '2001:db8::/32', comment: '' },
    ]);
  });

  it('a network with bits behind its length is refused, and the right one named', () => {
    expect(issues({ cidr: '10.0.0.1/24' })).toMatchObject([{ path: 'entries.0.cidr', message: expect.stringContaining('10.0.0.0/24') }]);
  });

  it.each([
    ['no address', { cidr: 'office' }, 'entries.0.cidr'],
    ['nothing', {}, 'entries.0.cidr'],
    ['an IPv4-mapped address', { cidr: '::ffff:10.0.0.1' }, 'entries.0.cidr'],
    ['an IPv4-mapped network', { cidr: '::ffff:10.0.0.0/104' }, 'entries.0.cidr'],
    ['a comment of 81 characters', { cidr: '10.0.0.1', comment: 'c'.repeat(81) }, 'entries.0.comment'],
    ['a comment of two lines', { cidr: '10.0.0.1', comment: 'a\nb' }, 'entries.0.comment'],
  ])('%s is refused', (_, entry, path) => {
    expect(issues(entry)).toMatchObject([{ path, code: 'InvalidParameter' }]);
  });

  it('are sent fifty at once, and at least one', () => {
    const addresses = (count: number) => Array.from({ length: count }, (_, index) => `10.0.0.${index}`);
    const add = (count: number) => AddAccessControlEntriesInput.safeParse({ entries: addresses(count).map((cidr) => ({ cidr })) });
    const remove = (count: number) => RemoveAccessControlEntriesInput.safeParse({ cidrs: addresses(count) });
    expect([0, 1, 50, 51].map((count) => add(count).success)).toEqual([false, true, true, false]);
    expect([0, 1, 50, 51].map((count) => remove(count).success)).toEqual([false, true, true, false]);
  });
});

it('a new list takes entries of its IP version only', () => {
  const input = { regionId: 'north', name: 'a/b-c_d.9', entries: [{ cidr: '10.0.0.1' }, { cidr: '::1' }] };
  const issues = issuesOf(CreateAccessControlListInput.safeParse(input).error ?? expect.fail());
  expect(issues).toMatchObject([{ path: 'entries.1.cidr', code: 'AclIpVersionMismatch' }]);
  expect(CreateAccessControlListInput.parse({ ...input, entries: undefined })).toMatchObject({ ipVersion: 'ipv4', entries: [] });
});

describe('the option of a listener', () => {
  it.each([
    ['no list', [], 'InvalidParameter'],
    ['a list twice', ['acl-1', 'acl-1'], 'InvalidParameter'],
    ['four lists', ['acl-1', 'acl-2', 'acl-3', 'acl-4'], 'ListenerAclNumberOverLimit'],
  ])('%s is refused', (_, listIds, code) => {
    const issues = issuesOf(AccessControl.safeParse({ mode: 'whitelist', listIds }).error ?? expect.fail());
    expect(issues).toMatchObject([{ path: 'listIds', code }]);
  });
});
