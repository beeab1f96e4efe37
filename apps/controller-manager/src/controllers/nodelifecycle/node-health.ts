import { findCondition } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { Node, NodeCondition } from '@kubets/proto-gen/core/v1';

/** What the kubelet alone knows; unknown as soon as it is silent. */
const KUBELET_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

/** Changes with every sign of life that the kubelet gives. */
export function heartbeatOf(node: Node, lease: Lease | undefined): string {
  return `${lease?.spec?.renewTime}|${findCondition(node.status?.conditions, 'Ready')?.lastHeartbeatTime}`;
}

/** The conditions of a node that has been silent too long; undefined when they say so already. */
export function unknownConditions(node: Node, now: Date): NodeCondition[] | undefined {
  const conditions = node.status?.conditions ?? [];
  const time = rfc3339(now);
  const next = [...conditions];
  for (const type of KUBELET_CONDITIONS) {
    const index = next.findIndex((condition) => condition.type === type);
    const current = next[index];
    if (!current) {
      const created = node.metadata?.creationTimestamp;
      next.push({
        type,
        status: 'Unknown',
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
        lastHeartbeatTime: created,
        lastTransitionTime: time,
      });
    } else if (current.status !== 'Unknown') {
      next[index] = {
        ...current,
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        lastTransitionTime: time,
      };
    }
  }
  return next.some((condition, i) => condition !== conditions[i]) ? next : undefined;
}

/** When each node last gave a sign of life, by this process's own clock: those of the nodes may be wrong. */
export interface Heartbeats {
  /** Answers when the node was last heard of, in monotonic ms. */
  observe(name: string, heartbeat: string): number;
  /** The node could not be heard for a reason of ours; it gets so much time more. */
  excuse(name: string, untilMs: number): void;
  forget(name: string): void;
}

export function createHeartbeats(monotonicMs: () => number): Heartbeats {
  const heard = new Map<string, { heartbeat: string; atMs: number }>();
  return {
    observe(name, heartbeat) {
      const known = heard.get(name);
      if (known?.heartbeat === heartbeat) return known.atMs;
      const atMs = monotonicMs();
      heard.set(name, { heartbeat, atMs });
      return atMs;
    },
    excuse(name, untilMs) {
      const known = heard.get(name);
      if (known) heard.set(name, { ...known, atMs: Math.max(known.atMs, untilMs) });
    },
    forget: (name) => void heard.delete(name),
  };
}
