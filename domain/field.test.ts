import { describe, expect, it } from 'vitest';
import { InstanceName, IpAddress, PageQuery } from './field.ts';

describe('IpAddress', () => {
  it.each(['127.0.0.1', '::1', '2001:db8::80'])('accepts %s', (text) => {
    expect(IpAddress.safeParse(text).success).toBe(true);
  });

  it.each(['', '10.0.0', '10.0.0.256', '10.0.0.0/24', 'host', 7, null])('refuses %j with one sentence about both kinds', (value) => {
    expect(IpAddress.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual(['Enter an IPv4 or IPv6 address.']);
  });
});

describe('InstanceName', () => {
  it.each(['a', '支付', 'Ärger-1.b_c', 'x'.repeat(80)])('accepts %j', (name) => {
    expect(InstanceName.safeParse(name).success).toBe(true);
  });

  it.each(['', '1a', 'a/b', 'a b', 'x'.repeat(81)])('refuses %j with one issue', (name) => {
    expect(InstanceName.safeParse(name).error?.issues).toHaveLength(1);
  });
});

describe('PageQuery', () => {
  it('starts at page 1 with 50 a page, and takes numbers as text', () => {
    expect(PageQuery.parse({})).toEqual({ pageNumber: 1, pageSize: 50 });
    expect(PageQuery.parse({ pageNumber: '3', pageSize: '100' })).toEqual({ pageNumber: 3, pageSize: 100 });
  });

  it.each([{ pageNumber: '0' }, { pageSize: '0' }, { pageSize: '101' }, { pageSize: 'many' }])('refuses %j', (query) => {
    expect(PageQuery.safeParse(query).success).toBe(false);
  });
});
