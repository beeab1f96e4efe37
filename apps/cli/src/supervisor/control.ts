import { chmodSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { ClusterLayout } from '../cluster/layout';
import { giveToUser } from '../files/user-behind-sudo';
import type { Probe } from './probe-health';

/** What the supervisor tells about one process. */
export interface ProcessStatus {
  name: string;
  ours: boolean;
  running: boolean;
  pid?: number;
  startedAt?: string;
  restarts: number;
  lastExit?: string;
  memoryBytes: number;
  logFile: string;
}

export interface SupervisorStatus {
  pid: number;
  memoryBytes: number;
  processes: ProcessStatus[];
}

const STOP_TIMEOUT_MS = 60_000;
const FOREIGN = 'the cluster belongs to root, or to another user who has started it; type sudo before the command';

/** How each process is, by its name. */
export type ProcessHealth = Record<string, Probe>;

/** Serves the supervisor's unix socket; only root may connect, and the user behind the sudo that started it. */
export async function serveControl(
  socket: string,
  handlers: { status(): SupervisorStatus; health(): Promise<ProcessHealth>; stop(): Promise<void> },
): Promise<Server> {
  rmSync(socket, { force: true }); // left by a supervisor that was killed
  const server = createServer(({ method, url }, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (method === 'GET' && url === '/status') return answer(200, handlers.status());
    const answerWith = (work: Promise<unknown>) =>
      work.then(
        (body) => answer(200, body),
        (error: Error) => answer(500, { error: error.message }),
      );
    if (method === 'GET' && url === '/health') return answerWith(handlers.health());
    if (method === 'POST' && url === '/stop') return answerWith(handlers.stop().then(() => ({ stopped: true })));
    return answer(404, { error: `no ${method} ${url}` });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  chmodSync(socket, 0o600);
  await giveToUser([socket]);
  return server;
}

/** The supervisor's answer; undefined when none is running. */
export const supervisorStatus = (layout: ClusterLayout) => call<SupervisorStatus>(layout, 'GET', '/status', 5000);

/** What the supervisor hears from each process now; undefined when none is running. */
export const supervisorHealth = (layout: ClusterLayout) => call<ProcessHealth>(layout, 'GET', '/health', 10_000);

/** Has the supervisor stop everything and itself; undefined when none is running. */
export const stopSupervisor = (layout: ClusterLayout, forPodsMs = 0) =>
  call<{ stopped: true }>(layout, 'POST', '/stop', STOP_TIMEOUT_MS + forPodsMs);

function call<T>(layout: ClusterLayout, method: string, path: string, timeoutMs: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    // A connection that is kept may be that of a supervisor that has ended since, which is told by other errors than that there is none.
    const options = { socketPath: layout.controlSocket, method, path, timeout: timeoutMs, agent: false };
    const outgoing = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(JSON.parse(body) as T)
          : reject(new Error(`the supervisor answered ${response.statusCode}: ${body}`)),
      );
    });
    outgoing.on('timeout', () =>
      outgoing.destroy(new Error(`the supervisor did not answer within ${timeoutMs / 1000} s`)),
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
        ? resolve(undefined)
        : reject(error.code === 'EACCES' ? new Error(FOREIGN) : error),
    );
    outgoing.end();
  });
}
