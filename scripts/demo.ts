import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { DEMO_PORTS } from './demo/backend.ts';
import { CONTROL_SOCKET, DemoAnswer, type DemoRequest } from './demo/control.ts';

const USAGE = 'Usage: npm run demo                     lists the demo servers\n       npm run demo -- stop web-1     and start web-1 again';

/** `npm run demo`: shows, stops and starts the demo servers of the running product. */
async function main(args: string[]): Promise<void> {
  const request = parseArguments(args);
  const answer = await ask(request);
  if ('error' in answer) {
    throw new Error(answer.error);
  }
  // A reader that has seen enough, such as head, may be gone before the last line.
  process.stdout.on('error', () => undefined);
  for (const { name, regionName, address, isRunning } of answer.servers) {
    console.log(`${name.padEnd(9)} ${isRunning ? 'running' : 'stopped'}  ${address.padEnd(12)} ${regionName}`);
  }
  console.log(`Each listens on TCP ${DEMO_PORTS.http} (HTTP) and ${DEMO_PORTS.tcp}, and on UDP ${DEMO_PORTS.udp}.`);
}

function parseArguments([action = 'list', name, ...rest]: string[]): DemoRequest {
  if (action === 'list' && name === undefined) {
    return { action };
  }
  if ((action === 'stop' || action === 'start') && name !== undefined && rest.length === 0) {
    return { action, name };
  }
  throw new Error(USAGE);
}

async function ask(request: DemoRequest): Promise<DemoAnswer> {
  const directory = process.env.OPENSLB_DATA_DIR || '.data';
  const notRunning = 'The demo servers do not run: start the product with npm start (and OPENSLB_DEMO=1 with a database of your own).';
  if (!existsSync(directory)) {
    throw new Error(notRunning);
  }
  process.chdir(directory);
  const connection = connect(CONTROL_SOCKET);
  connection.write(`${JSON.stringify(request)}\n`);
  let answer: string;
  try {
    answer = await text(connection);
  } catch (cause) {
    const denied = (cause as NodeJS.ErrnoException).code === 'EACCES';
    throw new Error(denied ? 'The demo servers belong to another user.' : notRunning, { cause });
  }
  return DemoAnswer.parse(JSON.parse(answer));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
