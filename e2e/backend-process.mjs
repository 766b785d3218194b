// A backend server as a process of its own, so that tests can kill it: `node backend-process.mjs <name> <address> <port>`.
// TCP and UDP on one port; each answer starts with the server's name. Prints "ready" when both sockets are open.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const [name, address, port] = process.argv.slice(2);

const tcp = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.write(`${name}\n`);
  socket.pipe(socket);
});
const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
udp.on('message', (message, client) => udp.send(`${name} ${message}`, client.port, client.address));

tcp.listen(Number(port), address, () => udp.bind(Number(port), address, () => process.stdout.write('ready\n')));
process.on('disconnect', () => process.exit());
