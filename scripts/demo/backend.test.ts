import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { DEMO_PORTS, DemoBackend } from './backend.ts';

/** Of this test alone; the ports are fixed. */
const ADDRESS = '127.99.1.1';
const backend = new DemoBackend('web-9', ADDRESS);

afterEach(() => backend.stop());

async function askUdp(message: string): Promise<string> {
  const socket = createSocket('udp4');
  try {
    socket.send(message, DEMO_PORTS.udp, ADDRESS);
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(5_000) });
    return String(answer);
  } finally {
    socket.close();
  }
}

test('a demo server says its name over HTTP, TCP and UDP', async () => {
  await backend.start();
  const response = await fetch(`http://${ADDRESS}:${DEMO_PORTS.http}`);
  expect(await response.text()).toBe(`Hello from web-9 (${ADDRESS})\n`);
  const socket = connect({ host: ADDRESS, port: DEMO_PORTS.tcp });
  socket.end('ping\n');
  expect(await text(socket)).toBe(`Hello from web-9 (${ADDRESS})\nping\n`);
  expect(await askUdp('ping')).toBe('web-9: ping');
});

test('stopped, it resets its connections and refuses new ones, and it can start again', async () => {
  await backend.start();
  const open = connect({ host: ADDRESS, port: DEMO_PORTS.tcp });
  await once(open, 'data');
  const failed = once(open, 'error');
  backend.stop();
  expect(backend.isRunning).toBe(false);
  expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
  await expect(fetch(`http://${ADDRESS}:${DEMO_PORTS.http}`)).rejects.toThrow();
  await backend.start();
  expect((await fetch(`http://${ADDRESS}:${DEMO_PORTS.http}`)).status).toBe(200);
});

test('a taken port is named, and nothing stays half started', async () => {
  const other = new DemoBackend('other', ADDRESS);
  await other.start();
  await expect(backend.start()).rejects.toThrow(
    `The demo server web-9 cannot listen: listen EADDRINUSE: address already in use ${ADDRESS}:8080`,
  );
  expect(backend.isRunning).toBe(false);
  other.stop();
  await backend.start();
});
