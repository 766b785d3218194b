import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { waitFor as waitForCondition } from './wait.ts';

/** Clients of an engine in this process, with what the model says of them. */

export interface Connection {
  socket: Socket;
  memberId: string;
  /** Shall have been cut. */
  isCut: boolean;
}

export interface Flow {
  socket: DatagramSocket;
  source: string;
  answers: string[];
  /** Null: the engine has none for it. */
  memberId: string | null;
  /** Its member failed or was removed, and is not back. */
  mustLeave: boolean;
}

/** What happens in this process happens in a moment. */
export function waitFor(condition: () => boolean, what: string): Promise<boolean> {
  return waitForCondition(condition, { what, intervalMs: 1 });
}

/** The name of the server that greets; null: cut before. */
export function greetingOf(socket: Socket): Promise<string | null> {
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.once('data', (greeting) => resolve(String(greeting).trim()));
    socket.once('close', () => resolve(null));
  });
}

/** Whether it is open as far as the server. */
export async function echoes(socket: Socket): Promise<boolean> {
  const WORDS = 'still here';
  let text = '';
  const listen = (chunk: Buffer) => {
    text += String(chunk);
  };
  socket.on('data', listen);
  socket.write(WORDS);
  await waitFor(() => text === WORDS || socket.closed, 'an echo');
  socket.off('data', listen);
  return text === WORDS;
}

export async function newFlow(source: string): Promise<Flow> {
  const socket = createSocket('udp4');
  const answers: string[] = [];
  socket.on('message', (datagram) => answers.push(String(datagram)));
  socket.on('error', () => {});
  socket.bind(0, source);
  await once(socket, 'listening');
  return { socket, source, answers, memberId: null, mustLeave: false };
}
