import { isSidecar } from '@kubets/api';
import {
  errorsOfAll,
  errorsOfEach,
  fieldErrors,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { Container, EphemeralContainer, PodSpec } from '@kubets/proto-gen/core/v1';
import { podOfContainers, validateContainer, validateRunning, type PodOfContainers } from './validate-container';
import { validateRestart } from './validate-restart';

const RUNNING_ONLY = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const isRunningPart = (field: string): boolean => RUNNING_ONLY.some((one) => one === field);
/** What a container cannot have that is added to look into a pod. */
const NOT_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

function duplicateName(seen: Set<string>, name: string | undefined, path: FieldPath): FieldError[] {
  if (!name) return [];
  // After all that containers of every kind are asked.
  const toldAt = path.child('lifecycle').toString();
  if (seen.has(name)) return [{ ...fieldErrors.duplicate(path.child('name'), name), toldAt }];
  seen.add(name);
  return [];
}

/** Two containers of a pod cannot have the same port of the node; `toldAt`: after what is said of the containers there. */
function hostPortConflicts(containers: Container[], path: FieldPath, toldAt: FieldPath): Steps<FieldError[]> {
  const seen = new Set<string>();
  const told = { told: 'last' as const, toldAt: toldAt.toString() };
  return errorsOfEach(containers, ({ ports = [] }, index) =>
    errorsOfEach(ports, ({ protocol = '', hostIP = '', hostPort = 0 }, portIndex) => {
      if (hostPort === 0) return [];
      const id = `${protocol}/${hostIP}/${hostPort}`;
      if (seen.has(id))
        return [
          {
            ...fieldErrors.duplicate(path.index(index).child('ports').index(portIndex).child('hostPort'), id),
            ...told,
          },
        ];
      seen.add(id);
      return [];
    }),
  );
}

/** `names`: of the containers that have been looked at before. */
function* validateInit(
  container: Container,
  pod: PodOfContainers,
  names: Set<string>,
  list: FieldPath,
  index: number,
): Steps<FieldError[]> {
  const path = list.index(index);
  const errors = [
    ...(yield* validateContainer(container, pod, path)),
    ...(yield* validateRestart(container, path)),
    ...duplicateName(names, container.name, path),
    ...(yield* hostPortConflicts([container], list, path.child('name'))),
  ];
  if (isSidecar(container)) return [...errors, ...validateRunning(container, pod, path)];
  const given = RUNNING_ONLY.filter((field) => container[field]);
  const detail = 'may not be set for init containers without restartPolicy=Always';
  const restarting = (container.resizePolicy ?? []).flatMap(({ restartPolicy }, place) => {
    if (restartPolicy !== 'RestartContainer') return [];
    const at = path.child('resizePolicy').index(place).child('restartPolicy');
    const text = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    return [fieldErrors.invalid(at, restartPolicy, text)];
  });
  return [
    ...errors,
    ...given.map((field) => ({ ...fieldErrors.forbidden(path.child(field), detail), told: 'alone' as const })),
    ...restarting,
  ];
}

/** `others`: names of the containers that are not ephemeral. */
function validateEphemeral(container: EphemeralContainer, others: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const target = container.targetContainerName;
  const detail = 'cannot be set for an Ephemeral Container';
  const given = NOT_EPHEMERAL.filter((field) =>
    field === 'resources' ? Object.keys(container.resources ?? {}).length > 0 : container[field] !== undefined,
  );
  const subPaths = (container.volumeMounts ?? []).flatMap((mount, index) =>
    (['subPath', 'subPathExpr'] as const)
      .filter((field) => mount[field])
      .map((field) => fieldErrors.forbidden(path.child('volumeMounts').index(index).child(field), detail)),
  );
  const toldAt = path.child('lifecycle').toString();
  const told = (error: FieldError): FieldError => ({ ...error, toldAt });
  return [
    ...(target && !others.has(target) ? [told(fieldErrors.notFound(path.child('targetContainerName'), target))] : []),
    ...given.map((field): FieldError => {
      const error = fieldErrors.forbidden(path.child(field), detail);
      // What only ephemeral containers may not have is looked at all the same, but not what runs beside them.
      return isRunningPart(field) ? { ...error, told: 'alone' } : told(error);
    }),
    ...subPaths.map(told),
  ];
}

/** All containers of a pod: each by itself, and that they get along. */
export function validateContainers(spec: PodSpec, path: FieldPath, broken: ReadonlySet<string>): Steps<FieldError[]> {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec;
  const pod = podOfContainers(spec, broken);
  const names = new Set<string>();
  const at = path.child('containers');
  const ephemeralAt = path.child('ephemeralContainers');
  return errorsOfAll(
    () =>
      errorsOfEach(containers, function* (container, index) {
        return [
          ...(yield* validateContainer(container, pod, at.index(index))),
          ...duplicateName(names, container.name, at.index(index)),
          ...validateRunning(container, pod, at.index(index)),
          ...(yield* validateRestart(container, at.index(index))),
        ];
      }),
    () => hostPortConflicts(containers, at, at.index(0)),
    () =>
      errorsOfEach(initContainers, (container, index) =>
        validateInit(container, pod, names, path.child('initContainers'), index),
      ),
    () => {
      const others = new Set(names);
      return errorsOfEach(ephemeralContainers, function* (container, index) {
        return [
          ...(yield* validateContainer(container, pod, ephemeralAt.index(index))),
          ...duplicateName(names, container.name, ephemeralAt.index(index)),
          ...validateEphemeral(container, others, ephemeralAt.index(index)),
        ];
      });
    },
  );
}

/** On the node's network a container's port is the node's port. */
export function validateHostNetworkPorts({ hostNetwork, containers = [] }: PodSpec, path: FieldPath): FieldError[] {
  if (!hostNetwork) return [];
  return containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap((port, portIndex) => {
      if (port.hostPort === undefined || port.hostPort === port.containerPort) return [];
      const at = path.child('containers').index(index).child('ports').index(portIndex).child('hostPort');
      return [fieldErrors.invalid(at, port.hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}
