import { objectKey } from '@kubets/apimachinery';
import type { ContainerPort, Namespace, Pod } from '@kubets/proto-gen/core/v1';
import type { NetworkPolicy, NetworkPolicySpec } from '@kubets/proto-gen/networking/v1';
import { createPolicyState, type PolicyState } from '../policy-state';

interface PodMore {
  namespace?: string;
  node?: string;
  ports?: ContainerPort[];
  labels?: Record<string, string>;
  addresses?: string[];
  leaving?: boolean;
  phase?: string;
  hostNetwork?: boolean;
}

/** A pod `x/<name>` with the label app=<name>, unless `more` says otherwise. */
export function pod(name: string, address: string, more: PodMore = {}): Pod {
  const { namespace = 'x', node = 'node-1', ports = [], labels = { app: name }, addresses = [address] } = more;
  return {
    metadata: { namespace, name, labels, ...(more.leaving && { deletionTimestamp: '2026-01-01T00:00:00Z' }) },
    spec: { nodeName: node, hostNetwork: more.hostNetwork, containers: [{ name: 'c', ports }] },
    status: { phase: more.phase ?? 'Running', podIP: address, podIPs: addresses.map((ip) => ({ ip })) },
  };
}

/** A namespace with the label name=<name>. */
export const namespace = (name: string): Namespace => ({ metadata: { name, labels: { name } } });

/** A policy `x/<name>` for all pods of its namespace, unless the spec says otherwise. */
export function policy(name: string, spec: NetworkPolicySpec, of = 'x'): NetworkPolicy {
  const types = [...(spec.ingress ? ['Ingress'] : []), ...(spec.egress ? ['Egress'] : [])];
  return { metadata: { namespace: of, name }, spec: { podSelector: {}, policyTypes: types, ...spec } };
}

export const byApp = (app: string) => ({ matchLabels: { app } });

/** The state of node-1 in a cluster with these objects. */
export function stateOf(pods: readonly Pod[], policies: readonly NetworkPolicy[]): PolicyState {
  const state = createPolicyState('node-1');
  state.setPodCidrs(['10.244.1.0/24', 'fd00:244:1::/64']);
  for (const one of ['x', 'y', 'z']) state.setNamespace(one, namespace(one));
  for (const one of pods) state.setPod(objectKey(one), one);
  for (const one of policies) state.setPolicy(objectKey(one), one);
  state.refresh();
  return state;
}
