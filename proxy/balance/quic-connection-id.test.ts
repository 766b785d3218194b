import { expect, test } from 'vitest';
import { quicConnectionId } from './quic-connection-id.ts';

const cases = [
  { what: 'draft-10 long header: id, version, packet number', hex: 'ff 0102030405060708 ff00000a 00000001 aa', id: '0102030405060708' },
  { what: 'draft-10 short header with id', hex: '11 0102030405060708 01 aa', id: '0102030405060708' },
  { what: 'version 1 Initial, RFC 9001 appendix A.2', hex: 'c0 00000001 08 8394c8f03e515708 00 00449e', id: '8394c8f03e515708' },
  { what: 'version 2, a longer id: its first 8 bytes', hex: 'd0 6b3343cf 0a 0102030405060708090a 00', id: '0102030405060708' },
  { what: 'a version of the future, a shorter id', hex: 'ff abcdef01 04 01020304 08 0102030405060708', id: '01020304' },
  { what: 'version 1 short header', hex: '4f 0102030405060708090a aabb', id: '0102030405060708' },
  { what: 'long header without destination id', hex: 'c0 00000001 00 08 0102030405060708', id: null },
  { what: 'long header cut off in its id', hex: 'c0 00000001 08 01020304', id: null },
  { what: 'long header cut off before its id', hex: 'c0 00000001', id: null },
  { what: 'short header that is too short for an id', hex: '40 01020304050607', id: null },
  { what: 'nothing', hex: '', id: null },
];

test.each(cases)('$what', ({ hex, id }) => {
  const datagram = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const found = quicConnectionId(datagram);
  expect(found && Buffer.from(found).toString('hex')).toBe(id);
});

test('long and short headers of one connection id agree', () => {
  const id = '0102030405060708090a0b0c';
  const long = quicConnectionId(Buffer.from(`e000000001 0c ${id} 00`.replaceAll(' ', ''), 'hex'));
  expect(long).toEqual(quicConnectionId(Buffer.from(`41${id}99`, 'hex')));
});
