// What must work before anything is installed: plain Node, no packages.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_MIN = [20, 19];
const PROGRESS_MS = 10_000;

/** Ends the process with one sentence when this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
    console.error(`OpenSLB needs Node.js ${NODE_MIN.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).`);
    process.exit(1);
  }
}

/** Runs `npm ci` unless what is installed is what package-lock.json says. */
export async function installPackages(log = console.log) {
  if (arePackagesInstalled()) {
    return;
  }
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  log('Installing packages (npm ci), once, about a minute …');
  const progress = setInterval(() => log(`Installing packages … ${elapsed()}`), PROGRESS_MS);
  try {
    await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  } finally {
    clearInterval(progress);
  }
  log(`Packages installed in ${elapsed()}.`);
}

function arePackagesInstalled() {
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) {
    return false;
  }
  const installed = readPackages(installedFile);
  const wanted = readPackages(join(ROOT, 'package-lock.json'));
  return Object.entries(wanted).every(([path, { optional, version, integrity }]) => {
    const found = installed[path];
    // Optional packages for other machines are rightly absent.
    return path === '' || (found === undefined ? optional === true : found.version === version && found.integrity === integrity);
  });
}

/** @returns {Record<string, { optional?: boolean, version?: string, integrity?: string }>} */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** @param {string[]} args */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...prefix, ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    const forward = (signal) => child.kill(signal);
    process.once('SIGTERM', forward);
    process.once('SIGINT', forward);
    child.once('error', (cause) => reject(new Error(`npm cannot be run: ${cause.message}`, { cause })));
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', forward);
      code === 0 ? resolve() : reject(new Error(`npm ${args[0]} failed (${signal ?? `code ${code}`}); see its message above.`));
    });
  });
}
