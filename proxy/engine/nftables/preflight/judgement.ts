import { markText, OURS, OURS_MASK } from '../marks.ts';
import type { HostFacts } from '../why-not.ts';
import { type Chain, FilterRules } from './packet-fate.ts';
import type { Surroundings } from './surroundings.ts';

/** An entry takes about 400 bytes; the kernel's own default for hosts with more than 4 GB. */
const CONNTRACK_MAX_WANTED = 262_144;
const CONNTRACK_FULL = 0.8;
/** Of our NAT chains; a smaller number is asked before. */
const NAT_PRIORITY = -110;
const MATCH = `'ct mark & ${markText(OURS_MASK)} == ${markText(OURS)} accept'`;
const IPTABLES_MATCH = `-m connmark --mark ${markText(OURS)}/${markText(OURS_MASK)} -j ACCEPT`;

const FAMILIES = { 4: ['ip', 'inet'], 6: ['ip6', 'inet'] } as const;
type Version = keyof typeof FAMILIES;

/** What the surroundings do to what the kernel forwards. */
export class Judgement implements HostFacts {
  readonly whyNotForward4: string | null;
  readonly whyNotForward6: string | null;
  readonly whyNotLocal4: string | null;
  readonly whyNotLocal6: string | null;
  /** A line each, for people, with how to mend it. */
  readonly hints: readonly string[];
  readonly #host: Surroundings;
  readonly #rules: FilterRules;
  readonly #local: ReadonlySet<string>;

  /** All is judged here and once: it is asked for by every listener. */
  constructor(host: Surroundings) {
    this.#host = host;
    this.#rules = new FilterRules(host.otherTables);
    this.#local = new Set(host.addresses.map(({ address }) => address));
    this.whyNotForward4 = host.forwards4 ? this.#whyDropped(4) : 'This host does not forward IPv4, and a server is on another one.';
    this.whyNotForward6 = host.forwards6 ? this.#whyDropped(6) : 'This host does not forward IPv6, and a server is on another one.';
    this.whyNotLocal4 = this.#whyNotLocal(4);
    this.whyNotLocal6 = this.#whyNotLocal(6);
    this.hints = [...this.#forwardingOff(), ...this.#filters(), ...this.#otherNat(), ...this.#reversePath(), ...this.#conntrack()];
  }

  isLocal(address: string): boolean {
    return this.#local.has(address) || address.startsWith('127.');
  }

  /** The same text as before: nothing has changed that decides who serves a listener. */
  get gist(): string {
    const whyNot = [this.whyNotForward4, this.whyNotForward6, this.whyNotLocal4, this.whyNotLocal6];
    return JSON.stringify([whyNot, [...this.#local].sort()]);
  }

  #whyDropped(version: Version): string | null {
    const [chain] = this.#dropping('forward', version);
    return chain ? `${capitalised(nameOf(chain))} drops what this host forwards, and a server is on another one.` : null;
  }

  #whyNotLocal(version: Version): string | null {
    const [chain] = this.#dropping('input', version);
    return chain ? `${capitalised(nameOf(chain))} may drop what comes in for the port of a server on this host.` : null;
  }

  #dropping(hook: 'forward' | 'input', version: Version): Chain[] {
    return this.#chains('filter', hook, FAMILIES[version]).filter((chain) => this.#rules.drops(chain));
  }

  #chains(type: string, hook: string, families: readonly string[] = ['ip', 'ip6', 'inet']): Chain[] {
    return this.#rules.chains.filter((chain) => chain.type === type && chain.hook === hook && families.includes(chain.family));
  }

