import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connections whose client does not read. */
export class SlowReaders {
  readonly #sockets: Socket[] = [];

  /** Resolves when all are connected. */
  async open(place: { address: string; port: number }, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const socket = connect({ host: place.address, port: place.port });
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.pause();
      this.#sockets.push(socket);
    }
  }

  /** Reads all that is left; the number of bytes and whether it ended in good order, for each. */
  async finish(): Promise<{ bytes: number; isComplete: boolean }[]> {
    return Promise.all(
      this.#sockets.splice(0).map(
        (socket) =>
          new Promise<{ bytes: number; isComplete: boolean }>((resolve) => {
            let bytes = 0;
            let isComplete = false;
            socket.on('data', (chunk) => {
              bytes += chunk.length;
            });
            socket.on('end', () => {
              isComplete = true;
            });
            socket.on('close', () => resolve({ bytes, isComplete }));
            socket.resume();
          }),
      ),
    );
  }
}
