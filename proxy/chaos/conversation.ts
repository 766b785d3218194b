import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from './seed.ts';

/** What one side of a connection does, in this order. `end` closes its direction, `reset` cuts both. */
export type Action =
  | { kind: 'send'; bytes: number }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Lets the other side and the worker go on for a moment. */
  | { kind: 'yield' }
  /** Reads nothing for so long, and then goes on; what was sent before is on its way meanwhile. */
  | { kind: 'stop'; ms: number }
  | { kind: 'end' }
  | { kind: 'reset' };

export interface Conversation {
  id: number;
  client: Action[];
  server: Action[];
}

const SEND_BYTES = [1, 2, 100, 1460, 4096, 65_536, 65_537, 300_000, 1_500_000];
const ACTIONS_MAX = 8;
/** More than the system buffers between two sides, so that the worker itself has to wait with bytes in its hands. */
const FLOOD_BYTES = [8_000_000, 24_000_000];
const STOP_MS = [500, 1000, 2000];
/** A flood takes a thousand times as long as other conversations, which go on beside it and use the worker's memory. */
const FLOOD_CHANCE = 0.06;

/** The two sides of a connection, from a seed; the server's side begins when it has read the conversation's id. */
export function conversationOf(seed: number, id: number): Conversation {
  const dice = new Dice((seed ^ Math.imul(id + 1, 0x9e3779b1)) >>> 0);
  const isFlood = dice.chance(FLOOD_CHANCE);
  return { id, client: sideOf(dice, isFlood), server: sideOf(dice, isFlood) };
}

function sideOf(dice: Dice, isFlood: boolean): Action[] {
  const actions: Action[] = isFlood
    ? [
        { kind: 'send', bytes: dice.pick(FLOOD_BYTES) },
        { kind: 'stop', ms: dice.pick(STOP_MS) },
      ]
    : [];
  for (let count = dice.below(ACTIONS_MAX); count > 0; count -= 1) {
    const kind = dice.pick(['send', 'send', 'send', 'yield', 'pause', 'resume'] as const);
    actions.push(kind === 'send' ? { kind, bytes: dice.pick(SEND_BYTES) } : { kind });
  }
  // Whoever waits for bytes reads in the end.
  actions.push({ kind: 'resume' }, { kind: dice.chance(0.25) ? 'reset' : 'end' });
  return actions;
}

const BLOCK_BYTES = 256;
/** Two blocks, so that one that begins with any byte is found in it. */
const RAMP = Buffer.from(Array.from({ length: 2 * BLOCK_BYTES }, (_, index) => index % BLOCK_BYTES));

/** Bytes of a stream from an offset on: every conversation and direction has other ones, and so has every part of it. */
export function fillPattern(bytes: Buffer, stream: number, offset: number): Buffer {
  for (const { at, expected } of patternBlocks(bytes.length, stream, offset)) {
    expected.copy(bytes, at);
  }
  return bytes;
}

/** Where the bytes begin to differ from the stream's; null: nowhere. */
export function wrongPlace(bytes: Buffer, stream: number, offset: number): number | null {
  for (const { at, expected } of patternBlocks(bytes.length, stream, offset)) {
    const seen = bytes.subarray(at, at + expected.length);
    if (!seen.equals(expected)) {
      return at + seen.findIndex((byte, index) => byte !== expected[index]);
    }
  }
  return null;
}

/** Within a block the bytes go up by one; with each block and each 64 KiB the beginning moves. */
function* patternBlocks(length: number, stream: number, offset: number): Generator<{ at: number; expected: Buffer }> {
  let at = 0;
  while (at < length) {
    const place = offset + at;
    const begin = (Math.imul(stream + 1, 31) + place + (place >>> 8) * 7 + (place >>> 16) * 13) & 0xff;
    const bytes = Math.min(length - at, BLOCK_BYTES - (place % BLOCK_BYTES));
    yield { at, expected: RAMP.subarray(begin, begin + bytes) };
    at += bytes;
  }
}

/** What one side saw. */
export interface Outcome {
  sent: number;
  received: number;
  /** First place at which another byte came than was sent. */
  wrongAt: number | null;
  /** The other direction ended in good order. */
  isEnded: boolean;
  /** It ended its own direction in good order. */
  hasEnded: boolean;
  hasReset: boolean;
  error: string | null;
}

/** Plays one side; resolves when its socket is closed. */
export function play(
  socket: Socket,
  actions: readonly Action[],
  streams: { out: number; in: number },
  already = { sent: 0 },
): Promise<Outcome> {
  const outcome: Outcome = {
    sent: already.sent,
    received: 0,
    wrongAt: null,
    isEnded: false,
    hasEnded: false,
    hasReset: false,
    error: null,
  };
  socket.on('data', (chunk) => {
    const wrong = outcome.wrongAt === null ? wrongPlace(chunk, streams.in, outcome.received) : null;
    outcome.wrongAt ??= wrong === null ? null : outcome.received + wrong;
    outcome.received += chunk.length;
  });
  socket.on('end', () => {
    outcome.isEnded = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    outcome.error = error.code ?? error.message;
  });
  const closed = new Promise<Outcome>((resolve) => socket.once('close', () => resolve(outcome)));
  void act(socket, actions, streams.out, outcome);
  return closed;
}

async function act(socket: Socket, actions: readonly Action[], stream: number, outcome: Outcome): Promise<void> {
  for (const action of actions) {
    if (socket.destroyed) {
      return;
    }
    switch (action.kind) {
      case 'send':
        socket.write(fillPattern(Buffer.alloc(action.bytes), stream, outcome.sent));
        outcome.sent += action.bytes;
        break;
      case 'pause':
        socket.pause();
        break;
      case 'resume':
        socket.resume();
        break;
      case 'yield':
        await sleep(1);
        break;
      case 'stop':
        socket.pause();
        await sleep(action.ms);
        socket.resume();
        break;
      case 'end':
        outcome.hasEnded = true;
        socket.end();
        break;
      case 'reset':
        outcome.hasReset = true;
        socket.resetAndDestroy();
        break;
    }
  }
}
