import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createNamespaces, removeLeftoverNamespaces, removeNamespaces } from './namespaces.ts';
import { type Options, parseOptions, USAGE, UsageError } from './options.ts';
import { type Command, run } from './processes.ts';
import type { RunInput } from './run.ts';
import { findTools, installPackages, missingPackages, SYSTEM_FOLDERS, type Tools } from './tools.ts';
import { inNamespace, type Namespaces } from './topology.ts';

const RUN = join(import.meta.dirname, 'run.ts');
const ROOT = join(import.meta.dirname, '..');
/** 10,000 connections are 20,000 descriptors in a balancer; programs that reserve memory for the limit want it no larger. */
const OPEN_FILES_MAX = 131_072;
const RAISE: Command = ['prlimit', `--nofile=${OPEN_FILES_MAX}:${OPEN_FILES_MAX}`];
const isRoot = process.getuid?.() === 0;

function readOptions(): Options {
  try {
    const options = parseOptions(process.argv.slice(2), process.env);
    if (options === null) {
      console.log(USAGE);
      process.exit(0);
    }
    return options;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(error.message);
      process.exit(1);
    }
    throw error;
  }
}

/** Says what is missing and how to get it. nginx answers the requests and wrk asks: without them little is left. */
function prepareTools({ isInstalling }: Options): Tools {
  let missing = missingPackages(findTools());
  if (isInstalling && missing.length > 0) {
    installPackages(missing);
    missing = missingPackages(findTools());
  }
  if (missing.length > 0) {
    console.log(`Not installed: ${missing.join(', ')} (Debian packages; --install installs them). What needs them is left out.`);
  }
  const tools = findTools();
  if (tools.nginx === undefined) {
    throw new Error('nginx is needed: it is the server behind every balancer, and the other end of every probe.');
  }
  return tools;
}

async function prepareNamespaces(options: Options, tools: Tools): Promise<Namespaces | null> {
  if (options.isOnLoopback || !isRoot || tools.ip === undefined) {
    const reason = options.isOnLoopback ? 'as asked' : isRoot ? 'iproute2 is not installed' : 'namespaces need root';
    console.log(`Client, balancers and servers share the loopback network: ${reason}.`);
    return null;
  }
  await removeLeftoverNamespaces();
  return createNamespaces();
}

/** Root in a container may not. */
function canRaise(): Promise<boolean> {
  return run([...RAISE, 'true'], 5000).then(
    () => true,
    () => false,
  );
}

async function measure(input: RunInput, whenStarted: (end: () => void) => void): Promise<number> {
  const node = [process.execPath, '--import', 'tsx', RUN, JSON.stringify(input)] as const;
  const inPlace = input.namespaces === null ? node : inNamespace(input.namespaces.balancer, node);
  const [program, ...args] = (await canRaise()) ? [...RAISE, ...inPlace] : inPlace;
  const child = spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'inherit', 'inherit'] });
  whenStarted(() => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

process.env.PATH = [process.env.PATH, ...SYSTEM_FOLDERS].join(':');
const options = readOptions();
let end = () => {};
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isInterrupted = true;
    end();
  });
}
let namespaces: Namespaces | null = null;
try {
  const tools = prepareTools(options);
  namespaces = await prepareNamespaces(options, tools);
  if (!isInterrupted) {
    process.exitCode = await measure({ options, tools, namespaces }, (stop) => {
      end = stop;
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (namespaces !== null) {
    await removeNamespaces(namespaces);
  }
}
