import type { WebSocket } from 'ws';

/** Of one message of somebody who has not logged in: a kubeconfig or a token. */
export const STRANGERS_MESSAGE_BYTES = 96 * 1024;
/** Of a visitor's: an object of the largest size, as it was and as it is. */
const VISITORS_MESSAGE_BYTES = 8 * 1024 * 1024;

/** ws has one bound for all of a connection's life; the test of connections stands on this field. */
interface WithReceiver {
  _receiver: { _maxPayload: number };
}

/** Takes messages as large as those of a visitor from now on. */
export function admitLargeMessages(socket: WebSocket): void {
  (socket as unknown as WithReceiver)._receiver._maxPayload = VISITORS_MESSAGE_BYTES;
}
