import { once } from 'node:events';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { DropReason } from '#domain/drop-reason.ts';
import { localShortage } from '#proxy/local-shortage.ts';
import type { ListenerPlan, TargetPlan } from '../engine.ts';
import { chooseTarget, isServing } from './choose-target.ts';
import { Leaving } from './leaving.ts';
import type { ListenerContext } from './listener-options.ts';
import { TcpConnection } from './tcp-connection.ts';

/** Linux cuts it to net.core.somaxconn. */
const ACCEPT_QUEUE_LENGTH = 4096;

/** One open TCP port and the connections that came through it. */
export class TcpListener {
  readonly #context: ListenerContext;
  readonly #server: Server;
  readonly #connections = new Set<TcpConnection>();
  readonly #leaving = new Leaving();
  #plan: ListenerPlan;
  #whenEmpty: (() => void) | undefined;

  constructor(plan: ListenerPlan, context: ListenerContext) {
    this.#plan = plan;
    this.#context = context;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => this.#accept(client));
  }

  /** Rejects with the system's error when the port cannot be opened. */
  async open(): Promise<void> {
    const { address, port } = this.#plan;
    this.#server.listen({
      host: address,
      port,
      backlog: ACCEPT_QUEUE_LENGTH,
      exclusive: !this.#context.shareSockets,
      ipv6Only: isIPv6(address),
    });
    await once(this.#server, 'listening');
    // Out of descriptors: libuv takes the waiting connections and closes them, so neither loss of the port nor a
    // busy loop follows; each report stands for clients turned away.
    this.#server.on('error', (error) => {
      this.#context.traffic.drop('shortage');
      this.#context.onProblem(`A connection was turned away: ${error.message}`);
    });
  }

  /** Takes over targets and timeouts; open connections stay where they are. */
  update(plan: ListenerPlan): void {
    const hasNewIdleTimeout = plan.idleTimeoutMs !== this.#plan.idleTimeoutMs;
    this.#plan = plan;
    if (hasNewIdleTimeout) {
      for (const connection of this.#connections) {
        connection.setIdleTimeout(plan.idleTimeoutMs);
      }
    }
  }

  /** Traffic has moved from one member to the other. */
  moved(lostId: string, gainedId: string): void {
    const { targets } = this.#plan;
    if (targets.kind !== 'active-standby') {
      return;
    }
    const left = [...this.#connections].filter((connection) => connection.memberId === lostId);
    this.#leaving.moved({ lostId, gainedId }, targets.onFailover, () => {
      // An edit may have given it the traffic back without a move.
      if (isServing(this.#plan, this.#context.routing(), lostId)) {
        return;
      }
      for (const connection of left) {
        // It may have gone elsewhere meanwhile; a closed one is not concerned.
        if (connection.memberId === lostId) {
          connection.leaveMember();
        }
      }
    });
  }

  /** Closes the port at once; resolves when it is free. Connections go on. */
  async stopAccepting(): Promise<void> {
    if (this.#server.listening) {
      // `close` calls back only after the last connection; the port itself is free when it returns.
      this.#server.close();
    }
  }

  /** Resolves when the last connection has ended. */
  async drained(): Promise<void> {
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
      });
    }
  }

  /** Closes the port and resets every connection. */
  async close(): Promise<void> {
    await this.stopAccepting();
    this.#leaving.stop();
    for (const connection of this.#connections) {
      connection.reset();
    }
  }

  #accept(client: Socket): void {
    const { traffic, limits } = this.#context;
    if (this.#connections.size >= limits.tcpConnectionsPerListenerMax) {
      this.#context.onProblem(`A connection was turned away: ${limits.tcpConnectionsPerListenerMax} are open, which is the limit`);
      this.#refuse(client, 'node-limit');
      return;
    }
    const target = chooseTarget(this.#plan, this.#context.routing());
    if (target === null) {
      this.#refuse(client, 'no-server');
      return;
    }
    traffic.totals.connectionsTotal += 1;
    traffic.totals.connectionsCurrent += 1;
    const connection = new TcpConnection({
      client,
      target,
      retryTarget: (failed) => this.#retryTarget(failed),
      connectTimeoutMs: this.#plan.connectTimeoutMs,
      idleTimeoutMs: this.#plan.idleTimeoutMs,
      traffic,
      onClosed: (closed) => this.#forget(closed),
      onConnectError: (error) => this.#noticeShortage(error),
    });
    this.#connections.add(connection);
  }

  #refuse(client: Socket, reason: DropReason): void {
    this.#context.traffic.drop(reason);
    client.on('error', ignoreError);
    client.resetAndDestroy();
  }

  /** The standby, when the active should have taken the connection; data-plane 8, rule 11 holds for a retry too. */
  #retryTarget(failed: TargetPlan): TargetPlan | null {
    const { targets } = this.#plan;
    if (targets.kind !== 'active-standby' || !targets.retryOnStandby) {
      return null;
    }
    const { standby } = targets;
    return failed.memberId !== standby.memberId && standby.weight > 0 ? standby : null;
  }

  #noticeShortage(error: unknown): void {
    const shortage = localShortage(error);
    if (shortage !== undefined) {
      this.#context.onProblem(`A connection was turned away: ${shortage}`);
    }
  }

  #forget(connection: TcpConnection): void {
    this.#connections.delete(connection);
    this.#context.traffic.totals.connectionsCurrent -= 1;
    if (this.#connections.size === 0) {
      this.#whenEmpty?.();
    }
  }
}

/** A refused client may vanish before its reset is sent; there is nobody left to tell. */
function ignoreError(): void {}
