// For each line `address port name` connects, again and again, until the server of this name answers. Prints when that connection was
// begun, in nanoseconds of the clock that all processes of the machine share, and how many connections before it got no answer.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const ANSWER_MS_MAX = 1000;
const PAUSE_AFTER_FAILURE_MS = 1;

for await (const line of createInterface({ input: process.stdin })) {
  const [host = '', port = '', name = ''] = line.split(' ');
  let failed = 0;
  for (;;) {
    const begunAt = process.hrtime.bigint();
    const answer = await ask(host, Number(port));
    if (answer === name) {
      console.log(`${begunAt} ${failed}`);
      break;
    }
    if (answer === null) {
      failed += 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS));
    }
  }
}

/** The name of the server, null when there was none. */
function ask(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MS_MAX });
    const end = (answer) => {
      resolve(answer);
      socket.resetAndDestroy();
    };
    socket.once('data', (data) => end(String(data).trim()));
    socket.once('error', () => end(null));
    socket.once('timeout', () => end(null));
    socket.once('end', () => end(null));
  });
}
