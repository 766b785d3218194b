import { z } from 'zod';
import { OURS, OURS_MASK } from '../marks.ts';

/** What of a rule set decides over packets, as `nft -j` says it; all else is of no interest here. */
const Chain = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.string().optional(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
});
const Rule = z.object({ family: z.string(), table: z.string(), chain: z.string(), expr: z.array(z.record(z.string(), z.unknown())) });

export type Chain = z.infer<typeof Chain>;
type Statement = Record<string, unknown>;
type Fate = 'accept' | 'drop';
/** Of a packet in a connection of ours: its connection is new, or one that was let through before. */
type ConnectionState = 'new' | 'established';

const JUMPS_MAX = 16;

/** The chains and rules of a rule set, for asking what they do to packets of connections that have our mark and were DNATed. */
export class FilterRules {
  readonly chains: readonly Chain[];
  readonly #rules = new Map<string, Statement[][]>();

  /** Objects of `nft -j list ruleset`. */
  constructor(objects: readonly unknown[]) {
    const parsed = objects.map((object) => z.object({ chain: Chain.optional(), rule: Rule.optional() }).safeParse(object).data);
    this.chains = parsed.flatMap((object) => object?.chain ?? []);
    for (const { rule } of parsed.filter((object) => object !== undefined)) {
      if (rule) {
        const key = keyOf(rule, rule.chain);
        const before = this.#rules.get(key);
        if (before) {
          before.push(rule.expr);
        } else {
          this.#rules.set(key, [rule.expr]);
        }
      }
    }
  }

  /**
   * Whether a base chain drops our packets for all that can be told from here: rules that depend on more than the connection's
   * state, status and mark are taken not to match.
   */
  drops(base: Chain): boolean {
    return (['new', 'established'] as const).some((state) => (this.#walk(base, base.name, state, 0) ?? base.policy) === 'drop');
  }

  /** Whether a NAT chain gives our connections another source, whoever their client is. */
  hidesClients(base: Chain): boolean {
    const rules = this.#rules.get(keyOf(base, base.name)) ?? [];
    const ends = rules.findIndex((statements) => 'accept' in (verdictOf(statements, 'new') ?? {}));
    return (ends === -1 ? rules : rules.slice(0, ends)).some((statements) => isSourceNat(statements) && !namesSource(statements));
  }

  /** Null: the end of the chain was reached. */
  #walk(base: Chain, name: string, state: ConnectionState, depth: number): Fate | null {
    for (const statements of this.#rules.get(keyOf(base, name)) ?? []) {
      const verdict = verdictOf(statements, state);
      if (verdict === null) {
        continue;
      }
      if ('accept' in verdict) {
        return 'accept';
      }
      if ('drop' in verdict || 'reject' in verdict || isTarget(verdict, 'REJECT')) {
        return 'drop';
      }
      if ('return' in verdict) {
        return null;
      }
      const target = targetOf(verdict.jump ?? verdict.goto);
      const fate = target === null || depth >= JUMPS_MAX ? null : this.#walk(base, target, state, depth + 1);
      if (fate !== null || 'goto' in verdict) {
        return fate;
      }
    }
    return null;
  }
}

const VERDICTS = ['accept', 'drop', 'reject', 'return', 'jump', 'goto'];

/** What ends a rule that surely matches. */
function verdictOf(statements: readonly Statement[], state: ConnectionState): Statement | null {
  for (const statement of statements) {
    if (VERDICTS.some((name) => name in statement) || isTarget(statement, 'REJECT')) {
      return statement;
    }
    const isNeutral = 'counter' in statement || 'log' in statement || 'mangle' in statement;
    if (!isNeutral && !surelyMatches(statement, state)) {
      return null;
    }
  }
  return null;
}

const Match = z.object({ op: z.string(), left: z.unknown(), right: z.unknown() });
const CtKey = z.object({ ct: z.object({ key: z.string() }) });
const Masked = z.object({ '&': z.tuple([CtKey, z.number()]) });
const Prefix = z.object({ prefix: z.object({ addr: z.number(), len: z.number() }) });

function surelyMatches(statement: Statement, state: ConnectionState): boolean {
  // A rule of iptables, whose mark cannot be read from here: who looks at connection marks for us knows what for.
  if (z.object({ xt: z.object({ type: z.literal('match'), name: z.literal('connmark') }) }).safeParse(statement).success) {
    return true;
  }
  const match = Match.safeParse(statement.match).data;
  if (!match) {
    return false;
  }
  const key = CtKey.safeParse(match.left).data?.ct.key;
  if (key === 'state' || key === 'status') {
    const isThere = wordsOf(match.right).includes(key === 'state' ? state : 'dnat');
    return match.op === '!=' ? !isThere : isThere;
  }
  return marksMatch(match);
}

/** Only the bits that say whose a connection is are known. */
function marksMatch({ op, left, right }: z.infer<typeof Match>): boolean {
  const masked = Masked.safeParse(left).data;
  const prefix = Prefix.safeParse(right).data?.prefix;
  let isEqual: boolean | null = null;
  if (masked?.['&'][0].ct.key === 'mark' && typeof right === 'number' && isKnown(masked['&'][1])) {
    isEqual = bits(OURS, masked['&'][1]) === right;
  } else if (CtKey.safeParse(left).data?.ct.key === 'mark' && prefix && prefix.len <= 2) {
    isEqual = bits(OURS, prefixMask(prefix.len)) === prefix.addr;
  }
  return isEqual !== null && (op === '!=' ? !isEqual : op === '==' && isEqual);
}

function isKnown(mask: number): boolean {
  return bits(mask, ~OURS_MASK) === 0;
}

function bits(value: number, mask: number): number {
  return (value & mask) >>> 0;
}

function prefixMask(length: number): number {
  return length === 0 ? 0 : (~0 << (32 - length)) >>> 0;
}

function isSourceNat(statements: readonly Statement[]): boolean {
  return statements.some((one) => 'masquerade' in one || 'snat' in one || isTarget(one, 'MASQUERADE') || isTarget(one, 'SNAT'));
}

function namesSource(statements: readonly Statement[]): boolean {
  return JSON.stringify(statements).includes('"saddr"');
}

/** `"new"`, `["established", "related"]`, or a set of them. */
function wordsOf(right: unknown): unknown[] {
  const set = z.object({ set: z.array(z.unknown()) }).safeParse(right).data?.set;
  return set ?? (Array.isArray(right) ? right : [right]);
}

function isTarget(statement: Statement, name: string): boolean {
  return z.object({ xt: z.object({ type: z.literal('target'), name: z.literal(name) }) }).safeParse(statement).success;
}

function targetOf(verdict: unknown): string | null {
  return z.object({ target: z.string() }).safeParse(verdict).data?.target ?? null;
}

function keyOf({ family, table }: { family: string; table: string }, chain: string): string {
  return `${family} ${table} ${chain}`;
}
