import { isUtf8 } from 'node:buffer';

const TOKEN_PROTOCOL = 'base64url.bearer.authorization.k8s.io.';

const SPACE_BEFORE_TOKEN =
  'the provided Authorization header contains extra space before the bearer token, and is ignored';

/** The token of an Authorization header. Other schemes are no credentials at all: who sends them is anonymous. */
export function bearerToken(header: string | undefined, warn?: (text: string) => void): string | undefined {
  const [scheme = '', token, ...rest] = header?.trim().split(' ') ?? [];
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  if (token === '' && rest.length > 0) warn?.(SPACE_BEFORE_TOKEN);
  return token || undefined;
}

/**
 * The token that a WebSocket's client, which a browser lets send no Authorization, has among the protocols it offers, and the
 * other protocols. @throws Error where it is none, or nothing else is offered, which could be agreed to.
 */
export function protocolToken(offered: string | undefined): { token: string; others: string[] } | undefined {
  const protocols = (offered ?? '').split(',').map((protocol) => protocol.trim());
  const others = protocols.filter((protocol) => !protocol.startsWith(TOKEN_PROTOCOL));
  const [encoded, ...more] = protocols
    .filter((protocol) => protocol.startsWith(TOKEN_PROTOCOL))
    .map((protocol) => protocol.slice(TOKEN_PROTOCOL.length));
  if (more.length > 0) throw new Error('multiple base64.bearer.authorization tokens specified');
  if (!encoded) return undefined;
  if (!/^[\w-]+$/.test(encoded) || encoded.length % 4 === 1)
    throw new Error('invalid base64.bearer.authorization token encoding');
  const bytes = Buffer.from(encoded, 'base64url');
  if (!isUtf8(bytes)) throw new Error('invalid base64.bearer.authorization token');
  if (others.length === 0) throw new Error('missing additional subprotocol');
  return { token: bytes.toString(), others };
}
