import { request, type Agent } from 'node:https';
import type { Socket } from 'node:net';
import { dialError, joinHostPort, type HostPort } from '@kubets/net';
import { boundedText } from './bounded-text';

/** Opens a TCP connection; rejects with Go's words when there is none. */
export type Dial = (target: HostPort) => Promise<Socket>;

const CONNECT_TIMEOUT_MS = 10_000;
/** Of what the kubelet says why not. */
const MAX_REFUSAL_BYTES = 4096;
const OK = 200;

/**
 * Connects to a port of a pod by way of its node, with HTTP CONNECT (RFC 9110, 9.3.6) to the kubelet, as egress selection in
 * Kubernetes does: this server needs no route to pods, and what it sends leaves the cluster's machines nowhere.
 */
export function dialThrough(kubelet: HostPort, agent: Agent): Dial {
  return (target) =>
    new Promise((resolve, reject) => {
      const outgoing = request({ ...kubelet, agent, method: 'CONNECT', path: joinHostPort(target) });
      outgoing.setTimeout(CONNECT_TIMEOUT_MS, () =>
        outgoing.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      );
      outgoing.once('error', (error) => reject(new Error(dialError(joinHostPort(kubelet), error))));
      outgoing.once('connect', ({ statusCode }, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        if (statusCode === OK) resolve(socket);
        else
          boundedText(socket, MAX_REFUSAL_BYTES).then(
            (text) => reject(new Error(text.trim() || `the node answered ${statusCode}`)),
            reject,
          );
      });
      outgoing.end();
    });
}
