import { once } from 'node:events';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { chooseActiveStandby } from '#proxy/balance/active-standby.ts';
import { localShortage } from '#proxy/local-shortage.ts';
import type { ListenerPlan, TargetPlan } from '../engine.ts';
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
    this.#server.listen({ host: address, port, backlog: ACCEPT_QUEUE_LENGTH, exclusive: true, ipv6Only: isIPv6(address) });
    await once(this.#server, 'listening');
    // Out of descriptors: libuv takes the waiting connections and closes them, so neither loss of the port nor a
    // busy loop follows; each report stands for clients turned away.
    this.#server.on('error', (error) => {
      this.#context.counters.droppedTotal += 1;
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
    const left = [...this.#connections].filter((connection) => connection.memberId === lostId);
    this.#leaving.moved({ lostId, gainedId }, this.#plan.onFailover, () => {
      // An edit may have given it the traffic back without a move.
      if (this.#plan.targets[this.#context.serving()].memberId === lostId) {
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
    const { counters, limits } = this.#context;
    const target = chooseActiveStandby(this.#plan.targets, this.#context.serving());
    const isFull = this.#connections.size >= limits.tcpConnectionsPerListenerMax;
    if (target === null || isFull) {
      if (isFull) {
        this.#context.onProblem(`A connection was turned away: ${limits.tcpConnectionsPerListenerMax} are open, which is the limit`);
      }
      counters.droppedTotal += 1;
      client.on('error', ignoreError);
      client.resetAndDestroy();
      return;
    }
    counters.connectionsTotal += 1;
    counters.connectionsCurrent += 1;
    const connection = new TcpConnection({
      client,
      target,
      retryTarget: (failed) => this.#retryTarget(failed),
      connectTimeoutMs: this.#plan.connectTimeoutMs,
      idleTimeoutMs: this.#plan.idleTimeoutMs,
      counters,
      onClosed: (closed) => this.#forget(closed),
      onConnectError: (error) => this.#noticeShortage(error),
    });
    this.#connections.add(connection);
  }

  /** The standby, when the active should have taken the connection; data-plane 8, rule 11 holds for a retry too. */
  #retryTarget(failed: TargetPlan): TargetPlan | null {
    const { standby } = this.#plan.targets;
    const mayRetry = this.#plan.retryOnStandby && failed.role === 'active' && failed.memberId !== standby.memberId && standby.weight > 0;
    return mayRetry ? standby : null;
  }

  #noticeShortage(error: unknown): void {
    const shortage = localShortage(error);
    if (shortage !== undefined) {
      this.#context.onProblem(`A connection was turned away: ${shortage}`);
    }
  }

  #forget(connection: TcpConnection): void {
    this.#connections.delete(connection);
    this.#context.counters.connectionsCurrent -= 1;
    if (this.#connections.size === 0) {
      this.#whenEmpty?.();
    }
  }
}

/** A refused client may vanish before its reset is sent; there is nobody left to tell. */
function ignoreError(): void {}
