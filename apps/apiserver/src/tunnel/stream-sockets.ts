import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Request } from '../http/messages';
import { joinBytes } from './byte-socket';
import { channelsOf, joinRemoteCommand } from './remote-command-socket';
import { offeredIn } from './stream-protocols';
import { upgradeUpstream, type Upstream } from './upstream';

/** Says over a WebSocket that there is no more input, which the runtime understands over SPDY alone. */
const REMOTE_COMMAND = 'v5.channel.k8s.io';
/** A connection of SPDY whose bytes are a WebSocket's messages. */
const PORT_FORWARD = 'SPDY/3.1+portforward.k8s.io';

/** As upstream. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

const OPTIONS = { noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES };
const commands = new WebSocketServer({ ...OPTIONS, handleProtocols: () => REMOTE_COMMAND });
/** The name of this protocol is no token of HTTP, and refused by who reads it: the handshake is made as if there were none. */
const forwards = new WebSocketServer(OPTIONS);
forwards.on('headers', (headers) => void headers.push(`Sec-WebSocket-Protocol: ${PORT_FORWARD}`));

type Serve = (upstream: Upstream, message: Request, upgrade: { socket: Duplex; head: Buffer }) => Promise<void>;

/** How a connection is served whose protocol the runtime does not speak; undefined for all that are handed on as they are. */
export function streamSocketOf(
  subresource: 'exec' | 'attach' | 'portforward',
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
): Serve | undefined {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return undefined;
  const offered = offeredIn(headers['sec-websocket-protocol']);
  if (subresource === 'portforward')
    return offered.includes(PORT_FORWARD) ? served(forwards, 'portforward.k8s.io', joinBytes) : undefined;
  if (!offered.includes(REMOTE_COMMAND)) return undefined;
  return served(commands, 'v4.channel.k8s.io', (client, runtime, head) =>
    joinRemoteCommand(client, runtime, head, channelsOf(query)),
  );
}

type Join = (client: WebSocket, runtime: Duplex, head: Buffer) => Promise<void>;

/** The runtime is asked first: what it refuses is answered as what it is, not as a WebSocket that closes. */
function served(server: WebSocketServer, protocol: string, join: Join): Serve {
  return async (upstream, message, { socket, head }) => {
    const headers = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocol };
    const runtime = await upgradeUpstream(upstream, 'POST', headers, socket);
    runtime.socket.on('error', () => socket.destroy());
    const client = await new Promise<WebSocket | undefined>((resolve) => {
      // A handshake that is none is answered with what is wrong, and no client comes of it.
      socket.once('close', () => resolve(undefined));
      // Upgrades come over HTTP/1.1 alone.
      const request = message as IncomingMessage;
      server.handleUpgrade(server === forwards ? withoutProtocol(request) : request, socket, head, resolve);
    });
    if (!client) return void runtime.socket.destroy();
    await join(client, runtime.socket, runtime.head);
  };
}

function withoutProtocol(request: IncomingMessage): IncomingMessage {
  const { 'sec-websocket-protocol': _, ...headers } = request.headers;
  return Object.create(request, { headers: { value: headers } }) as IncomingMessage;
}
