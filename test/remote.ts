import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Functions that run in a process of its own, so that neither its load nor its descriptors are the test's. */

// biome-ignore lint/suspicious/noExplicitAny: each function keeps its own parameters and result.
export type Functions = Record<string, (...args: any[]) => unknown>;
type Call = { id: number; name: string; args: unknown[] };
type Answer = { id: number; value?: unknown; error?: string };

export type Remote<F extends Functions> = {
  [name in keyof F]: (...args: Parameters<F[name]>) => Promise<Awaited<ReturnType<F[name]>>>;
};

/** In the process that has the functions: answers calls until its parent is gone. */
export function serveRemote(functions: Functions): void {
  process.on('message', (call: Call) => {
    void (async () => {
      const answer: Answer = { id: call.id };
      try {
        answer.value = await functions[call.name]?.(...call.args);
      } catch (error) {
        answer.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
      process.send?.(answer);
    })();
  });
  process.on('disconnect', () => process.exit(0));
}

/** `wrapper`: a command that becomes the process, such as `ip netns exec name`. */
export function startRemote<F extends Functions>(file: string, wrapper: string[] = []) {
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, '--import', 'tsx', file];
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  child.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) {
      call?.resolve(answer.value);
    } else {
      call?.reject(new Error(answer.error));
    }
  });
  child.on('error', () => {});
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`${file} ended (${signal ?? `code ${code}`})`));
    }
    waiting.clear();
  });
  const remote = new Proxy({} as Remote<F>, {
    get:
      (_target, name) =>
      (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          lastId += 1;
          waiting.set(lastId, { resolve, reject });
          child.send({ id: lastId, name: String(name), args } satisfies Call, (error) => error && reject(error));
        }),
  });
  return {
    remote,
    pid: child.pid ?? -1,
    async stop(): Promise<void> {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}
