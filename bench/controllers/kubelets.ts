import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ApiClient, ApiRequest } from '../api/api-client';
import { versionOf, watchFrom } from '../watch-from';

const IN_FLIGHT = 64;
const BOUND_PODS = 'fieldSelector=spec.nodeName!%3D';
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };

/** What kubelets of all nodes do with pods that are bound, but that nothing runs. */
export interface SimulatedKubelets {
  /** Resolves when so many pods with that label `app` have been bound since the beginning. */
  whenBound(app: string, count: number): Promise<void>;
  /** Rejects when a kubelet could not go on. */
  failed: Promise<never>;
}

/** Follows the pods of a namespace until `signal`. */
export async function simulateKubelets(
  client: ApiClient,
  namespace: string,
  signal: AbortSignal,
): Promise<SimulatedKubelets> {
  const bound = new Map<string, Set<string>>();
  const waiting = new Set<() => void>();
  const done = new Set<string>();
  const addresses = new Map<string, number>();
  const queue: ApiRequest[] = [];
  let active = 0;
  let fail: (error: unknown) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Whoever waits learns of it.
  failed.catch(() => undefined);

  function pump(): void {
    while (active < IN_FLIGHT && queue.length > 0) {
      active++;
      void client
        .send(queue.shift()!)
        .catch((error: Error) => {
          // It has gone since.
          if (!signal.aborted && !/: 40[49] /.test(error.message)) fail(error);
        })
        .finally(() => {
          active--;
          pump();
        });
    }
  }

  function addressOf(uid: string): string {
    const index = addresses.get(uid) ?? addresses.size;
    addresses.set(uid, index);
    return `10.${244 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
  }

  function see(pod: Pod): void {
    const [app, uid] = [pod.metadata!.labels?.app ?? '', pod.metadata!.uid!];
    const uids = bound.get(app) ?? new Set();
    if (!uids.has(uid)) {
      bound.set(app, uids.add(uid));
      for (const check of waiting) check();
    }
    const action = nextAction(pod);
    if (!action || done.has(`${uid} ${action}`)) return;
    done.add(`${uid} ${action}`);
    queue.push(requestOf(action, pod, addressOf(uid)));
    pump();
  }

  const path = `/api/v1/namespaces/${namespace}/pods`;
  const watch = { path, query: BOUND_PODS, since: await versionOf(client, path), signal };
  void (async () => {
    for await (const { type, object } of watchFrom<Pod>(client, watch)) if (type !== 'DELETED') see(object);
  })().catch((error: unknown) => signal.aborted || fail(error));

  return {
    failed,
    whenBound: (app, count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if ((bound.get(app)?.size ?? 0) < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

type Action = 'run' | 'end' | 'remove';

/** What its kubelet has to do next with a pod; nothing when it has come to where it stays. Pods that are not restarted end at once. */
function nextAction({ metadata, spec, status }: Pod): Action | undefined {
  if (metadata!.deletionTimestamp) return 'remove';
  if (status?.phase === 'Pending') return 'run';
  return status?.phase === 'Running' && spec!.restartPolicy === 'Never' ? 'end' : undefined;
}

function requestOf(action: Action, { metadata, spec }: Pod, address: string): ApiRequest {
  const path = `/api/v1/namespaces/${metadata!.namespace}/pods/${metadata!.name}`;
  // Without its uid a later pod of that name would go, as a StatefulSet has them.
  if (action === 'remove')
    return {
      method: 'DELETE',
      path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        gracePeriodSeconds: 0,
        preconditions: { uid: metadata!.uid },
      }),
    };
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const isRunning = action === 'run';
  const status = {
    phase: isRunning ? 'Running' : 'Succeeded',
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: now,
    conditions: ['Initialized', 'Ready', 'ContainersReady'].map((type) => ({
      type,
      status: isRunning || type === 'Initialized' ? 'True' : 'False',
      lastTransitionTime: now,
    })),
    containerStatuses: spec!.containers!.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready: isRunning,
      started: isRunning,
      restartCount: 0,
      state: isRunning
        ? { running: { startedAt: now } }
        : { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } },
    })),
  };
  return {
    method: 'PATCH',
    path: `${path}/status`,
    headers: STRATEGIC,
    body: JSON.stringify({ metadata: { uid: metadata!.uid }, status }),
  };
}
