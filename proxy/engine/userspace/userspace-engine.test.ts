import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ListenerPlan } from '#proxy/engine/engine.ts';
import { activeStandby, listenerPlan, type Place, planChange, TO_ACTIVE, TO_STANDBY, targetPlan } from '#test/plan.ts';
import { firstLine, freePort, startTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { handleTransport } from './handle-transport.ts';
import { SOCKET_TRANSPORT } from './socket-transport.ts';
import type { TcpTransport } from './tcp-side.ts';
import { UserspaceEngine } from './userspace-engine.ts';

const ADDRESS = '127.0.20.1';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

async function tcpServer(options: Parameters<typeof startTcpServer>[0]) {
  const server = await startTcpServer(options);
  cleanups.push(() => server.stop());
  return server;
}

async function open(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<Socket> {
  const socket = connect({ port, host: ADDRESS, ...options });
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

function listener(active: Place, standby: Place, changes: Partial<Omit<ListenerPlan, 'targets'>> = {}) {
  return listenerPlan(changes.address ?? ADDRESS, activeStandby({ active, standby }), changes);
}

async function lineOf(socket: Socket): Promise<string> {
  const [chunk] = await once(socket, 'data');
  return String(chunk).trim();
}

/** Resolves with the error code that ends the connection, or with `end`. */
async function endingOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let code = 'end';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code ?? 'error';
    });
    socket.on('close', () => resolve(code));
    socket.resume();
  });
}

test('this Node has what the faster transport stands on', () => {
  expect(handleTransport()?.name).toBe('handles');
});

