import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '#test/servers.ts';
import { type Conversation, conversationOf, type Outcome, play } from './conversation.ts';
import { Dice, FUZZ_SECONDS, newSeed } from './seed.ts';
import { HANGS_MS, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

const AT_ONCE = 8;
const ID_BYTES = 4;
/** Of the random tests' time, the other half being that of the configurations. */
const SECONDS = FUZZ_SECONDS / 2;
/** The shortest that a listener may have, so that a forgotten connection would end by it and be noticed as too late. */
const IDLE_SECONDS = 900;

test('random bytes, half-closes and resets: what arrives is right and in order, an orderly end is complete, and nothing hangs', {
  timeout: SECONDS * 1000 + 240_000,
}, async (context) => {
  const seed = newSeed('Random streams');
  const stage = await Stage.open(16, context);
  const played = new Map<number, Promise<Outcome>>();
  const strangers = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => receive(socket));
  server.listen(0, stage.address(1, 1));
  await once(server, 'listening');
  stage.cleanup(() => server.close());
  const active = { address: stage.address(1, 1), port: (server.address() as { port: number }).port };
  const standby = { address: stage.address(1, 2), port: await freePort(stage.address(1, 2)) };
  const listener = await stage.listen(1, { active, standby }, { check: { enabled: false } });
  await stage.configuration.query('UPDATE listener SET idle_timeout_seconds = $1', [IDLE_SECONDS]);
  const worker = await stage.worker();
  await stage.converged();

  /** The first bytes say which conversation it is; a connection that is cut before has no server's side. */
  function receive(socket: Socket): void {
    strangers.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => strangers.delete(socket));
    socket.on('end', () => strangers.has(socket) && socket.destroy());
    const read = () => {
      const bytes: Buffer | null = socket.read(ID_BYTES);
      // At the end of a stream Node gives what is left, which is less.
      if (bytes?.length === ID_BYTES) {
        socket.off('readable', read);
        strangers.delete(socket);
        const { id, server: actions } = conversationOf(seed, bytes.readUInt32BE());
        played.set(id, play(socket, actions, { out: 2 * id + 1, in: 2 * id }));
        socket.resume();
      }
    };
    socket.on('readable', read);
  }

  let next = 0;
  const totals = { conversations: 0, bytes: 0, complete: 0 };
  const end = performance.now() + SECONDS * 1000;
  const loop = async () => {
    while (performance.now() < end) {
      const conversation = conversationOf(seed, next);
      next += 1;
      const outcomes = await withLimit(`conversation ${conversation.id} of seed ${seed}`, async () => {
        const client = await playClient(conversation, seed, listener);
        // What the client did not say, nobody could answer.
        const hasBegun = played.has(conversation.id);
        return { client, server: hasBegun || client.sent > 0 ? await serverOf(conversation.id, client) : null };
      });
      judge(conversation, seed, outcomes);
      played.delete(conversation.id);
      totals.conversations += 1;
      totals.bytes += outcomes.client.received + (outcomes.server?.received ?? 0);
      totals.complete += outcomes.server && !outcomes.client.hasReset && !outcomes.server.hasReset ? 1 : 0;
    }
  };

  /** A client that was cut may have sent an id that never reached the server. */
  async function serverOf(id: number, client: Outcome): Promise<Outcome | null> {
    if (!client.hasReset && client.error === null) {
      await waitFor(() => played.has(id), { what: `the server's side of conversation ${id}` });
    }
    return (await played.get(id)) ?? null;
  }

  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  // Sides of resets that the server saw only after the client had gone.
  await waitFor(() => strangers.size === 0, { what: 'the server to be rid of every connection' });
  await withLimit('the rest', () => Promise.all(played.values()));
  await waitFor(async () => (await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))) === 0, {
    what: 'no connection left at the server',
  });
  say(`${totals.conversations} conversations, ${totals.complete} without a reset, ${Math.round(totals.bytes / 1024 ** 2)} MiB`);
  expect(totals.conversations).toBeGreaterThan(0);
  expect(await worker.readyz()).toBe(200);
});

async function playClient({ id, client }: Conversation, seed: number, place: { address: string; port: number }): Promise<Outcome> {
  const dice = new Dice((seed + id) >>> 0);
  const socket = connect({ host: place.address, port: place.port, allowHalfOpen: true, noDelay: true });
  socket.on('error', () => {});
  if (dice.chance(0.05)) {
    // Cut while it is being connected, or the moment that it is.
    if (dice.chance(0.5)) {
      await once(socket, 'connect');
    }
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
    return { sent: 0, received: 0, wrongAt: null, isEnded: false, hasEnded: false, hasReset: true, error: null };
  }
  await once(socket, 'connect');
  const head = Buffer.alloc(ID_BYTES);
  head.writeUInt32BE(id);
  if (dice.chance(0.05)) {
    // Half an id, and then nothing more.
    const closed = once(socket, 'close');
    socket.write(head.subarray(0, 2));
    socket.resetAndDestroy();
    await closed;
    return { sent: 0, received: 0, wrongAt: null, isEnded: false, hasEnded: false, hasReset: true, error: null };
  }
  socket.write(head);
  return play(socket, client, { out: 2 * id, in: 2 * id + 1 });
}

/** The rules that hold whatever the two sides did. */
function judge(conversation: Conversation, seed: number, { client, server }: { client: Outcome; server: Outcome | null }): void {
  const what = `conversation ${conversation.id} of seed ${seed}`;
  const sides = server
    ? [
        { from: client, to: server },
        { from: server, to: client },
      ]
    : [];
  for (const { from, to } of sides) {
    expect({ what, wrongAt: to.wrongAt }).toEqual({ what, wrongAt: null });
    expect(to.received, what).toBeLessThanOrEqual(from.sent);
    // After a reset a reader in Node may be told of an end, and not of the reset, when bytes were still waiting for it.
    if (to.isEnded && !from.hasReset && !to.hasReset) {
      expect({ what, hasEnded: from.hasEnded, received: to.received }).toEqual({ what, hasEnded: true, received: from.sent });
    }
  }
  if (server && !client.hasReset && !server.hasReset) {
    const complete = { isEnded: true, error: null };
    expect({ what, client, server }).toMatchObject({ what, client: complete, server: complete });
  }
}

async function withLimit<T>(what: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs`)), HANGS_MS);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
