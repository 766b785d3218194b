import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '#test/wait.ts';
import { openFilesMax } from '../machine.ts';
import { Running } from '../processes.ts';
import type { Topology } from '../topology.ts';

/** More would only cost memory; the share of one worker process, with room for the port to be shared unevenly. */
const CONNECTIONS_PER_WORKER = 32_768;

interface Place {
  address: string;
  port: number;
}

/**
 * nginx among the servers: a short answer at every place given, the first of them at the server of the balancers, and on the
 * probed port at any address there; connections are kept open. Returns what ends it.
 */
export async function startWebServer(topology: Topology, places: readonly Place[], probedPort: number): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'openslb-web-'));
  writeFileSync(
    join(folder, 'nginx.conf'),
    configuration(places.map(({ address, port }) => `${address}:${port}`).concat(String(probedPort))),
  );
  const nginx = new Running(topology.inServer(['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']));
  const stop = async () => {
    await nginx.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor(() => nginx.hasEnded || accepts(topology.serverAddress, places[0]?.port ?? 0), { what: 'the web server' });
    if (nginx.hasEnded) {
      throw new Error(`The web server did not start: ${nginx.errors.trim()}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isAccepted: boolean) => {
      socket.destroy();
      resolve(isAccepted);
    };
    const socket = connect({ host, port, timeout: 1000 }, () => end(true));
    socket.on('error', () => end(false)).on('timeout', () => end(false));
  });
}

function configuration(places: readonly string[]): string {
  return `daemon off;
worker_processes auto;
pid nginx.pid;
error_log stderr error;
events { worker_connections ${Math.min(CONNECTIONS_PER_WORKER, openFilesMax() - 100)}; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_header_timeout 600s;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {
${places.map((place) => `    listen ${place} backlog=4096;`).join('\n')}
    location / { return 200 "ok\\n"; }
  }
}
`;
}
