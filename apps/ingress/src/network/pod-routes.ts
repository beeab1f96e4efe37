import { execFile } from 'node:child_process';
import { applyRoutes, desiredRoutes } from '@kubets/api';
import type { Informer } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import type { Node } from '@kubets/proto-gen/core/v1';

const PROGRAM_TIMEOUT_MS = 10_000;
/** What somebody else has taken away comes back. */
const LOOK_AGAIN_MS = 60_000;

export interface PodRoutesOptions {
  nodes: Informer<Node>;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Keeps routes from here to the pods of every node, each by way of its node, until the signal aborts. They stay when it does. */
export function keepPodRoutes({ nodes, clock, logger, signal }: PodRoutesOptions): void {
  const loop = createWakeLoop({
    async turn() {
      // Asked for first: more may come while this waits.
      const complete = nodes.hasSynced();
      const routes = desiredRoutes(nodes.lister.list());
      if (await applyRoutes(routes, complete, run)) logger.info({ routes }, 'Routes to the pods of the nodes set');
      return { againAfterMs: LOOK_AGAIN_MS };
    },
    retry: { initialMs: 200, maxMs: 10_000 },
    onError: (err, delayMs) =>
      logger.warn({ reason: (err as Error).message, delayMs }, 'Routes to the pods of the nodes cannot be set'),
    clock,
  });
  const change = () => loop.wake();
  nodes.addEventHandler({ onAdd: change, onUpdate: change, onDelete: change });
  void nodes.synced().then(change, () => undefined); // it was stopped before
  void loop.run(signal);
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: PROGRAM_TIMEOUT_MS }, (error, stdout, stderr) =>
      error ? reject(new Error(`${program}: ${stderr.trim() || error.message}`)) : resolve(stdout),
    );
  });
}
