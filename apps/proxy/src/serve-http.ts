import type { Server } from 'node:http';
import type { HostPort } from './host-port';

/** Resolves once the server listens; rejects with an error that names the address. */
export function listen(server: Server, { host, port }: HostPort): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`cannot listen on ${host}:${port}: ${error.message}`)));
    server.listen(port, host, () => resolve());
  });
}

/** Ends open connections too: health checks keep theirs alive. */
export function close(server: Server): void {
  server.close();
  server.closeAllConnections();
}
