import { isPeer, type PodPeer } from '@kubets/api';
import type { PolicyPod } from './policy-pod';

/** Which pods each peer of a policy selects, kept up to date by what changes: no change looks at all pods again. */
export interface PeerIndex {
  setPod(key: string, pod: PolicyPod | undefined): void;
  /** undefined: the namespace is gone. */
  setNamespace(name: string, labels: Record<string, string> | undefined): void;
  /** Follows a peer from now on; as often as it was followed it has to be dropped. */
  follow(peer: PodPeer): void;
  drop(peer: PodPeer): void;
  members(peer: PodPeer): Iterable<PolicyPod>;
  /** Another number when the peer's pods, or what is known of one, may have changed. */
  version(peer: PodPeer): number;
  pods(): Iterable<PolicyPod>;
  /** Another number when any pod has changed. */
  podsVersion(): number;
}

interface Followed {
  peer: PodPeer;
  followers: number;
  members: Map<string, PolicyPod>;
  version: number;
}

export function createPeerIndex(): PeerIndex {
  const pods = new Map<string, PolicyPod>();
  const byNamespace = new Map<string, Map<string, PolicyPod>>();
  const namespaces = new Map<string, Record<string, string>>();
  const followed = new Map<string, Followed>();
  let clock = 0;
  let podsVersion = 0;

  function place(entry: Followed, key: string, pod: PolicyPod | undefined): void {
    const before = entry.members.get(key);
    const after = pod && isPeer(entry.peer, pod, namespaces.get(pod.namespace)) ? pod : undefined;
    if (before === after) return;
    if (after) entry.members.set(key, after);
    else entry.members.delete(key);
    entry.version = ++clock;
  }

  return {
    setPod(key, pod) {
      const before = pods.get(key);
      if (!before && !pod) return;
      podsVersion++;
      if (before) byNamespace.get(before.namespace)?.delete(key);
      if (pod) {
        pods.set(key, pod);
        const ofNamespace = byNamespace.get(pod.namespace) ?? new Map<string, PolicyPod>();
        byNamespace.set(pod.namespace, ofNamespace.set(key, pod));
      } else pods.delete(key);
      for (const entry of followed.values()) place(entry, key, pod);
    },
    setNamespace(name, labels) {
      if (labels) namespaces.set(name, labels);
      else namespaces.delete(name);
      for (const entry of followed.values()) {
        if (typeof entry.peer.namespaces === 'string') continue;
        for (const [key, pod] of byNamespace.get(name) ?? []) place(entry, key, pod);
      }
    },
    follow(peer) {
      const known = followed.get(peer.key);
      if (known) {
        known.followers++;
        return;
      }
      const entry: Followed = { peer, followers: 1, members: new Map(), version: ++clock };
      followed.set(peer.key, entry);
      const scope = typeof peer.namespaces === 'string' ? byNamespace.get(peer.namespaces) : pods;
      for (const [key, pod] of scope ?? []) place(entry, key, pod);
    },
    drop(peer) {
      const known = followed.get(peer.key);
      if (known && --known.followers === 0) followed.delete(peer.key);
    },
    members: (peer) => followed.get(peer.key)?.members.values() ?? [],
    version: (peer) => followed.get(peer.key)?.version ?? 0,
    pods: () => pods.values(),
    podsVersion: () => podsVersion,
  };
}
