import type { EngineName } from '#domain/engine.ts';
import { DesiredState, REGION } from '../desired-state.ts';
import type { Path, Topology } from '../topology.ts';
import { type Peer, type PeerName, portOf, type Service } from './peer.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** Neither peer probes unless told to, so this one does not either; and iperf3 would take a probe for a test. */
const UNCHECKED = { enabled: false };

export type OpenslbName = Extract<PeerName, 'openslb' | 'openslb-kernel'>;

export const ENGINE: Record<OpenslbName, EngineName> = { openslb: 'userspace', 'openslb-kernel': 'nftables' };

/** The way to the servers through this peer. */
export function pathOf(name: OpenslbName, topology: Topology): Path {
  const path = name === 'openslb' ? topology : topology.kernel;
  if (path === null) {
    throw new Error('The kernel engine needs network namespaces.');
  }
  return path;
}

/** The real worker with one load balancer, one active/standby group a service, and its options at their defaults. */
export async function startOpenslb(name: OpenslbName, topology: Topology, profileFolder: string | null): Promise<Peer> {
  const path = pathOf(name, topology);
  const state = await DesiredState.create([`${path.balancerAddress}/32`]);
  let worker: WorkerProcess | undefined;
  const stop = async () => {
    await worker?.stop();
    await state.close();
  };
  try {
    const listeners = await configure(name, state, path);
    worker = await startWorkerProcess({ databaseUrl: state.url, profileFolder, topology, engine: ENGINE[name] });
    await state.inForce(listeners, worker);
    return { name, address: path.balancerAddress, serverAddress: path.serverAddress, pid: worker.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the number of listeners. */
async function configure(name: OpenslbName, { configuration }: DesiredState, path: Path): Promise<number> {
  const loadBalancerId = await configuration.addLoadBalancer(REGION, path.balancerAddress);
  const groupFor = (service: Service) =>
    configuration.addGroup(REGION, loadBalancerId, {
      active: { address: path.serverAddress, port: portOf(service, name) },
      standby: { address: path.standbyAddress, port: portOf(service, name) },
    });
  const [web, iperf] = [await groupFor('web'), await groupFor('iperf')];
  await configuration.addListener(loadBalancerId, web, { port: portOf('web', name), check: UNCHECKED });
  await configuration.addListener(loadBalancerId, iperf, { port: portOf('iperf', name), check: UNCHECKED });
  const udpCheck = { ...UNCHECKED, type: 'udp' };
  await configuration.addListener(loadBalancerId, iperf, { protocol: 'udp', port: portOf('iperf', name), check: udpCheck });
  return 3;
}
