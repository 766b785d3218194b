import { DesiredState, REGION } from '../desired-state.ts';
import type { Topology } from '../topology.ts';
import { type Peer, portOf, type Service } from './peer.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** Neither peer probes unless told to, so this one does not either; and iperf3 would take a probe for a test. */
const UNCHECKED = { enabled: false };

/** The real worker with one load balancer, one active/standby group a service, and its options at their defaults. */
export async function startOpenslb(topology: Topology, profileFolder: string | null): Promise<Peer> {
  const state = await DesiredState.create([`${topology.balancerAddress}/32`]);
  let worker: WorkerProcess | undefined;
  const stop = async () => {
    await worker?.stop();
    await state.close();
  };
  try {
    const listeners = await configure(state, topology);
    worker = await startWorkerProcess(state.url, profileFolder);
    await state.inForce(listeners, worker);
    return { name: 'openslb', address: topology.balancerAddress, pid: worker.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the number of listeners. */
async function configure({ configuration }: DesiredState, topology: Topology): Promise<number> {
  const loadBalancerId = await configuration.addLoadBalancer(REGION, topology.balancerAddress);
  const groupFor = (service: Service) =>
    configuration.addGroup(REGION, loadBalancerId, {
      active: { address: topology.serverAddress, port: portOf(service, 'openslb') },
      standby: { address: topology.standbyAddress, port: portOf(service, 'openslb') },
    });
  const [web, iperf] = [await groupFor('web'), await groupFor('iperf')];
  await configuration.addListener(loadBalancerId, web, { port: portOf('web', 'openslb'), check: UNCHECKED });
  await configuration.addListener(loadBalancerId, iperf, { port: portOf('iperf', 'openslb'), check: UNCHECKED });
  const udpCheck = { ...UNCHECKED, type: 'udp' };
  await configuration.addListener(loadBalancerId, iperf, { protocol: 'udp', port: portOf('iperf', 'openslb'), check: udpCheck });
  return 3;
}
