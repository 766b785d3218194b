// Opens connections, sends one request on each, reads the answer and keeps them open until standard input ends.
// Prints `held <number>` when all that succeed are open. It measures nothing itself.
// Arguments: address, port, number of connections.
import { connect } from 'node:net';

const AT_ONCE = 100;
const [address = '', port = '', count = ''] = process.argv.slice(2);
const wanted = Number(count);
let started = 0;
let held = 0;
let failed = 0;

process.stdin.on('end', () => process.exit(0)).resume();
for (let lane = 0; lane < Math.min(AT_ONCE, wanted); lane += 1) {
  open();
}

function open() {
  if (started === wanted) {
    return;
  }
  started += 1;
  let isAnswered = false;
  const socket = connect({ host: address, port: Number(port) });
  socket.write('GET / HTTP/1.1\r\nHost: bench\r\n\r\n');
  socket.once('data', () => {
    isAnswered = true;
    held += 1;
    next();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    if (isAnswered) {
      held -= 1;
    } else {
      failed += 1;
      next();
    }
  });
}

function next() {
  if (held + failed >= wanted) {
    console.log(`held ${held}`);
  }
  open();
}
