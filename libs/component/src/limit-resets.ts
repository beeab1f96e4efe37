import { constants, type Http2Session, type Http2Stream } from 'node:http2';

/**
 * Calls that a client may take back at once, after that as many a second as Kubernetes' clients never come to. Twice as many as may be open
 * at a time: a client that ends takes back all that it watches.
 */
const BURST = 500;
const PER_SECOND = 50;

interface Allowance {
  left: number;
  at: number;
}

const allowances = new WeakMap<Http2Session, Allowance>();

/**
 * Counts a stream that the client takes back before it is answered, and ends the connection of a client that does nothing
 * else (CVE-2023-44487, "rapid reset"): each is work that the number of streams at a time does not bound.
 */
export function limitResets(stream: Http2Stream): void {
  const { session } = stream;
  if (!session) return;
  stream.once('close', () => {
    if (stream.rstCode === constants.NGHTTP2_NO_ERROR || session.destroyed || isAllowed(session)) return;
    // Not here: this is within the reading of a reset, of whose stream HTTP/2 still has what is to be sent and Node.js has not any
    // more. To end another stream now, as ending the connection does, sends that: an empty frame, again and again, without end.
    setImmediate(() => {
      if (session.destroyed) return;
      session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      session.destroy();
    });
  });
}

function isAllowed(session: Http2Session): boolean {
  const now = performance.now();
  const { left, at } = allowances.get(session) ?? { left: BURST, at: now };
  const still = Math.min(BURST, left + ((now - at) / 1000) * PER_SECOND) - 1;
  allowances.set(session, { left: still, at: now });
  return still >= 0;
}
