import type { IncomingHttpHeaders } from 'node:http';

const VERSION = '13';

export interface HandshakeRefusal {
  code: number;
  headers?: Record<string, string>;
  text?: string;
}

/**
 * Why a watch's WebSocket is refused, as in Kubernetes: there has to be an Origin, of whatever client, and at most one protocol,
 * which is agreed to whatever it is called.
 */
export function handshakeRefusal(headers: IncomingHttpHeaders): HandshakeRefusal | undefined {
  if (!headers['sec-websocket-key']) return { code: 400, text: 'mismatch challenge/response' };
  if (headers['sec-websocket-version'] !== VERSION)
    return { code: 400, headers: { 'Sec-WebSocket-Version': VERSION }, text: 'missing or bad WebSocket Version' };
  if (!/^(\/|[a-z][a-z\d+.-]*:)/i.test(headers.origin ?? '')) return { code: 403 };
  if (headers['sec-websocket-protocol']?.includes(',')) return { code: 400 };
  return undefined;
}
