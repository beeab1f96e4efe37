import { writeSync } from 'node:fs';

/** Names the file descriptor that whoever looks after a service reads its heartbeat from, as systemd's NOTIFY_SOCKET does. */
export const HEARTBEAT_VARIABLE = 'KUBETS_HEARTBEAT_FD';

/** Time between two signs of life in milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 2000;

/**
 * Writes a byte as long as the event loop turns: a process that is blocked or stopped falls silent. Unlike a request to
 * /livez it does not depend on a network that may be cut, and costs one write. Returns at once; does not keep the process alive.
 */
export function startHeartbeat(fd: number): void {
  const beat = () => {
    try {
      writeSync(fd, '.');
    } catch {
      // Nobody has read for long: the pipe is full, and whoever comes next finds enough in it.
    }
  };
  beat();
  setInterval(beat, HEARTBEAT_INTERVAL_MS).unref();
}
