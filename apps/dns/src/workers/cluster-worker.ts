import cluster from 'node:cluster';
import { HEARTBEAT_VARIABLE } from '@kubets/component';
import type { Worker } from './workers';
import { REPLACES_VARIABLE, type WorkerMessage } from './worker-messages';

/**
 * Forks this very process as a worker of node:cluster, which has the workers share a socket on every version of Node.js; dgram's own
 * `reusePort` came with 22. It has this process' flags, but health and metrics are this one's, and so is the line to a supervisor.
 */
export function forkWorker(isReplacement: boolean): Worker {
  cluster.setupPrimary({ args: [...process.argv.slice(2), '--secure-port=0'] });
  const worker = cluster.fork({ [HEARTBEAT_VARIABLE]: '', [REPLACES_VARIABLE]: isReplacement ? '1' : '' });
  return {
    send: (message) => {
      if (worker.isConnected()) worker.send(message);
    },
    onMessage: (listener) => void worker.on('message', (message: WorkerMessage) => listener(message)),
    onExit: (listener) => void worker.once('exit', (code, signal) => listener(signal ?? `exit code ${code}`)),
    stop: () => void worker.process.kill('SIGTERM'),
  };
}
