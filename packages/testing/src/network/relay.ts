import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The network between a component and the API server. */
export interface Relay {
  /** Where the component finds the API server. */
  readonly port: number;
  /** From now on nothing comes through, and nobody is told: what is sent waits, as behind a cable that was pulled. */
  cut(): void;
  /** Everything comes through again, what has waited too. */
  heal(): void;
  /** Ends all connections, and takes no more. */
  close(): void;
}

/** Passes connections on to a port of the same host. */
export async function startRelay(host: string, targetPort: number): Promise<Relay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const waiting = new Set<Socket>();
  let isCut = false;

  function pass(socket: Socket): void {
    waiting.delete(socket);
    const target = connect({ host, port: targetPort, noDelay: true });
    const pair = [socket, target] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [target, socket] as const]) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  }

  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    waiting.add(socket);
    socket.on('error', () => undefined); // It goes with its connection.
    socket.once('close', () => waiting.delete(socket));
    if (!isCut) pass(socket);
  });
  await once(server.listen(0, host), 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      for (const [one, other] of pairs) {
        one.unpipe(other).pause();
        other.unpipe(one).pause();
      }
    },
    heal() {
      if (!isCut) return;
      isCut = false;
      for (const [one, other] of pairs) one.pipe(other).pipe(one);
      for (const socket of [...waiting]) pass(socket);
    },
    close() {
      server.close();
      for (const socket of [...waiting, ...[...pairs].flat()]) socket.destroy();
    },
  };
}
