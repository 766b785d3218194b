import type { Socket } from 'node:net';
import { Dice } from './seed.ts';

/** What one side of a connection does, in this order. `end` closes its direction, `reset` cuts both. */
export type Action =
  | { kind: 'send'; bytes: number }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Lets the other side and the worker go on for a moment. */
  | { kind: 'yield' }
  | { kind: 'end' }
  | { kind: 'reset' };

export interface Conversation {
  id: number;
  client: Action[];
  server: Action[];
}

const SEND_BYTES = [1, 2, 100, 1460, 4096, 65_536, 65_537, 300_000, 1_500_000];
const ACTIONS_MAX = 8;

/** The two sides of a connection, from a seed; the server's side begins when it has read the conversation's id. */
export function conversationOf(seed: number, id: number): Conversation {
  const dice = new Dice((seed ^ Math.imul(id + 1, 0x9e3779b1)) >>> 0);
  return { id, client: sideOf(dice), server: sideOf(dice) };
}

function sideOf(dice: Dice): Action[] {
  const actions: Action[] = [];
  for (let count = dice.below(ACTIONS_MAX); count > 0; count -= 1) {
    const kind = dice.pick(['send', 'send', 'send', 'yield', 'pause', 'resume'] as const);
    actions.push(kind === 'send' ? { kind, bytes: dice.pick(SEND_BYTES) } : { kind });
  }
  // Whoever waits for bytes reads in the end.
  actions.push({ kind: 'resume' }, { kind: dice.chance(0.25) ? 'reset' : 'end' });
  return actions;
}

/** What the byte at a place of a stream is: every conversation and direction has other ones. */
export function fillPattern(bytes: Buffer, stream: number, offset: number): Buffer {
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = patternAt(stream, offset + index);
  }
  return bytes;
}

export function patternAt(stream: number, offset: number): number {
  return (Math.imul(stream + 1, 31) + offset + (offset >>> 8) * 7 + (offset >>> 16) * 13) & 0xff;
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
    for (let index = 0; index < chunk.length && outcome.wrongAt === null; index += 1) {
      if (chunk[index] !== patternAt(streams.in, outcome.received + index)) {
        outcome.wrongAt = outcome.received + index;
      }
    }
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
        await new Promise((resolve) => setTimeout(resolve, 1));
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