  #has(version: Version): boolean {
    return this.#host.addresses.some(
      ({ address, isLoopback }) => !isLoopback && !address.startsWith('fe80:') && address.includes(':') === (version === 6),
    );
  }

  #forwardingOff(): string[] {
    const hints: string[] = [];
    if (!this.#host.forwards4 && this.#has(4)) {
      hints.push(
        'IPv4 forwarding is off, so the kernel reaches no server on another host: sysctl -w net.ipv4.ip_forward=1, and the same line in a file of /etc/sysctl.d.',
      );
    }
    if (!this.#host.forwards6 && this.#has(6)) {
      hints.push(
        'IPv6 forwarding is off, so the kernel reaches no server on another host: sysctl -w net.ipv6.conf.all.forwarding=1, and the same line in a file of /etc/sysctl.d. A host that gets its own address by router advertisements needs accept_ra=2 on that interface too.',
      );
    }
    return hints;
  }

  #filters(): string[] {
    const versions = ([4, 6] as const).filter((version) => (version === 4 ? this.#host.forwards4 : this.#host.forwards6));
    const dropping = new Set(versions.flatMap((version) => this.#dropping('forward', version)));
    const inputs = new Set(([4, 6] as const).flatMap((version) => this.#dropping('input', version)));
    const hints = [
      ...Array.from(
        dropping,
        (chain) => `${capitalised(nameOf(chain))} drops what the kernel forwards to servers on other hosts: ${mendOf(chain)}.`,
      ),
      ...Array.from(
        inputs,
        (chain) =>
          `${capitalised(nameOf(chain))} decides about servers on this host by their own port, and not at all about what goes on to other hosts; the access control lists of listeners do. To let in what listeners accept: ${mendOf(chain)}.`,
      ),
    ];
    for (const { table, reason } of this.#host.unreadable) {
      hints.push(
        `The table ${table} cannot be looked into (${reason}). What it does to forwarded connections has to be looked up by hand.`,
      );
    }
    if (this.#host.hasLegacyTables) {
      hints.push(
        `There are rules of iptables-legacy, which cannot be looked into from here. If its chain FORWARD drops: iptables-legacy -I FORWARD ${IPTABLES_MATCH}.`,
      );
    }
    return hints;
  }

  #otherNat(): string[] {
    const earlier = [...this.#chains('nat', 'prerouting'), ...this.#chains('nat', 'output')].filter(
      (chain) => (chain.prio ?? 0) < NAT_PRIORITY,
    );
    const hiding = this.#chains('nat', 'postrouting').filter((chain) => this.#rules.hidesClients(chain));
    return [
      ...earlier.map(
        (chain) =>
          `${capitalised(nameOf(chain))} translates before the rules of this product (priority ${chain.prio}): of an address and port that both name, it has the connections.`,
      ),
      ...hiding.map(
        (chain) =>
          `${capitalised(nameOf(chain))} translates the source of what is forwarded: servers see this host, and not their clients, also where a region keeps client addresses. To leave these alone: ${mendOf(chain)}.`,
      ),
    ];
  }

  /** With one interface, the way back is always the way in. */
  #reversePath(): string[] {
    const { strict, interfaces } = this.#host;
    return strict.length === 0 || interfaces.length < 2
      ? []
      : [
          `rp_filter is strict on ${strict.slice(0, 5).join(', ')}${strict.length > 5 ? ' and others' : ''}: packets that come in by another interface than the route back to their sender are lost without a trace. If clients or servers have several ways to this host: sysctl -w net.ipv4.conf.${strict[0]}.rp_filter=2.`,
        ];
  }

  #conntrack(): string[] {
    const { conntrackMax: max, conntrackCount: count } = this.#host;
    if (max === null) {
      return [];
    }
    const more = `sysctl -w net.netfilter.nf_conntrack_max=${Math.max(CONNTRACK_MAX_WANTED, max * 2)}`;
    if (count !== null && count > max * CONNTRACK_FULL) {
      return [`${count} of ${max} entries of connection tracking are in use; when it is full, new connections are dropped: ${more}.`];
    }
    return max < CONNTRACK_MAX_WANTED
      ? [`Connection tracking has room for ${max} connections through this host, and drops more than that: ${more}.`]
      : [];
  }
}

/** Tables of iptables are changed by iptables: it refuses to work on a chain with rules that it cannot read. */
function mendOf({ family, table, name }: Chain): string {
  if (family !== 'inet' && name === name.toUpperCase()) {
    const command = family === 'ip6' ? 'ip6tables' : 'iptables';
    return `${command} ${table === 'filter' ? '' : `-t ${table} `}-I ${name} ${IPTABLES_MATCH}`;
  }
  return `nft insert rule ${family} ${table} ${name} ${MATCH}`;
}

function nameOf({ family, table, name }: Chain): string {
  return `the chain ${name} of the table ${family} ${table}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
