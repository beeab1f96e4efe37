import { namespaceOf, nameOf, rfc3339 } from '@kubets/apimachinery';
import type { FakeCluster } from '@kubets/client/testing';
import type { Clock } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** What a kubelet writes when all containers of a pod have ended. */
export async function endPod(cluster: FakeCluster, clock: Clock, pod: Pod, exitCode = 0): Promise<void> {
  const current = await cluster.pods.get({ namespace: namespaceOf(pod), name: nameOf(pod) });
  const finishedAt = rfc3339(clock.now());
  await cluster.pods.updateStatus({
    ...current,
    status: {
      ...current.status,
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: finishedAt }],
      containerStatuses: [{ name: 'main', state: { terminated: { exitCode, finishedAt } } }],
    },
  });
}
