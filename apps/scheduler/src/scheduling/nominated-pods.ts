import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { SchedulerCache } from '../cache/scheduler-cache';

/** Pods for which others were made to go, and where: until they have their node, their room is not to be taken. */
export class NominatedPods {
  private readonly byUid = new Map<string, { pod: PodInfo; nodeName: string }>();

  constructor(private readonly cache: SchedulerCache) {}

  set(pod: PodInfo, nodeName: string): void {
    this.byUid.set(pod.uid, { pod, nodeName });
  }

  nodeOf(uid: string): string | undefined {
    return this.byUid.get(uid)?.nodeName;
  }

  /** Returns the pod if room was kept for it that is free now. */
  delete(uid: string): PodInfo | undefined {
    const pod = this.byUid.get(uid)?.pod;
    this.byUid.delete(uid);
    return this.cache.isPlaced(uid) ? undefined : pod;
  }

  /** What the apiserver knows of a pending pod, which what was decided here since then overrules. */
  noticed(pod: PodInfo): void {
    const nodeName = this.byUid.get(pod.uid)?.nodeName ?? pod.pod.status?.nominatedNodeName;
    if (nodeName) this.set(pod, nodeName);
  }

  /** Those of less priority have to find room elsewhere. */
  giveWay(nodeName: string, { priority }: PodInfo): void {
    for (const [uid, other] of this.byUid)
      if (other.nodeName === nodeName && other.pod.priority < priority) this.byUid.delete(uid);
  }

  /** Runs `look` as if the pods that this one may not displace were on the node already; false when there are none. */
  asIfThere(node: NodeInfo, pod: PodInfo, look: () => void): boolean {
    if (this.byUid.size === 0) return false;
    const others = [...this.byUid.values()].filter(
      (other) =>
        other.nodeName === node.name &&
        other.pod.uid !== pod.uid &&
        other.pod.priority >= pod.priority &&
        !this.cache.isPlaced(other.pod.uid),
    );
    if (others.length === 0) return false;
    for (const other of others) this.cache.assume(other.pod, node.name);
    try {
      look();
    } finally {
      for (const other of others) this.cache.forget(other.pod.uid);
    }
    return true;
  }
}
