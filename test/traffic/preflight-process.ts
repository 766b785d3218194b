import { flushRules } from '#proxy/engine/nftables/flush.ts';
import { Host, whatIsMissing } from '#proxy/engine/nftables/preflight.ts';
import { serveRemote } from '../remote.ts';

export type Preflight = typeof functions;

const functions = {
  whatIsMissing,
  flushRules,
  /** The host as it is judged now. */
  async look() {
    const host = await Host.look();
    const { whyNotForward4, whyNotForward6, whyNotLocal4, whyNotLocal6 } = host;
    return { whyNotForward4, whyNotForward6, whyNotLocal4, whyNotLocal6, hints: host.hints() };
  },
  async isLocal(address: string) {
    return (await Host.look()).isLocal(address);
  },
};

serveRemote(functions);
