import { isPodTerminal } from '@kubets/api';
import { namespaceOf, nameOf, rfc3339 } from '@kubets/apimachinery';
import type { FakeCluster } from '@kubets/client/testing';
import type { Clock } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** One round of what scheduler and kubelet do: new pods are placed and become ready, terminating ones go. */
export async function runPods(
  cluster: FakeCluster,
  clock: Clock,
  o: { nodes?: readonly string[]; becomesReady?(pod: Pod): boolean } = {},
): Promise<void> {
  const nodes = o.nodes ?? ['node-1'];
  for (const [i, pod] of cluster.objects<Pod>('pods').entries()) {
    const ref = { namespace: namespaceOf(pod), name: nameOf(pod) };
    if (pod.metadata?.deletionTimestamp) {
      await cluster.pods.delete(ref, { gracePeriodSeconds: 0 });
      continue;
    }
    // What has ended is not started again.
    if (isPodTerminal(pod)) continue;
    if (!pod.spec?.nodeName) await cluster.pods.bind(ref, nodes[i % nodes.length] ?? 'node-1');
    const ready = o.becomesReady?.(pod) ?? true;
    if (!ready || pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) continue;
    const placed = await cluster.pods.get(ref);
    const condition = { type: 'Ready', status: 'True', lastTransitionTime: rfc3339(clock.now()) };
    const ip = `10.244.0.${i + 10}`;
    await cluster.pods.updateStatus({
      ...placed,
      status: { ...placed.status, phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [condition] },
    });
  }
}
