import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface FloodOptions {
  address: string;
  port: number;
  /** Each client port is one of these addresses with a port of its own. */
  sources: string[];
  portsPerSource: number;
  /** Clients that wait for their answer at the same time. */
  concurrency: number;
  /** A client that has no answer asks again after this time, as clients of UDP do, and so often. */
  answerMs: number;
  attempts: number;
}

/** One question from each of many client ports; a client gives up its port after its answer, or the lack of one. */
export async function floodFromManyPorts(options: FloodOptions): Promise<{ sent: number; answered: number; wrong: number }> {
  const result = { sent: 0, answered: 0, wrong: 0 };
  const clients = options.sources.flatMap((source) => Array.from({ length: options.portsPerSource }, () => source));
  const loop = async () => {
    for (let source = clients.pop(); source !== undefined; source = clients.pop()) {
      result.sent += 1;
      const outcome = await oneDatagram(source, `${source}-${result.sent}`, options);
      result.answered += outcome === 'answered' ? 1 : 0;
      result.wrong += outcome === 'wrong' ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, loop));
  return result;
}

async function oneDatagram(source: string, text: string, { address, port, answerMs, attempts }: FloodOptions) {
  const socket = await boundSocket(source);
  return new Promise<'answered' | 'silent' | 'wrong'>((resolve) => {
    let attemptsLeft = attempts;
    const finish = (outcome: 'answered' | 'silent' | 'wrong') => {
      clearInterval(timer);
      socket.close();
      resolve(outcome);
    };
    const ask = () => {
      if (attemptsLeft === 0) {
        finish('silent');
        return;
      }
      attemptsLeft -= 1;
      socket.send(text, port, address);
    };
    const timer = setInterval(ask, answerMs);
    socket.once('message', (answer) => finish(String(answer).endsWith(`:${text}`) ? 'answered' : 'wrong'));
    ask();
  });
}

async function boundSocket(source: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, callback) => callback(null, host, 4) });
  const bound = once(socket, 'listening');
  socket.bind(0, source);
  await bound;
  socket.on('error', () => {});
  return socket;
}
