import { expect, test } from 'vitest';
import { accessAllows, compileAccessControl } from './access-control.ts';

const entries = ['192.0.2.0/24', '2001:db8::/32'];

test.each([
  { mode: 'whitelist', entries, address: '192.0.2.7', passes: true },
  { mode: 'whitelist', entries, address: '198.51.100.7', passes: false },
  { mode: 'whitelist', entries, address: '2001:db8::7', passes: true },
  { mode: 'whitelist', entries: [], address: '198.51.100.7', passes: true },
  { mode: 'blacklist', entries, address: '192.0.2.7', passes: false },
  { mode: 'blacklist', entries, address: '::ffff:192.0.2.7', passes: false },
  { mode: 'blacklist', entries, address: '198.51.100.7', passes: true },
  { mode: 'blacklist', entries: [], address: '198.51.100.7', passes: true },
] as const)('$mode of $entries, $address passes: $passes', ({ address, passes, ...plan }) => {
  expect(accessAllows(compileAccessControl(plan), address)).toBe(passes);
});
