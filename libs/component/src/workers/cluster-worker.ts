import cluster from 'node:cluster';
import { HEARTBEAT_VARIABLE } from '../heartbeat';
import { REPLACES_VARIABLE, WORKER_VARIABLE, type WorkerMessage } from './worker-messages';
import type { ForkOptions, Worker } from './workers';

/**
 * Forks this very process as a worker of node:cluster, which has the workers share their sockets on every version of Node.js;
 * `reusePort` came with 22 and 23. Each takes connections from a shared socket itself, as one that a primary hands to a worker which
 * ends is never answered. It has this process' flags and more that are given; the line to a supervisor is this one's.
 */
export function forkWorker({ number, isReplacement }: ForkOptions, flags: readonly string[] = []): Worker {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  // An inspector that listens nowhere until it is wanted does so in the workers: they would count up from its port, which is 0.
  cluster.setupPrimary({ args: [...process.argv.slice(2), ...flags], inspectPort: 0 });
  const worker = cluster.fork({
    [HEARTBEAT_VARIABLE]: '',
    [WORKER_VARIABLE]: String(number),
    [REPLACES_VARIABLE]: isReplacement ? '1' : '',
  });
  return {
    send: (message, socket) => {
      if (worker.isConnected()) worker.send(message, socket, { keepOpen: true });
    },
    onMessage: (listener) => void worker.on('message', (message: WorkerMessage) => listener(message)),
    onExit: (listener) => void worker.once('exit', (code, signal) => listener(signal ?? `exit code ${code}`)),
    stop: () => void worker.process.kill('SIGTERM'),
    kill: () => void worker.process.kill('SIGKILL'),
  };
}
