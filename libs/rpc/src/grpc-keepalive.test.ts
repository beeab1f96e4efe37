import { EventEmitter, once } from 'node:events';
import { stat } from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepAlive } from './grpc-keepalive';

const SILENT_MS = 10;
const LONGER_THAN_PONGS_MAY_TAKE_MS = 5_200;

/** A silent connection whose answers to pings are read like anything that comes from outside, while its process is held up. */
function heldUp() {
  const session = Object.assign(new EventEmitter(), {
    connecting: false,
    destroyed: false,
    socket: { bytesRead: 0 },
    ping(answered: () => void) {
      stat(__filename, answered);
      const until = performance.now() + LONGER_THAN_PONGS_MAY_TAKE_MS;
      while (performance.now() < until);
      session.emit('pinged');
    },
    destroy: () => void (session.destroyed = true),
  });
  return session;
}

test('a connection is kept whose answer lay there while nobody could read it', async () => {
  const session = heldUp();
  keepAlive(session as unknown as ClientHttp2Session, SILENT_MS, () => true);
  await once(session, 'pinged');
  session.emit('close');
  await sleep(50);
  expect(session.destroyed).toBe(false);
}, 30_000);
