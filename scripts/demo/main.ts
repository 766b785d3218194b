import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { DEMO_REGIONS } from '#prisma/demo.ts';
import { DemoBackend } from './backend.ts';
import { CONTROL_SOCKET, type DemoAnswer, DemoRequest } from './control.ts';

/** Runs the demo servers and takes orders from `npm run demo`. A part of `npm start`. */
const backends = DEMO_REGIONS.flatMap((region) =>
  region.servers.map((server) => ({ regionName: region.name, backend: new DemoBackend(server.name, server.address) })),
);

async function answer(line: string): Promise<DemoAnswer> {
  const request = DemoRequest.parse(JSON.parse(line));
  if (request.action !== 'list') {
    const found = backends.find(({ backend }) => backend.name === request.name)?.backend;
    if (found === undefined) {
      return { error: `There is no demo server "${request.name}". There are: ${backends.map(({ backend }) => backend.name).join(', ')}.` };
    }
    if (request.action === 'start') {
      await found.start();
    } else {
      found.stop();
    }
    console.log(`${found.name} ${request.action === 'start' ? 'started' : 'stopped'}`);
  }
  return {
    servers: backends.map(({ regionName, backend }) => ({
      name: backend.name,
      regionName,
      address: backend.address,
      isRunning: backend.isRunning,
    })),
  };
}

function serve(connection: Socket): void {
  connection.on('error', () => undefined);
  createInterface({ input: connection }).once('line', (line) => {
    answer(line)
      .catch((error: Error): DemoAnswer => ({ error: error.message }))
      .then((result) => connection.end(`${JSON.stringify(result)}\n`))
      .catch(() => connection.destroy());
  });
}

for (const { backend } of backends) {
  // Another product on this machine may have the demo's addresses: the rest still works.
  await backend.start().catch((error: Error) => console.error(error.message));
}
process.chdir(process.env.OPENSLB_DATA_DIR ?? '.data');
rmSync(CONTROL_SOCKET, { force: true });
// Whoever can reach the socket may stop demo servers: its owner alone.
process.umask(0o177);
const control = createServer(serve).listen(CONTROL_SOCKET, () => {
  const running = backends.filter(({ backend }) => backend.isRunning).length;
  console.log(`${running} of ${backends.length} demo servers run; npm run demo lists them`);
});
control.on('error', (error) => {
  console.error(`npm run demo will not work: ${error.message}`);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => process.exit(0));
}
