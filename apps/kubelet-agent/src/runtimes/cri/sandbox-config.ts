import { runningContainers } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { Protocol, type PodSandboxConfig, type PortMapping } from '@kubets/proto-gen/runtime/v1';
import type { SandboxSpec } from '../runtime';
import { podLabels } from './pod-labels';
import { sandboxSecurityContext, type ProfilePaths } from './security-context';

export interface SandboxPlaces extends ProfilePaths {
  /** The control group that those of the pod's containers are in; empty is the runtime's choice. */
  groupOf(podUid: string): string;
}

/** What CRI is told of a pod's sandbox. Depends on the pod and the attempt only, as CRI wants the same at each container. */
export function sandboxConfig(spec: SandboxSpec, o: SandboxPlaces): PodSandboxConfig {
  const { pod } = spec;
  const { name = '', namespace = '', uid = '', labels, annotations } = pod.metadata ?? {};
  const cgroupParent = o.groupOf(uid);
  const sysctls = Object.fromEntries(
    (pod.spec?.securityContext?.sysctls ?? []).map((sysctl) => [sysctl.name ?? '', sysctl.value ?? '']),
  );
  return {
    metadata: { name, namespace, uid, attempt: spec.attempt },
    // A sandbox on the node's network keeps the node's host name.
    hostname: pod.spec?.hostNetwork ? '' : spec.hostname,
    logDirectory: spec.logDirectory,
    dnsConfig: spec.dns,
    portMappings: pod.spec?.hostNetwork ? [] : portMappings(pod),
    labels: { ...labels, ...podLabels(pod) },
    annotations: { ...annotations },
    linux: {
      ...(cgroupParent ? { cgroupParent } : {}),
      securityContext: sandboxSecurityContext(pod, o, spec.ids),
      sysctls,
    },
  };
}

const PROTOCOLS: Record<string, Protocol> = { TCP: Protocol.TCP, UDP: Protocol.UDP, SCTP: Protocol.SCTP };

function portMappings(pod: Pod): PortMapping[] {
  return runningContainers(pod).flatMap((container) =>
    (container.ports ?? [])
      .filter((port) => port.hostPort)
      .map(({ protocol = 'TCP', containerPort, hostPort, hostIP = '' }) => ({
        protocol: PROTOCOLS[protocol],
        containerPort,
        hostPort,
        hostIp: hostIP,
      })),
  );
}
