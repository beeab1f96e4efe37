import type { PolicyPod } from './policy-pod';

/** Whose an address is: of pods that say they have it, one that is not leaving, for the runtime may have given it away again. */
export interface AddressOwners {
  /** Keys of the pods whose addresses may be others than before, the pod itself included. */
  set(key: string, pod: PolicyPod | undefined): Set<string>;
  /** The pod with the addresses that are its own; undefined when it has none left. */
  owned(key: string): PolicyPod | undefined;
}

export function createAddressOwners(): AddressOwners {
  const pods = new Map<string, PolicyPod>();
  const claims = new Map<string, Set<string>>();

  function ownerOf(address: string): string | undefined {
    const keys = [...(claims.get(address) ?? [])];
    return keys.findLast((key) => !pods.get(key)?.leaving) ?? keys.at(-1);
  }

  return {
    set(key, pod) {
      const touched = new Set([key]);
      const before = Object.values(pods.get(key)?.addresses ?? {});
      const after = Object.values(pod?.addresses ?? {});
      for (const address of before) {
        if (after.includes(address)) continue;
        const keys = claims.get(address);
        keys?.delete(key);
        if (keys?.size === 0) claims.delete(address);
      }
      for (const address of after) {
        const keys = claims.get(address) ?? new Set<string>();
        claims.set(address, keys.add(key));
      }
      for (const address of [...before, ...after]) for (const other of claims.get(address) ?? []) touched.add(other);
      if (pod) pods.set(key, pod);
      else pods.delete(key);
      return touched;
    },
    owned(key) {
      const pod = pods.get(key);
      if (!pod) return undefined;
      const own = Object.entries(pod.addresses).filter(([, address]) => ownerOf(address) === key);
      if (own.length === Object.keys(pod.addresses).length) return pod;
      return own.length === 0 ? undefined : { ...pod, addresses: Object.fromEntries(own) };
    },
  };
}
