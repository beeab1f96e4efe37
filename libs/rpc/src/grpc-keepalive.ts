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
    let isAnswered = false;
    const end = () => void (isAnswered || session.destroy(new Error('the server does not answer')));
    // Whose process was held up for that long finds its time over before it has read what came meanwhile: that is read first.
    const late = setTimeout(() => setImmediate(end), PONG_MS).unref();
    session.ping(() => {
      isAnswered = true;
      clearTimeout(late);
      seen = session.destroyed ? seen : (session.socket?.bytesRead ?? seen);
    });
  }, afterMs).unref();
  session.once('close', () => clearInterval(timer));
}
