import { MountPropagation, type ContainerConfig, type Mount } from '@kubets/proto-gen/runtime/v1';
import type { ContainerMount, ContainerSpec } from '../runtime';
import type { IdRange } from '../runtime';
import { linuxResources } from './linux-resources';
import { containerAnnotations, containerLabels } from './pod-labels';
import { containerSecurityContext, idMappings, type ProfilePaths } from './security-context';

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
    mounts: spec.mounts.map((mount) => criMount(mount, spec.sandbox.ids)),
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
      securityContext: containerSecurityContext(pod, container, { ...spec, ids: spec.sandbox.ids }, paths),
    },
  };
}

const PROPAGATIONS: Record<string, MountPropagation> = {
  None: MountPropagation.PROPAGATION_PRIVATE,
  HostToContainer: MountPropagation.PROPAGATION_HOST_TO_CONTAINER,
  Bidirectional: MountPropagation.PROPAGATION_BIDIRECTIONAL,
};

function criMount(mount: ContainerMount, ids: IdRange | undefined): Mount {
  return {
    containerPath: mount.containerPath,
    hostPath: mount.hostPath,
    readonly: mount.readOnly,
    recursiveReadOnly: mount.recursiveReadOnly === true,
    // Files keep the IDs on the node that they seem to have in the pod.
    ...(ids && { uidMappings: idMappings(ids), gidMappings: idMappings(ids) }),
    propagation: PROPAGATIONS[mount.propagation ?? 'None'],
  };
}
