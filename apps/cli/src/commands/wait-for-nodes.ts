import { findCondition } from '@kubets/api';
import { createInformerSet, openKubeClient } from '@kubets/client';
import { createLogger } from '@kubets/component';
import type { Node } from '@kubets/proto-gen/core/v1';
import { nodes } from '@kubets/proto-gen/services';
import type { ClusterLayout } from '../cluster/layout';
import { componentKubeconfig } from '../pki/kubeconfig';
import { createEndings, EndlessError } from '../supervisor/endings';
import { supervisorStatus, type ProcessStatus, type SupervisorStatus } from '../supervisor/control';

const TIMEOUT_MS = 90_000;
const POLL_MS = 500;

/**
 * Returns when every node is Ready.
 * @throws EndlessError when a process ends again and again the same way; Error that names what is not running, after 90 s; the
 * signal's reason when it aborts.
 */
export async function waitForNodes(layout: ClusterLayout, signal?: AbortSignal): Promise<void> {
  const client = await openKubeClient(componentKubeconfig(layout, 'admin'), { nodes });
  const done = new AbortController();
  const informers = createInformerSet(
    client,
    { nodes: {} },
    { logger: createLogger({ service: 'cli', level: 'silent' }) },
  );
  const giveUp = () => done.abort(signal?.reason);
  signal?.addEventListener('abort', giveUp);
  const timer = setTimeout(() => done.abort(new Error('timeout')), TIMEOUT_MS);
  const endings = createEndings();
  let poll: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const check = async () => {
        const status = await supervisorStatus(layout).catch(() => undefined); // it may be starting; the next change asks again
        const lost = endings.lost(status?.processes ?? []);
        if (lost) return reject(new EndlessError(lost));
        if (layout.nodes.every(({ name }) => isReadyNow(informers.nodes.lister.get(name), kubeletOf(status, name))))
          resolve();
      };
      done.signal.addEventListener('abort', () => reject(done.signal.reason));
      informers.nodes.addEventHandler({ onAdd: () => void check(), onUpdate: () => void check() });
      informers.nodes.start(done.signal);
      poll = setInterval(() => void check(), POLL_MS);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof EndlessError ? error : new Error(await explain(layout));
  } finally {
    clearInterval(poll);
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    done.abort();
    client.close();
  }
}

const kubeletOf = (status: SupervisorStatus | undefined, node: string) =>
  status?.processes.find(({ name }) => name === `kubelet-agent-${node}`);

/**
 * Ready, and said so by the kubelet that runs: a node that was stopped keeps its last condition until it reports again.
 * However long ago it said it: a node whose status does not change reports every five minutes only.
 */
export function isReadyNow(
  node: Node | undefined,
  kubelet: Pick<ProcessStatus, 'running' | 'startedAt'> | undefined,
): boolean {
  const ready = findCondition(node?.status?.conditions, 'Ready');
  if (ready?.status !== 'True' || !kubelet?.running || !kubelet.startedAt) return false;
  const toSeconds = (time: string) => Math.floor(Date.parse(time) / 1000); // as exact as conditions are
  return toSeconds(ready.lastHeartbeatTime ?? '') >= toSeconds(kubelet.startedAt);
}

async function explain(layout: ClusterLayout): Promise<string> {
  const status = await supervisorStatus(layout);
  const down = status?.processes.filter((process) => !process.running || process.restarts > 0) ?? [];
  const lines = down.map(
    (process) => `  ${process.name}: ${process.lastExit ?? 'not running'} (log: ${process.logFile})`,
  );
  return [`the nodes are not Ready after ${TIMEOUT_MS / 1000} s; the logs are in ${layout.logDir}`, ...lines].join(
    '\n',
  );
}
