import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientAddressOf, tellPeerAddresses } from './client-address.ts';

/** What a request that really came in is taken to come from, as a route handler sees it: by its headers. */
const server = createServer((incoming, answer) => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers.set(name, String(value));
  }
  answer.end(clientAddressOf({ headers }) ?? 'unknown');
});

beforeAll(async () => {
  process.env.DATABASE_URL = 'postgres://nowhere';
  process.env.OPENSLB_SECRET = 'a secret of the tests that is 32 characters and more';
  tellPeerAddresses();
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
});
afterEach(() => {
  delete process.env.OPENSLB_CLIENT_ADDRESS_HEADER;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function seen(host: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const asked = request({ host, port, headers, agent: false }, async (answer) => {
      let text = '';
      for await (const piece of answer) {
        text += String(piece);
      }
      resolve(text);
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('without a trusted header', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
  ])('a connection from %s is one from there', async (host, address) => {
    expect(await seen(host)).toBe(address);
  });

  it('what a client says of itself counts for nothing', async () => {
    const lies = {
      'x-forwarded-for': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'x-openslb-peer': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
    };
    expect(await seen('127.0.0.1', lies)).toBe('127.0.0.1');
  });
});

describe('with a trusted header', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8::9', '2001:db8::9'],
    // The proxy adds what it sees to what the client has sent.
    ['1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['<script>alert(1)</script>', 'unknown'],
    [`${'9'.repeat(5000)}`, 'unknown'],
  ])('%s', async (value, address) => {
    process.env.OPENSLB_CLIENT_ADDRESS_HEADER = 'X-Real-IP';
    expect(await seen('127.0.0.1', { 'x-real-ip': value })).toBe(address);
  });

  it('who comes past the proxy comes from where the connection comes from', async () => {
    process.env.OPENSLB_CLIENT_ADDRESS_HEADER = 'X-Real-IP';
    expect(await seen('127.0.0.1')).toBe('127.0.0.1');
  });
});
