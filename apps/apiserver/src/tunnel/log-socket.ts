import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { newBadRequest } from '@kubets/apimachinery';
import type { Request } from '../http/messages';
import { NORMAL_CLOSURE, sendHeldBack } from './byte-socket';
import { offeredIn } from './stream-protocols';

/** Bytes as they are, or as base64 in text messages, for clients that take no others; the first is also what is spoken without a name. */
const PROTOCOLS = ['binary.k8s.io', 'base64.binary.k8s.io'] as const;
const BASE64 = PROTOCOLS[1];
/** A client of logs has nothing to say. */
const MAX_SENT_BYTES = 4096;

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_SENT_BYTES,
  handleProtocols: (offered) => spokenOf([...offered]) ?? false,
});

const spokenOf = (offered: readonly string[]) => offered.find((one) => (PROTOCOLS as readonly string[]).includes(one));

/** @throws StatusError 400 for a client that speaks none of the protocols. */
export function assertLogProtocol({ headers }: Request): void {
  const offered = offeredIn(headers['sec-websocket-protocol']);
  if (offered.length > 0 && !spokenOf(offered))
    throw newBadRequest(
      `requested protocol(s) are not supported: [${offered.join(' ')}]; supports [${PROTOCOLS.join(' ')}]`,
    );
}

/** Sends what is read as messages over a WebSocket, after an empty one that tells the client that it is there. Resolves when it has ended. */
export async function sendLog(log: Readable, request: Request, socket: Duplex, head: Buffer): Promise<void> {
  const client = await new Promise<WebSocket | undefined>((resolve) => {
    // A handshake that is none is answered with what is wrong, and no client comes of it.
    socket.once('close', () => resolve(undefined));
    // Upgrades come over HTTP/1.1 alone.
    server.handleUpgrade(request as IncomingMessage, socket, head, resolve);
  });
  if (!client) return void log.destroy();
  const isText = client.protocol === BASE64;
  client.on('error', () => client.terminate());
  client.once('close', () => log.destroy());
  log.on('error', () => client.terminate());
  client.send(isText ? '' : Buffer.alloc(0));
  log.on('data', (bytes: Buffer) => sendHeldBack(client, log, isText ? bytes.toString('base64') : bytes));
  await new Promise((resolve) => log.once('close', resolve));
  client.close(NORMAL_CLOSURE);
}
