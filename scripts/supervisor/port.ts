import { request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WrongEnvironment } from './environment.ts';

const POLL_MS = 50;

/** Refuses a start that could only fail later, with the variable to change. */
export async function requireFreePort(host: string, port: number, variable: string): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new WrongEnvironment(
        `${variable}: ${port} is taken on ${host} by another program; end that one or set ${variable} to a free port.`,
      );
    }
    if (code === 'EACCES') {
      throw new WrongEnvironment(`${variable}: ${port} may not be used by this user; set ${variable} to a port from 1024 on.`);
    }
    throw new WrongEnvironment(`HOST: "${host}" is not an address of this machine (${code}).`);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

/** Whether an HTTP server gives any answer within the time. */
export async function answers(host: string, port: number, path: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  while (Date.now() < deadline && !signal.aborted) {
    if (await respondsOnce(target, port, path, deadline - Date.now())) {
      return true;
    }
    await sleep(POLL_MS);
  }
  return false;
}

function respondsOnce(host: string, port: number, path: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ host, port, path, agent: false, timeout: Math.max(1, timeoutMs) }, (response) => {
      response.resume();
      resolve(true);
    });
    call.once('timeout', () => call.destroy());
    call.once('error', () => resolve(false));
    call.end();
  });
}
