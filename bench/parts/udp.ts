import { measureDatagrams } from '../load/iperf.ts';
import { portOf } from '../peers/peer.ts';
import { interleave } from './interleave.ts';
import type { Part } from './part.ts';

const FLOWS = 4;
const DATAGRAM_BYTES = 64;
const MODERATE_PER_SECOND = 20_000;

export const udp: Part = {
  name: 'udp',
  title: 'UDP datagrams',
  method: `iperf3, ${FLOWS} flows of ${DATAGRAM_BYTES}-byte datagrams from client to server; HAProxy forwards no UDP`,
  metrics: [
    { key: 'perSecond', title: 'arrived when flooded', unit: '/s', better: 'higher' },
    { key: 'floodLost', title: 'lost when flooded', unit: '%', better: null },
    { key: 'lost', title: `lost at ${MODERATE_PER_SECOND.toLocaleString('en')}/s`, unit: '%', better: 'lower' },
  ],
  run: (site) =>
    interleave(site, {
      peers: ['direct', 'tracked', 'openslb-kernel', 'openslb', 'nginx'],
      async measure(peer, seconds) {
        const target = { ...peer, port: portOf('iperf', peer.name), seconds };
        const load = { flows: FLOWS, bytes: DATAGRAM_BYTES };
        const flood = await measureDatagrams(site.topology, target, { ...load, perSecond: 0 });
        const moderate = await measureDatagrams(site.topology, target, { ...load, perSecond: MODERATE_PER_SECOND });
        return { perSecond: flood.arrivedPerSecond, floodLost: flood.lostShare * 100, lost: moderate.lostShare * 100 };
      },
      show: ({ perSecond, lost }) => `${perSecond?.toFixed(0)} datagrams/s arrived; at the moderate rate ${lost?.toFixed(2)} % lost`,
    }),
};
