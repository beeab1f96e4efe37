/**
 * Begins the orderly end of the node when the process is told that the power is about to go (SIGPWR), and ends the process after it.
 * SIGTERM ends the agent alone: its pods run on.
 */
export function followShutdownSignal(begin: () => Promise<boolean>): void {
  process.on('SIGPWR', () => void begin().then((isDone) => isDone && process.kill(process.pid, 'SIGTERM')));
}
