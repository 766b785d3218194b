import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntryLines, writeEntryLines } from './entry-lines.ts';

describe('entries, one per line', () => {
  it('have an address or network, and a description behind the first bar', () => {
    const { entries, wrong } = readEntryLines(' 10.0.0.0/8 | office | old \r\n\n192.168.1.7\n10.1.2.0/24|', 'ipv4');
    expect(wrong).toEqual([]);
    expect(entries).toEqual([
      { cidr: '10.0.0.0/8', comment: 'office | old' },
      { cidr: '192.168.1.7/32', comment: '' },
      { cidr: '10.1.2.0/24', comment: '' },
    ]);
  });

  it('say by line what is wrong with them, and leave the right ones alone', () => {
    const { entries, wrong } = readEntryLines(
      ['10.0.0.1', '', 'router|x', '10.0.0.1/24', '2001:db8::/32', '|only words'].join('\n'),
      'ipv4',
    );
    expect(entries).toEqual([{ cidr: '10.0.0.1/32', comment: '' }]);
    expect(wrong).toEqual([
      { line: 3, message: 'Enter an address or a network, for example 192.168.1.0/24.' },
      { line: 4, message: '"10.0.0.1/24" is an address within a network: enter 10.0.0.0/24, or the address alone.' },
      { line: 5, message: 'The list is for IPv4 addresses, 2001:db8::/32 is none.' },
      { line: 6, message: 'Enter an address or a network, for example 192.168.1.0/24.' },
    ]);
  });

  it('are at most 50, and the first beyond is named', () => {
    const lines = Array.from({ length: 60 }, (_, n) => `10.0.0.${n}`);
    expect(readEntryLines(lines.slice(0, 50).join('\n'), 'ipv4').wrong).toEqual([]);
    expect(readEntryLines(`\n${lines.join('\n')}`, 'ipv4').wrong).toEqual([
      { line: 52, message: 'At most 50 entries can be sent at once.' },
    ]);
  });

  it('come back as they were exported', () => {
    const entry = fc.record({
      cidr: fc.ipV4().map((address) => `${address}/32`),
      comment: fc.stringMatching(/^[a-zé|服 ]{0,80}$/).map((text) => text.trim()),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 50 }), (entries) => {
        expect(readEntryLines(writeEntryLines(entries), 'ipv4')).toEqual({ entries, wrong: [] });
      }),
      { seed: 4, numRuns: 50 },
    );
  });
});
