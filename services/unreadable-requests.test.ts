import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { turnAwayUnreadable } from './unreadable-requests.ts';

let server: Server;

beforeAll(async () => {
  turnAwayUnreadable();
  server = createServer((request, answer) => answer.end(`${request.method} ${request.url}`)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

async function seen(line: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`${line} HTTP/1.1\r\nhost: console.test\r\nconnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  return /\r\n\r\n(?:[0-9a-f]+\r\n)?(.*)/.exec(Buffer.concat(chunks).toString())?.[1] ?? '';
}

it.each([
  ['GET /sign-in?next=%zz', 'GET /sign-in?next=%zz'],
  ['GET /%E8%AE%A2', 'GET /%E8%AE%A2'],
  ['DELETE /api/v1/servers/srv-one', 'DELETE /api/v1/servers/srv-one'],
  ['GET /%', 'GET /api/unreadable'],
  ['GET /%zz/instances', 'GET /api/unreadable'],
  ['POST /api/v1/servers/%c0%af', 'POST /api/unreadable'],
  ['GET *', 'GET /api/unreadable'],
  ['OPTIONS *', 'OPTIONS /api/unreadable'],
  ['TRACE /sign-in', 'OPTIONS /api/unreadable'],
  ['PROPFIND /', 'OPTIONS /api/unreadable'],
])('%s is seen as %s', async (sent, expected) => {
  expect(await seen(sent)).toBe(expected);
});
