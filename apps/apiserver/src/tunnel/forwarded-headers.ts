import type { OutgoingHttpHeaders } from 'node:http';
import type { Request } from '../http/messages';

const NOT_FORWARDED = new Set([
  'authorization',
  'connection',
  'host',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
]);

/** The client's headers without what is between it and this server; its credentials above all. */
export function forwardedHeaders({ headers, socket }: Request): OutgoingHttpHeaders {
  const passed = Object.entries(headers).filter(
    ([name]) => !name.startsWith(':') && !name.startsWith('impersonate-') && !NOT_FORWARDED.has(name),
  );
  return { ...Object.fromEntries(passed), 'x-forwarded-for': socket.remoteAddress ?? '', 'x-forwarded-proto': 'https' };
}
