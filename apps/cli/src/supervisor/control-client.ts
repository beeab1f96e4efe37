import { request } from 'node:http';
import type { ClusterLayout } from '../cluster/layout';
import type { SupervisorStatus } from './status';

const STOP_TIMEOUT_MS = 60_000;

/** The supervisor's answer; undefined when none is running. */
export const supervisorStatus = (layout: ClusterLayout) => call<SupervisorStatus>(layout, 'GET', '/status', 5000);

/** Has the supervisor stop everything and itself; undefined when none is running. */
export const stopSupervisor = (layout: ClusterLayout) =>
  call<{ stopped: true }>(layout, 'POST', '/stop', STOP_TIMEOUT_MS);

function call<T>(layout: ClusterLayout, method: string, path: string, timeoutMs: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: layout.controlSocket, method, path, timeout: timeoutMs }, (response) => {
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
      error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error),
    );
    outgoing.end();
  });
}