describe.each<TcpTransport>([handleTransport() ?? SOCKET_TRANSPORT, SOCKET_TRANSPORT])('over $name', (transport) => {
  function newEngine(): UserspaceEngine {
    const engine = new UserspaceEngine({ transport });
    cleanups.push(() => engine.close(0));
    return engine;
  }

  test('bytes pass both ways and are counted exactly', async () => {
    const active = await tcpServer({ name: 'a' });
    const engine = newEngine();
    const lsn = await listener(active, active);
    expect(await engine.apply(planChange([lsn]))).toEqual([{ listenerId: 'lsn-1' }]);
    const client = await open(lsn.port);
    expect(await lineOf(client)).toBe('a');
    client.write('hello');
    expect(await lineOf(client)).toBe('hello');
    const traffic = {
      connectionsCurrent: 1,
      connectionsTotal: 1,
      connectErrorsTotal: 0,
      bytesInTotal: 5,
      bytesOutTotal: 7,
      packetsInTotal: 0,
      packetsOutTotal: 0,
    };
    const [counters] = engine.counters();
    expect(counters).toMatchObject({ listenerId: 'lsn-1', ...traffic, drops: {}, members: [{ memberId: 'active', ...traffic }] });
    expect(counters?.members[0]?.connectTimes.reduce((sum, count) => sum + count)).toBe(1);
    client.end();
    await waitFor(() => engine.counters()[0]?.connectionsCurrent === 0);
    expect(active.sockets.size).toBe(0);
  });

  test('a half-closed connection still carries the other direction', async () => {
    const server = await tcpServer({
      onConnection: (socket) => {
        let got = '';
        socket.on('data', (chunk) => {
          got += String(chunk);
        });
        socket.on('end', () => socket.end(`after the end: ${got}`));
      },
    });
    const engine = newEngine();
    const lsn = await listener(server, server);
    await engine.apply(planChange([lsn]));
    const client = await open(lsn.port, { allowHalfOpen: true });
    client.end('question');
    expect(await lineOf(client)).toBe('after the end: question');
    expect(await endingOf(client)).toBe('end');
  });

  test('a reset by either side is a reset for the other', async () => {
    const server = await tcpServer({ name: 'a' });
    const engine = newEngine();
    const lsn = await listener(server, server);
    await engine.apply(planChange([lsn]));

    const first = await open(lsn.port);
    await lineOf(first);
    const [serverSide] = server.sockets;
    serverSide?.resetAndDestroy();
    expect(await endingOf(first)).toBe('ECONNRESET');

    const second = await open(lsn.port);
    await lineOf(second);
    const [otherServerSide] = server.sockets;
    const ending = endingOf(otherServerSide as Socket);
    second.resetAndDestroy();
    expect(await ending).toBe('ECONNRESET');
    await waitFor(() => engine.counters()[0]?.connectionsCurrent === 0);
  });

  test('a sender is held back while the receiver does not read', async () => {
    const server = await tcpServer({ onConnection: (socket) => socket.pause() });
    const engine = newEngine();
    const lsn = await listener(server, server);
    await engine.apply(planChange([lsn]));
    const client = await open(lsn.port);
    const block = Buffer.alloc(1024 * 1024);
    let accepted = 0;
    const writeMore = () => {
      while (client.write(block)) {
        accepted += block.length;
      }
      accepted += block.length;
    };
    client.on('drain', writeMore);
    writeMore();
    // The kernel's own buffers fill up first; then nothing more is taken, however long we look.
    let before = -1;
    await waitFor(
      async () => {
        const now = engine.counters()[0]?.bytesInTotal ?? 0;
        const isStill = now === before && now > 0;
        before = now;
        return isStill;
      },
      { intervalMs: 200 },
    );
    expect(before).toBeLessThan(64 * 1024 * 1024);
    const [serverSide] = server.sockets;
    client.removeListener('drain', writeMore);
    client.end();
    let received = 0;
    serverSide?.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    serverSide?.resume();
    await waitFor(() => received === accepted);
  });

  test('a client of a server that refuses is reset, and counted', async () => {
    const engine = newEngine();
    const port = await freePort();
    const lsn = await listener({ address: '127.0.0.1', port }, { address: '127.0.0.1', port });
    await engine.apply(planChange([lsn]));
    const client = connect(lsn.port, ADDRESS);
    expect(await endingOf(client)).toBe('ECONNRESET');
    expect(engine.counters()[0]).toMatchObject({ connectionsTotal: 1, connectErrorsTotal: 1 });
  });

  test('a server that does not answer in time is a failed connect', async () => {
    const server = await tcpServer({});
    // No time at all stands for a server that is silent for longer than the limit.
    const engine = newEngine();
    const lsn = await listener({ address: '240.0.0.1', port: server.port }, server, { connectTimeoutMs: 0 });
    await engine.apply(planChange([lsn]));
    expect(await endingOf(connect(lsn.port, ADDRESS))).toBe('ECONNRESET');
    expect(engine.counters()[0]?.connectErrorsTotal).toBe(1);
  });

  test('an idle connection is reset on both sides; a change of the idle time reaches open connections', async () => {
    const server = await tcpServer({ name: 'a' });
    const engine = newEngine();
    const lsn = await listener(server, server);
    await engine.apply(planChange([lsn]));
    const client = await open(lsn.port);
    await lineOf(client);
    const [serverSide] = server.sockets;
    const endings = Promise.all([endingOf(client), endingOf(serverSide as Socket)]);
    await engine.apply(planChange([{ ...lsn, idleTimeoutMs: 100 }]));
    expect(await endings).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  test('weight 0 on the serving member refuses, and does not fail over', async () => {
    const active = await tcpServer({ name: 'a' });
    const standby = await tcpServer({ name: 's' });
    const engine = newEngine();
    const lsn = await listener(active, standby);
    await engine.apply(planChange([{ ...lsn, targets: { ...lsn.targets, active: targetPlan('active', active, 0) } }]));
    expect(await endingOf(connect(lsn.port, ADDRESS))).toBe('ECONNRESET');
    expect(engine.counters()[0]).toMatchObject({ drops: { 'no-server': 1 }, connectionsTotal: 0 });
    expect([active.received(), standby.received()]).toEqual([0, 0]);
  });

  test('routing moves new connections and leaves open ones', async () => {
    const active = await tcpServer({ name: 'a' });
    const standby = await tcpServer({ name: 's' });
    const engine = newEngine();
    const lsn = await listener(active, standby);
    await engine.apply(planChange([lsn]));
    const old = await open(lsn.port);
    expect(await lineOf(old)).toBe('a');
    engine.route(new Map([['lsn-1', TO_STANDBY]]));
    expect(await firstLine(lsn.port, ADDRESS)).toBe('s');
    engine.route(new Map([['lsn-1', TO_ACTIVE]]));
    expect(await firstLine(lsn.port, ADDRESS)).toBe('a');
    old.write('still here');
    expect(await lineOf(old)).toBe('still here');
  });

  test('changing, moving or removing one listener leaves the connections of another alone', async () => {
    const server = await tcpServer({ name: 'a' });
    const other = await tcpServer({ name: 'b' });
    const engine = newEngine();
    const first = await listener(server, server);
    const second = await listener(server, server, { id: 'lsn-2' });
    await engine.apply(planChange([first, second]));
    const stays = await open(first.port);
    const goes = await open(second.port);
    await Promise.all([lineOf(stays), lineOf(goes)]);

    const movedPort = await freePort(ADDRESS);
    const ending = endingOf(goes);
    await engine.apply(planChange([first, { ...second, port: movedPort, targets: activeStandby({ active: other, standby: other }) }]));
    expect(await ending).toBe('ECONNRESET');
    expect(await firstLine(movedPort, ADDRESS)).toBe('b');
    await expect(firstLine(second.port, ADDRESS)).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    await engine.apply(planChange([{ ...first, targets: activeStandby({ active: other, standby: other }) }], { remove: [second.id] }));
    await expect(firstLine(movedPort, ADDRESS)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    stays.write('ping');
    expect(await lineOf(stays)).toBe('ping');
    expect(await firstLine(first.port, ADDRESS)).toBe('b');
  });

  test('two listeners can swap their ports', async () => {
    const a = await tcpServer({ name: 'a' });
    const b = await tcpServer({ name: 'b' });
    const engine = newEngine();
    const first = await listener(a, a);
    const second = await listener(b, b, { id: 'lsn-2' });
    await engine.apply(planChange([first, second]));
    const results = await engine.apply(
      planChange([
        { ...first, port: second.port },
        { ...second, port: first.port },
      ]),
    );
    expect(results.every((result) => result.error === undefined)).toBe(true);
    expect(await firstLine(first.port, ADDRESS)).toBe('b');
    expect(await firstLine(second.port, ADDRESS)).toBe('a');
  });

  test('a taken port is reported, the others work, and it is opened once it is free', async () => {
    const server = await tcpServer({ name: 'a' });
    const blocker = await startTcpServer({ address: ADDRESS });
    const engine = newEngine();
    const good = await listener(server, server);
    const taken = await listener(server, server, { id: 'lsn-2', port: blocker.port });
    const nowhere = await listener(server, server, { id: 'lsn-3', address: '192.0.2.1', port: 4000 });
    const udpNowhere = await listener(server, server, { id: 'lsn-4', protocol: 'udp', address: '192.0.2.1', port: 4000 });
    const results = await engine.apply(planChange([good, taken, nowhere, udpNowhere]));
    expect(results.map((result) => result.error?.code)).toEqual([undefined, 'PortInUse', 'AddressNotAvailable', 'AddressNotAvailable']);
    expect(results[1]?.error?.message).toContain(`TCP port ${blocker.port} of ${ADDRESS} is taken`);
    expect(await firstLine(good.port, ADDRESS)).toBe('a');
    await blocker.stop();
    expect((await engine.apply(planChange([good, taken])))[1]).toEqual({ listenerId: 'lsn-2' });
    expect(await firstLine(taken.port, ADDRESS)).toBe('a');
  });

  test('nothing is left of connections, whatever clients and servers do', async () => {
    const refusing = { address: '127.0.0.1', port: await freePort() };
    const servers: Place[] = [
      await tcpServer({ name: 'echoes' }),
      await tcpServer({ onConnection: (socket) => socket.resetAndDestroy() }),
      await tcpServer({ onConnection: (socket) => socket.end('bye').resume() }),
      await tcpServer({ onConnection: (socket) => socket.once('data', () => socket.resetAndDestroy()).once('end', () => socket.end()) }),
      refusing,
    ];
    const behaviours: ((client: Socket) => void)[] = [
      (client) => client.resetAndDestroy(),
      (client) => client.destroy(),
      (client) => client.end(),
      (client) => client.end(Buffer.alloc(300_000)),
      (client) => client.once('data', () => client.resetAndDestroy()).write('x'),
      (client) => client.write(Buffer.alloc(300_000), () => client.destroy()),
    ];
    const engine = newEngine();
    const plans = await Promise.all(servers.map((server, index) => listener(server, server, { id: `lsn-${index}` })));
    await engine.apply(planChange(plans));
    const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const before = openSockets();
    for (let round = 0; round < 10; round += 1) {
      const clients = plans.flatMap((plan) =>
        behaviours.map((behave) => {
          const client = connect({ port: plan.port, host: ADDRESS, allowHalfOpen: false });
          client.once('connect', () => behave(client));
          return endingOf(client);
        }),
      );
      await Promise.all(clients);
    }
    await waitFor(() => engine.counters().every((counters) => counters.connectionsCurrent === 0), { what: 'no open connection' });
    await waitFor(() => openSockets() <= before, { what: 'no open socket' });
    const total = engine.counters().reduce((sum, counters) => sum + counters.connectionsTotal, 0);
    expect(total).toBe(plans.length * behaviours.length * 10);
  });

  test('closing lets open connections end, and cuts what is left', async () => {
    const server = await tcpServer({ name: 'a' });
    const engine = newEngine();
    const lsn = await listener(server, server);
    await engine.apply(planChange([lsn]));
    const polite = await open(lsn.port);
    const stubborn = await open(lsn.port);
    await Promise.all([lineOf(polite), lineOf(stubborn)]);
    const closed = engine.close(300);
    await expect(firstLine(lsn.port, ADDRESS)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    polite.write('last');
    expect(await lineOf(polite)).toBe('last');
    polite.end();
    expect(await Promise.all([endingOf(polite), endingOf(stubborn), closed])).toEqual(['end', 'ECONNRESET', undefined]);
  });

  test('IPv6 service address and server', async () => {
    const address = '::1';
    const tcp = await tcpServer({ name: 'a', address });
    const engine = newEngine();
    const lsn = await listener(tcp, tcp, { address });
    expect(await engine.apply(planChange([lsn]))).toEqual([{ listenerId: 'lsn-1' }]);
    expect(await firstLine(lsn.port, address)).toBe('a');
  });
});
