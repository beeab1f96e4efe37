import type { Pod } from '@kubets/proto-gen/core/v1';
import { isPodTerminal } from '../pod/state';
import { isPort, type Protocol, protocolOf } from '../service/protocol';
import type { PodPeer, PolicyDirection, PolicyRules } from './policy-rules';

/** A pod as policies select it. */
export interface LabelledPod {
  namespace: string;
  labels: Record<string, string>;
}

/** A port of a pod that policies may name. */
export interface NamedPort {
  name: string;
  protocol: Protocol;
  port: number;
}

/** False for pods that policies are not about: in the node's own network, or ended. */
export const isUnderPolicies = (pod: Pod): boolean => !pod.spec?.hostNetwork && !isPodTerminal(pod);

/** Those of the policies that restrict what the pod exchanges in a direction. */
export function restrictingPolicies<T extends PolicyRules>(
  policies: readonly T[],
  pod: LabelledPod,
  direction: PolicyDirection,
): T[] {
  return policies.filter(
    ({ namespace, pods, rules }) =>
      rules[direction] !== undefined && namespace === pod.namespace && pods.matches(pod.labels),
  );
}

/** `namespaceLabels` are those of the pod's namespace; undefined where it is not known (yet): then no selector takes it. */
export function isPeer(
  { namespaces, pods }: PodPeer,
  pod: LabelledPod,
  namespaceLabels: Record<string, string> | undefined,
): boolean {
  const isInNamespace =
    typeof namespaces === 'string'
      ? namespaces === pod.namespace
      : namespaceLabels !== undefined && namespaces.matches(namespaceLabels);
  return isInNamespace && pods.matches(pod.labels);
}

/** Of all containers, init containers included. */
export function namedPortsOf({ spec }: Pod): NamedPort[] {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ name, protocol: text, containerPort: port }) => {
      const protocol = protocolOf(text);
      return name && protocol && isPort(port) ? [{ name, protocol, port }] : [];
    }),
  );
}
