import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { newBadRequest } from '@kubets/apimachinery';

/** What containerd's streaming server speaks: remote command over WebSocket and SPDY, and port forwarding over SPDY. */
const WEBSOCKET_PROTOCOLS = new Set([
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'channel.k8s.io',
  'base64.channel.k8s.io',
]);
const SPDY_PROTOCOLS = new Set([
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
  'portforward.k8s.io',
]);

const PASSED_ON = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions', 'origin', 'user-agent'];

/** The protocols that a header offers. */
export const offeredIn = (header: string | string[] | undefined): string[] =>
  (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * The headers of an upgrade as the kubelet gets them. Protocols that would be refused there are left out; when nothing
 * remains the upgrade is refused, and kubectl falls back to SPDY.
 * @throws StatusError 400.
 */
export function upgradeHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const upgrade = headers.upgrade ?? '';
  const passed: OutgoingHttpHeaders = { connection: 'Upgrade', upgrade };
  for (const name of PASSED_ON) if (headers[name] !== undefined) passed[name] = headers[name];
  if (upgrade.toLowerCase() === 'websocket') {
    const offered = offeredIn(headers['sec-websocket-protocol']);
    const spoken = offered.filter((protocol) => WEBSOCKET_PROTOCOLS.has(protocol));
    if (offered.length > 0 && spoken.length === 0)
      throw newBadRequest(
        `unable to upgrade: none of the WebSocket protocols ${offered.join(', ')} is supported, the server speaks v4.channel.k8s.io`,
      );
    return spoken.length > 0 ? { ...passed, 'sec-websocket-protocol': spoken.join(', ') } : passed;
  }
  const offered = offeredIn(headers['x-stream-protocol-version']);
  const spoken = offered.filter((protocol) => SPDY_PROTOCOLS.has(protocol));
  if (offered.length > 0 && spoken.length === 0)
    throw newBadRequest(`unable to upgrade: none of the stream protocols ${offered.join(', ')} is supported`);
  // One header per protocol: servers do not split the joined form.
  return spoken.length > 0 ? { ...passed, 'x-stream-protocol-version': spoken } : passed;
}
