import { MountPropagation, type ContainerConfig, type Mount } from '@kubets/proto-gen/runtime/v1';
import type { ContainerMount, ContainerSpec } from '../runtime';
import { linuxResources } from './linux-resources';
import { containerAnnotations, containerLabels } from './pod-labels';
import { containerSecurityContext, type ProfilePaths } from './security-context';

/** What CRI is told of one try of a container. */
export function containerConfig(spec: ContainerSpec, paths: ProfilePaths): ContainerConfig {
  const { pod, container } = spec;
  return {
    metadata: { name: container.name ?? '', attempt: spec.restartCount },
    image: { image: spec.imageId },
    command: spec.command,
    args: spec.args,
    workingDir: container.workingDir ?? '',
    envs: spec.env.map(({ name, value }) => ({ key: name, value })),
    mounts: spec.mounts.map(criMount),
    devices: [...(spec.devices ?? [])],
    CDIDevices: (spec.cdiDevices ?? []).map((name) => ({ name })),
    labels: containerLabels(pod, container),
    annotations: containerAnnotations(container, spec.restartCount, spec.terminationMessageFile),
    logPath: spec.logPath,
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
    linux: {
      resources: linuxResources(pod, container, spec.nodeMemoryBytes),
      securityContext: containerSecurityContext(pod, container, spec, paths),
    },
  };
}

const propagations: Record<string, MountPropagation> = {
  None: MountPropagation.PROPAGATION_PRIVATE,
  HostToContainer: MountPropagation.PROPAGATION_HOST_TO_CONTAINER,
  Bidirectional: MountPropagation.PROPAGATION_BIDIRECTIONAL,
};

function criMount(mount: ContainerMount): Mount {
  return {
    containerPath: mount.containerPath,
    hostPath: mount.hostPath,
    readonly: mount.readOnly,
    propagation: propagations[mount.propagation ?? 'None'],
  };
}
