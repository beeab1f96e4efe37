import { LABELS } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { ImageIndex } from './image-index';
import { NodeInfo } from './node-info';
import { PodGroups } from './pod-groups';
import { createPodInfo, type PodInfo } from './pod-info';

/**
 * Nodes and the pods on them, including pods that were only just assigned here and whose binding the apiserver has
 * not confirmed yet ("assumed"). Deciding is synchronous, so plugins read it directly; no snapshot is taken.
 */
export class SchedulerCache {
  readonly groups = new PodGroups();
  readonly images = new ImageIndex();
  private readonly nodesByName = new Map<string, NodeInfo>();
  private candidates: NodeInfo[] | undefined;
  private readonly placements = new Map<string, { pod: PodInfo; node: NodeInfo; assumed: boolean }>();

  /** The nodes that exist, in a stable order. */
  get nodes(): readonly NodeInfo[] {
    return (this.candidates ??= interleaveZones(
      [...this.nodesByName.values()].filter(({ node }) => node !== undefined),
    ));
  }

  node(name: string): NodeInfo | undefined {
    return this.nodesByName.get(name);
  }

  setNode(node: Node): void {
    const info = this.ensureNode(nameOf(node));
    const zone = info.labels[LABELS.zone];
    if (!info.node) this.candidates = undefined;
    info.setNode(node);
    if (info.labels[LABELS.zone] !== zone) this.candidates = undefined;
    this.images.setNode(node);
  }

  /** Its pods stay counted until they are gone themselves. */
  deleteNode(name: string): void {
    const info = this.nodesByName.get(name);
    if (!info) return;
    info.node = undefined;
    this.images.deleteNode(name);
    this.candidates = undefined;
    this.dropIfUnused(info);
  }

  /** Takes the pod's place before the apiserver has confirmed it. */
  assume(pod: PodInfo, nodeName: string): void {
    this.place(pod, nodeName, true);
  }

  /** Undoes `assume` for a binding that failed; a pod that was confirmed meanwhile stays. */
  forget(uid: string): void {
    if (this.placements.get(uid)?.assumed) this.remove(uid);
  }

  /** Whether it counts on some node. */
  isPlaced(uid: string): boolean {
    return this.placements.has(uid);
  }

  isAssumed(uid: string): boolean {
    return this.placements.get(uid)?.assumed ?? false;
  }

  /** A pod with a node, as the apiserver has it: confirms, moves or refreshes what was known. */
  setPod(pod: Pod): void {
    this.place(createPodInfo(pod), pod.spec?.nodeName ?? '', false);
  }

  /** Confirmed, assumed or unknown: afterwards nothing of it is counted. */
  remove(uid: string): void {
    const placement = this.placements.get(uid);
    if (!placement) return;
    this.placements.delete(uid);
    placement.node.removePod(placement.pod);
    this.groups.remove(placement.pod, placement.node);
    this.dropIfUnused(placement.node);
  }

  /** Takes a pod out for a what-if; the returned function puts it back as it was. */
  lift(uid: string): () => void {
    const placement = this.placements.get(uid);
    this.remove(uid);
    return () => {
      if (placement) this.place(placement.pod, placement.node.name, placement.assumed);
    };
  }

  private place(pod: PodInfo, nodeName: string, assumed: boolean): void {
    this.remove(pod.uid);
    const node = this.ensureNode(nodeName);
    this.placements.set(pod.uid, { pod, node, assumed });
    node.addPod(pod);
    this.groups.add(pod, node);
  }

  private ensureNode(name: string): NodeInfo {
    let info = this.nodesByName.get(name);
    if (!info) this.nodesByName.set(name, (info = new NodeInfo(name)));
    return info;
  }

  private dropIfUnused(info: NodeInfo): void {
    if (info.node === undefined && info.pods.size === 0) this.nodesByName.delete(info.name);
  }
}

/** Round robin over the zones: where only some nodes are looked at, these come from all zones. */
function interleaveZones(nodes: readonly NodeInfo[]): NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = node.labels[LABELS.zone] ?? '';
    const members = zones.get(zone);
    if (members) members.push(node);
    else zones.set(zone, [node]);
  }
  if (zones.size <= 1) return [...nodes];
  const result: NodeInfo[] = [];
  for (let round = 0; result.length < nodes.length; round++) {
    for (const members of zones.values()) if (round < members.length) result.push(members[round]!);
  }
  return result;
}
