import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { goJson, type StatusError } from '@kubets/apimachinery';
import { endRefused } from '@kubets/component';
import type { Request } from '../http/messages';

/** Whether the request asks for a WebSocket rather than another protocol. */
export const isWebSocketRequest = ({ headers }: Request): boolean => headers.upgrade?.toLowerCase() === 'websocket';

/** Answers an upgrade request with an ordinary response, which tells the client that it will not be upgraded. */
export function refuseUpgrade(socket: Duplex, { code, status }: StatusError): void {
  const body = goJson(Buffer.from(JSON.stringify(status)));
  writeRawResponse(
    socket,
    code,
    { 'Content-Type': 'application/json', 'Content-Length': String(body.length), Connection: 'close' },
    body,
  );
}

/** A whole HTTP/1.1 response on a raw socket, which ends with it, whatever its client does. */
export function writeRawResponse(
  socket: Duplex,
  code: number,
  headers: Record<string, string | string[]>,
  body: Buffer,
): void {
  if (!socket.writable) return;
  endRefused(socket, Buffer.concat([Buffer.from(responseHead(code, headers)), body]));
}

export function responseHead(code: number, headers: Record<string, string | string[]>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${one}\r\n`),
  );
  return `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}\r\n${lines.join('')}\r\n`;
}
