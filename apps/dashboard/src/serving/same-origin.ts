import type { IncomingHttpHeaders } from 'node:http';

/** Whether a browser says that a page of this very server asks: no other site’s page may open the stream. */
export function isSameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return host !== undefined && origin === `https://${host}`;
}
