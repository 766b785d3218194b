import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type ToolName = 'haproxy' | 'nginx' | 'nginx-stream' | 'wrk' | 'iperf3' | 'ip' | 'nft' | 'conntrack';

/** Programs that are there, with their versions; a missing one has no entry. */
export type Tools = Partial<Record<ToolName, string>>;

const PACKAGES: Record<ToolName, string> = {
  haproxy: 'haproxy',
  nginx: 'nginx',
  'nginx-stream': 'libnginx-mod-stream',
  wrk: 'wrk',
  iperf3: 'iperf3',
  ip: 'iproute2',
  nft: 'nftables',
  conntrack: 'conntrack',
};

/** Daemons are in the system folders, which an ordinary user's path may lack. */
export const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

export function findTools(): Tools {
  const tools: Tools = {};
  const see = (name: ToolName, args: string[], pattern: RegExp) => {
    const version = findProgram(name) === null ? undefined : pattern.exec(output(name, args))?.[1];
    if (version !== undefined) {
      tools[name] = version;
    }
  };
  see('haproxy', ['-v'], /version ([\w.-]+)/i);
  see('nginx', ['-v'], /nginx\/([\w.-]+)/);
  see('wrk', ['-v'], /wrk (?:debian\/)?([\w./+-]+)/);
  see('iperf3', ['--version'], /iperf ([\w.+-]+)/);
  see('ip', ['-V'], /iproute2-([\w.-]+)/);
  see('nft', ['--version'], /nftables v([\w.-]+)/);
  see('conntrack', ['--version'], /conntrack v([\w.-]+)/);
  if (tools.nginx !== undefined && nginxStreamModule() !== null) {
    tools['nginx-stream'] = tools.nginx;
  }
  return tools;
}

/** Debian packages of what is missing. */
export function missingPackages(tools: Tools): string[] {
  return (Object.keys(PACKAGES) as ToolName[]).filter((name) => tools[name] === undefined).map((name) => PACKAGES[name]);
}

/** By Debian's package manager, as root; no service is started. */
export function installPackages(packages: string[]): void {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } } as const;
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

/**
 * How nginx gets its stream module: the line that loads it, an empty one when it is compiled in, null when this
 * nginx cannot forward streams.
 */
export function nginxStreamModule(): string | null {
  const built = output('nginx', ['-V']);
  if (/--with-stream(\s|$)/.test(built)) {
    return '';
  }
  const folder = /--modules-path=(\S+)/.exec(built)?.[1];
  const file = folder === undefined ? null : join(folder, 'ngx_stream_module.so');
  return file !== null && existsSync(file) ? `load_module ${file};` : null;
}

export function findProgram(name: string): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS]) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Both streams: half of these programs print their version as an error. */
function output(name: string, args: string[]): string {
  const { stdout, stderr } = spawnSync(findProgram(name) ?? name, args, { encoding: 'utf8', timeout: 10_000 });
  return `${stdout}\n${stderr}`;
}
