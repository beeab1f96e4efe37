import type { ClientHttp2Session } from 'node:http2';

const PONG_MS = 5_000;

/** Asks a server that has been silent for so long whether it is there still, and ends the connection to one that does not answer. */
export function keepAlive(session: ClientHttp2Session, afterMs: number, isWanted: () => boolean): void {
  let seen = -1;
  const timer = setInterval(() => {
    if (session.connecting || session.destroyed || !isWanted()) return;
    const { bytesRead = 0 } = session.socket;
    const isSilent = bytesRead === seen;
    seen = bytesRead;
    if (!isSilent) return;
    const late = setTimeout(() => session.destroy(new Error('the server does not answer')), PONG_MS).unref();
    session.ping(() => {
      clearTimeout(late);
      seen = session.destroyed ? seen : (session.socket?.bytesRead ?? seen);
    });
  }, afterMs).unref();
  session.once('close', () => clearInterval(timer));
}
