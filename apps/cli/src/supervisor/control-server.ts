import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { SupervisorStatus } from './status';

/** Serves the supervisor's unix socket; only root may connect. */
export async function serveControl(
  socket: string,
  handlers: { status(): SupervisorStatus; stop(): Promise<void> },
): Promise<Server> {
  rmSync(socket, { force: true }); // left by a supervisor that was killed
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'GET' && request.url === '/status') return answer(200, handlers.status());
    if (request.method === 'POST' && request.url === '/stop') {
      return handlers.stop().then(
        () => answer(200, { stopped: true }),
        (error: Error) => answer(500, { error: error.message }),
      );
    }
    return answer(404, { error: `no ${request.method} ${request.url}` });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  chmodSync(socket, 0o600);
  return server;
}
