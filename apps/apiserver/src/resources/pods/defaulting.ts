import { initAndAppContainers } from '@kubets/api';
import type { KubeObject, Steps } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { defaultRequestsFromLimits } from '../../pod-spec/default-container';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';

/** On the node's network a container's port is the node's port. */
function defaultHostPorts(container: Container): void {
  for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
}

/** Defaults of a pod: those of a pod spec, and what only pods get. */
export function* defaultPod(object: KubeObject): Steps<void> {
  const pod = object as Pod;
  const spec = pod.spec!;
  for (const container of initAndAppContainers(pod)) {
    yield* defaultRequestsFromLimits(container);
    if (spec.hostNetwork) defaultHostPorts(container);
  }
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  spec.enableServiceLinks ??= true;
  yield* defaultPodSpec(spec);
  defaultPodStatus(pod);
}

/** The first of a pod's and its node's addresses also stands alone, and the other way round. */
export function defaultPodStatus({ status }: Pod): void {
  if (!status) return;
  // Where the two differ, the older one counts: that is what older agents know.
  if (status.podIP && status.podIPs?.[0]?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
  else if (status.podIPs?.length) status.podIP = status.podIPs[0]!.ip;
  if (status.hostIPs?.length && !status.hostIP) status.hostIP = status.hostIPs[0]!.ip;
}
