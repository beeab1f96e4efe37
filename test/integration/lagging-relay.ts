import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network that is slow, or gone. */
export interface LaggingRelay {
  readonly port: number;
  /** From now on what is sent is so long on its way, in either direction; nothing comes through before it is finite again. */
  lag(ms: number): void;
  close(): void;
}

const LOOK_MS = 20;

/** Passes connections on to a port of loopback: all bytes in their order, each as late as the lag says when it is looked at. */
export async function startLaggingRelay(targetPort: number): Promise<LaggingRelay> {
  const sockets = new Set<Socket>();
  let lagMs = 0;

  function passOn(from: Socket, to: Socket): void {
    const waiting: { at: number; chunk: Buffer }[] = [];
    from.on('data', (chunk: Buffer) => {
      if (lagMs === 0 && waiting.length === 0) to.write(chunk);
      else waiting.push({ at: performance.now(), chunk });
    });
    const looking = setInterval(() => {
      while (waiting[0] && performance.now() - waiting[0].at >= lagMs) to.write(waiting.shift()!.chunk);
    }, LOOK_MS);
    from
      .on('error', () => undefined)
      .once('close', () => {
        clearInterval(looking);
        to.destroy();
        sockets.delete(from);
      });
    sockets.add(from);
  }

  const server = createServer({ noDelay: true }, (socket) => {
    const target = connect({ host: '127.0.0.1', port: targetPort, noDelay: true });
    passOn(socket, target);
    passOn(target, socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lag: (ms) => void (lagMs = ms),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
