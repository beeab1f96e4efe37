import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { SOCKET_URL } from './socket-client';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 1000;

/** Of a socket on which somebody serves now: tells whether that goes on, as often as it changes, by a connection that is kept; until the signal aborts. */
export function followSocket(path: string, onChange: (isServed: boolean) => void, signal: AbortSignal): void {
  let isServed = true;
  let retryMs = FIRST_RETRY_MS;
  const tell = (now: boolean): void => {
    if (now === isServed || signal.aborted) return;
    isServed = now;
    onChange(now);
  };

  function open(): void {
    if (signal.aborted) return;
    const session = connectHttp2(SOCKET_URL, { createConnection: () => connect(path), maxSessionMemory: 1 });
    const end = (): void => session.destroy();
    signal.addEventListener('abort', end, { once: true });
    session.unref();
    session.once('remoteSettings', () => {
      retryMs = FIRST_RETRY_MS;
      tell(true);
    });
    // Why it ended is of no concern: it has.
    session.on('error', () => undefined);
    session.once('close', () => {
      signal.removeEventListener('abort', end);
      tell(false);
      setTimeout(open, retryMs).unref();
      retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
    });
  }
  open();
}
