/** "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable." */
export function fitMessage(nodeCount: number, rejections: Iterable<{ readonly reasons: readonly string[] }>): string {
  const histogram = new Map<string, number>();
  for (const { reasons } of rejections)
    for (const reason of reasons) histogram.set(reason, (histogram.get(reason) ?? 0) + 1);
  const parts = [...histogram].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${nodeCount} nodes are available:${parts.length > 0 ? ` ${parts.join(', ')}.` : ''}`;
}

/** What Kubernetes says when there is no node at all. */
export const NO_NODES_MESSAGE = 'no nodes available to schedule pods';
