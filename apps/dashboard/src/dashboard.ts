import type { Clock, Logger, TlsFiles } from '@kubets/component';
import type { Connection } from '@kubets/rpc';
import type { Reach } from '@kubets/why';
import { textOf, type Credentials } from './cluster/credentials';
import { createLogins } from './access/logins';
import { createSessions } from './access/sessions';
import { createVisitors } from './access/visitors';
import { operations } from './operations/registry';
import type { Asset } from './serving/assets';
import { startPageServer } from './serving/page-server';
import { serveConnection } from './stream/connection';

export interface DashboardOptions {
  /** To the API server's REST address; its credentials are not used. */
  connection: Connection;
  /** Of who shows a code. */
  ofCode(): Promise<Credentials>;
  /** From where connections may be tried to find out why a Service is not reached; absent, none are. */
  reach?: Reach;
  assets: ReadonlyMap<string, Asset>;
  /** Self-signed when absent. */
  tls?: TlsFiles;
  address: string;
  port: number;
  loginLifetimeMs: number;
  sessionLifetimeMs: number;
  signal: AbortSignal;
  clock: Clock;
  logger: Logger;
}

export interface Dashboard {
  /** The one in use, of interest when 0 was asked for. */
  port: number;
  /** Lets whoever shows this code in, once. */
  addCode(code: string): void;
  closed: Promise<void>;
}

/** Serves the page until the signal aborts. */
export async function startDashboard(o: DashboardOptions): Promise<Dashboard> {
  const { connection, clock, logger, signal, tls } = o;
  const { server: url, ca, tlsServerName, insecureSkipTlsVerify } = connection;
  const caPem = await textOf(ca);
  const server = {
    url,
    ...(caPem && { ca: caPem }),
    ...(tlsServerName && { tlsServerName }),
    ...(insecureSkipTlsVerify && { insecureSkipTlsVerify }),
  };
  const logins = createLogins({ lifetimeMs: o.loginLifetimeMs, clock });
  const sessions = createSessions({ lifetimeMs: o.sessionLifetimeMs, clock });
  const visitors = createVisitors({ server, sessions, logins, ofCode: o.ofCode });
  signal.addEventListener('abort', () => sessions.closeAll(), { once: true });
  const { port, closed } = await startPageServer({
    address: o.address,
    port: o.port,
    ...(tls && { tls }),
    assets: o.assets,
    onConnection: (socket) => serveConnection(socket, { visitors, operations, reach: o.reach, clock, logger }),
    signal,
    logger,
  });
  return { port, addCode: logins.add, closed };
}
