/** What a choice needs to know of a member; `TargetPlan` is one. */
export interface PoolMember {
  memberId: string;
  weight: number;
}

/** Of the connection or flow that needs a member. */
export interface Client {
  clientAddress: string;
  clientPort: number;
  serviceAddress: string;
  servicePort: number;
  /** Of the first datagram, by `quicConnectionId`; read by the scheduler `qch` only. */
  quicConnectionId?: Uint8Array | null;
}

/** Connections or flows that a member has open. */
export type MemberLoad = (memberId: string) => number;

/** One way to choose among members, each of which may receive; what it remembers of those that stay survives an update. */
export interface Algorithm<M extends PoolMember> {
  update(eligible: readonly M[]): void;
  /** Null: no member is there. */
  choose(client: Client, load: MemberLoad): M | null;
}
