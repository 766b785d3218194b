// Accepts TCP connections at each place given and says its name at once. Prints `ready` when it listens; ends with its standard input.
// Arguments: name, then address and port of each place.
import { once } from 'node:events';
import { createServer } from 'node:net';

const [name = '', ...places] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(0)).resume();
for (let index = 0; index < places.length; index += 2) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(name);
  });
  server.listen({ host: places[index], port: Number(places[index + 1]) });
  await once(server, 'listening');
}
console.log('ready');
