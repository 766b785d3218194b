import { connect, type Socket } from 'node:net';

const CONNECTS_AT_ONCE = 100;

interface HeldConnection {
  socket: Socket;
  /** What came and was not asked for. */
  text: string;
  localPort: number;
  isLost: boolean;
}

/** Connections that stay open, one line of greeting each, and can all be asked whether they still work. */
export class Held {
  readonly #connections: HeldConnection[] = [];

  /** Resolves with the number of those that were greeted; the others are not kept. */
  async open(place: { address: string; port: number }, count: number, localAddress?: string): Promise<number> {
    let left = count;
    let greeted = 0;
    const loop = async () => {
      while (left > 0) {
        left -= 1;
        const isGreeted = await this.#openOne(place, localAddress);
        greeted += isGreeted ? 1 : 0;
      }
    };
    await Promise.all(Array.from({ length: Math.min(count, CONNECTS_AT_ONCE) }, loop));
    return greeted;
  }

  /** Sends a token on each and counts those on which exactly that comes back. */
  async ping(timeoutMs: number): Promise<{ answered: number; lost: number; silent: number; wrong: number }> {
    const result = { answered: 0, lost: 0, silent: 0, wrong: 0 };
    await Promise.all(
      this.#connections.map(async (connection, index) => {
        result[await this.#pingOne(connection, `ping-${index}-${performance.now()}`, timeoutMs)] += 1;
      }),
    );
    return result;
  }

  /** Local ports of those that were cut. */
  lostPorts(): number[] {
    return this.#connections.filter((connection) => connection.isLost).map((connection) => connection.localPort);
  }

  close(): void {
    for (const { socket } of this.#connections.splice(0)) {
      socket.destroy();
    }
  }

  #openOne(place: { address: string; port: number }, localAddress?: string): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ host: place.address, port: place.port, localAddress, noDelay: true });
      const connection: HeldConnection = { socket, text: '', localPort: 0, isLost: false };
      let isGreeted = false;
      socket.setEncoding('latin1');
      socket.on('data', (chunk: string) => {
        connection.text += chunk;
        if (!isGreeted && connection.text.includes('\n')) {
          isGreeted = true;
          connection.text = '';
          connection.localPort = socket.localPort ?? 0;
          this.#connections.push(connection);
          resolve(true);
        }
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        connection.isLost = true;
        resolve(false);
      });
    });
  }

  #pingOne(connection: HeldConnection, token: string, timeoutMs: number): Promise<'answered' | 'lost' | 'silent' | 'wrong'> {
    if (connection.isLost) {
      return Promise.resolve('lost');
    }
    return new Promise((resolve) => {
      const { socket } = connection;
      const finish = (outcome: 'answered' | 'lost' | 'silent' | 'wrong') => {
        clearTimeout(timer);
        socket.off('data', check);
        socket.off('close', lose);
        resolve(outcome);
      };
      const check = () => {
        if (connection.text === token) {
          connection.text = '';
          finish('answered');
        } else if (!token.startsWith(connection.text)) {
          finish('wrong');
        }
      };
      const lose = () => finish('lost');
      const timer = setTimeout(finish, timeoutMs, 'silent');
      socket.on('data', check);
      socket.on('close', lose);
      socket.write(token);
    });
  }
}
