import { connect } from 'node:net';

/** Whether somebody answers at an address: a connection that is accepted or refused. Never rejects. */
export type TcpProbe = (address: string, port: number, signal: AbortSignal) => Promise<boolean>;

const TIMEOUT_MS = 1000;

export const probeTcp: TcpProbe = (host, port, signal) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const timer = setTimeout(() => socket.destroy(), TIMEOUT_MS);
    socket.on('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
