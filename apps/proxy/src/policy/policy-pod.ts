import { isUnderPolicies, type LabelledPod, type NamedPort, namedPortsOf, podIPsOf } from '@kubets/api';
import { objectKey } from '@kubets/apimachinery';
import { type IpFamily, IP_FAMILIES } from '@kubets/net';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { addressOfFamily } from '../model/address';

/** What policies ask of a pod. */
export interface PolicyPod extends LabelledPod {
  /** namespace/name */
  key: string;
  nodeName: string;
  addresses: Partial<Record<IpFamily, string>>;
  namedPorts: readonly NamedPort[];
  /** It is being deleted: its address may be another's already. */
  leaving: boolean;
}

/** Undefined for pods that policies are not about: in the node's own network, without an address (yet), or ended. */
export function policyPodOf(pod: Pod): PolicyPod | undefined {
  const { metadata, spec } = pod;
  if (!isUnderPolicies(pod)) return undefined;
  const texts = podIPsOf(pod);
  const addresses: Partial<Record<IpFamily, string>> = {};
  for (const family of IP_FAMILIES) {
    const address = texts.map((text) => addressOfFamily(text, family)).find((text) => text !== undefined);
    if (address !== undefined) addresses[family] = address;
  }
  if (Object.keys(addresses).length === 0) return undefined;
  return {
    key: objectKey(pod),
    namespace: metadata?.namespace ?? '',
    labels: metadata?.labels ?? {},
    nodeName: spec?.nodeName ?? '',
    addresses,
    namedPorts: namedPortsOf(pod),
    leaving: metadata?.deletionTimestamp !== undefined,
  };
}

/** A pod without what policies don't ask for, for there is one of every pod of the cluster on every node. */
export function prunePod({ metadata, spec, status }: Pod): Pod {
  const { namespace, name, uid, resourceVersion, labels, deletionTimestamp } = metadata ?? {};
  return {
    metadata: { namespace, name, uid, resourceVersion, labels, deletionTimestamp },
    spec: {
      nodeName: spec?.nodeName,
      hostNetwork: spec?.hostNetwork,
      containers: (spec?.containers ?? []).map(({ ports }) => ({ ports })),
      initContainers: (spec?.initContainers ?? []).map(({ ports }) => ({ ports })),
    },
    status: { phase: status?.phase, podIP: status?.podIP, podIPs: status?.podIPs },
  };
}
