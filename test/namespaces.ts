import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

const run = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

/** Why this process cannot make network namespaces; null: it can. */
export function whyNoNamespaces(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'network namespaces need Linux and root';
  }
  const name = `olb-${randomBytes(4).toString('hex')}`;
  try {
    run('netns', 'add', name);
    run('netns', 'del', name);
    return null;
  } catch (error) {
    return `network namespaces cannot be made here: ${error instanceof Error ? error.message.trim() : error}`;
  }
}

/** Two hosts on a cable, of which the second can be made a black hole: what is sent to it is neither answered nor refused. */
export class TwoHosts {
  static readonly NEAR = '10.255.77.1';
  static readonly FAR = '10.255.77.2';
  readonly #id = randomBytes(4).toString('hex');
  readonly #near = `olb-${this.#id}-a`;
  readonly #far = `olb-${this.#id}-b`;

  constructor() {
    run('netns', 'add', this.#near);
    run('netns', 'add', this.#far);
    const cable = [`v${this.#id}a`, `v${this.#id}b`] as const;
    run('link', 'add', cable[0], 'netns', this.#near, 'type', 'veth', 'peer', 'name', cable[1], 'netns', this.#far);
    const sides = [
      { host: this.#near, link: cable[0], address: TwoHosts.NEAR },
      { host: this.#far, link: cable[1], address: TwoHosts.FAR },
    ];
    for (const { host, link, address } of sides) {
      run('-n', host, 'address', 'add', `${address}/24`, 'dev', link);
      run('-n', host, 'link', 'set', link, 'up');
      run('-n', host, 'link', 'set', 'lo', 'up');
    }
    // The far host's address on the cable stays known, so that silence is not noticed as "host unreachable".
    const mac = /link\/ether (\S+)/.exec(run('-n', this.#far, 'link', 'show', cable[1]))?.[1] ?? '';
    run('-n', this.#near, 'neighbour', 'replace', TwoHosts.FAR, 'lladdr', mac, 'nud', 'permanent', 'dev', cable[0]);
  }

  /** Commands that become a process on one of the hosts. */
  get near(): string[] {
    return ['ip', 'netns', 'exec', this.#near];
  }

  get far(): string[] {
    return ['ip', 'netns', 'exec', this.#far];
  }

  /** The far host drops every answer to the near one. */
  swallow(): void {
    run('-n', this.#far, 'route', 'add', 'blackhole', TwoHosts.NEAR);
  }

  remove(): void {
    run('netns', 'del', this.#near);
    run('netns', 'del', this.#far);
  }
}
