import { isSidecar } from '@kubets/api';
import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Container, PodSpec } from '@kubets/proto-gen/core/v1';
import { namesOfPod, validateContainer, validateRunning, type NamesOfPod } from './validate-container';

const RUNNING_ONLY = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function duplicateName(seen: Set<string>, name: string | undefined, path: FieldPath): FieldError[] {
  if (!name) return [];
  if (seen.has(name)) return [fieldErrors.duplicate(path.child('name'), name)];
  seen.add(name);
  return [];
}

/** Two containers of a pod cannot have the same port of the node. */
function hostPortConflicts(containers: Container[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  containers.forEach((container, index) =>
    container.ports?.forEach(({ protocol = '', hostIP = '', hostPort = 0 }, portIndex) => {
      if (hostPort === 0) return;
      const id = `${protocol}/${hostIP}/${hostPort}`;
      if (seen.has(id))
        errors.push(fieldErrors.duplicate(path.index(index).child('ports').index(portIndex).child('hostPort'), id));
      seen.add(id);
    }),
  );
  return errors;
}

/** On the node's network a container's port is the node's port. */
function hostNetworkPorts(containers: Container[], path: FieldPath): FieldError[] {
  return containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap((port, portIndex) => {
      if (port.hostPort === undefined || port.hostPort === port.containerPort) return [];
      const at = path.index(index).child('ports').index(portIndex).child('hostPort');
      return [fieldErrors.invalid(at, port.hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

function validateInit(container: Container, pod: NamesOfPod, path: FieldPath): FieldError[] {
  const errors = validateContainer(container, pod, path);
  if (isSidecar(container)) return [...errors, ...validateRunning(container, path)];
  const given = RUNNING_ONLY.filter((field) => container[field]);
  const detail = 'may not be set for init containers without restartPolicy=Always';
  return [...errors, ...given.map((field) => fieldErrors.forbidden(path.child(field), detail))];
}

/** Init containers and containers of a pod: each by itself, and that they get along. */
export function validateContainers(spec: PodSpec, path: FieldPath): FieldError[] {
  const { containers = [], initContainers = [] } = spec;
  const pod = namesOfPod(spec);
  const names = new Set<string>();
  const at = path.child('containers');
  const initAt = path.child('initContainers');
  const errors: FieldError[] = [];
  containers.forEach((container, index) => {
    errors.push(...validateContainer(container, pod, at.index(index)));
    errors.push(...validateRunning(container, at.index(index)));
    errors.push(...duplicateName(names, container.name, at.index(index)));
  });
  errors.push(...hostPortConflicts(containers, at));
  initContainers.forEach((container, index) => {
    errors.push(...validateInit(container, pod, initAt.index(index)));
    errors.push(...duplicateName(names, container.name, initAt.index(index)));
  });
  if (spec.hostNetwork) errors.push(...hostNetworkPorts(containers, at), ...hostNetworkPorts(initContainers, initAt));
  return errors;
}
