import type { IncomingMessage } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  acceptUpgrades,
  createFairTurns,
  endRefused,
  followTls,
  GUARDED,
  guardConnections,
  readTls,
  requestUrl,
  selfSignedCertificate,
  type Logger,
  type TlsFiles,
} from '@kubets/component';
import { WebSocketServer, type WebSocket } from 'ws';
import { STRANGERS_MESSAGE_BYTES } from '../stream/message-size';
import type { Asset } from './assets';
import { isSameOrigin } from './same-origin';
import { servePage } from './serve-page';

export interface PageServerOptions {
  address: string;
  port: number;
  tls?: TlsFiles;
  assets: ReadonlyMap<string, Asset>;
  onConnection(socket: WebSocket): void;
  signal: AbortSignal;
  logger: Logger;
}

/** Where the page opens its WebSocket. */
const STREAM_PATH = '/stream';
const MOST_CONNECTIONS = 200;
const MOST_FRAGMENTS = 1024;

/** Serves the page and its streams over TLS until the signal aborts; resolves to the port. */
export async function startPageServer(o: PageServerOptions): Promise<{ port: number; closed: Promise<void> }> {
  const { address, port, tls, assets, onConnection, signal, logger } = o;
  const identity: ServerOptions = tls ? readTls(tls) : selfSignedCertificate('kubets-dashboard');
  const turns = createFairTurns();
  const answer = servePage(assets);
  const server = createServer({ ...identity, ...GUARDED }, (request, response) =>
    turns.begin(request.socket, () => answer(request, response)),
  );
  guardConnections(server);
  if (tls) followTls(server, tls, { signal, logger });
  const streams = new WebSocketServer({
    noServer: true,
    maxPayload: STRANGERS_MESSAGE_BYTES,
    maxFragments: MOST_FRAGMENTS,
    perMessageDeflate: false,
    // One message of each connection in a turn of the event loop.
    allowSynchronousEvents: false,
  });
  const isForStream = ({ url }: IncomingMessage): boolean => requestUrl(url)?.pathname === STREAM_PATH;
  acceptUpgrades(server, isForStream, (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = !isSameOrigin(request.headers)
      ? '403 Forbidden'
      : streams.clients.size >= MOST_CONNECTIONS
        ? '503 Service Unavailable'
        : undefined;
    if (refusal) return endRefused(socket, `HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    streams.handleUpgrade(request, socket, head, onConnection);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  signal.addEventListener(
    'abort',
    () => {
      for (const client of streams.clients) client.terminate();
      server.close();
      server.closeAllConnections();
    },
    { once: true },
  );
  return { port: (server.address() as AddressInfo).port, closed };
}
