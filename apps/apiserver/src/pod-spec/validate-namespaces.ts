import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { oneOf } from '../validation/field-checks';

const OPERATING_SYSTEMS = ['linux', 'windows'];
const OF_THE_NODE = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

/** Which of the kernel's namespaces a pod shares with its node and its containers with each other. */
export function validateNamespaces(spec: PodSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(fieldErrors.invalid(path.child('shareProcessNamespace'), true, detail));
  }
  if (spec.os) errors.push(...oneOf(path.child('os'), spec.os.name, OPERATING_SYSTEMS));
  return spec.hostUsers === false ? [...errors, ...withoutUsersOfTheNode(spec, path)] : errors;
}

/** With users of its own a pod can't have what belongs to the node's. */
function withoutUsersOfTheNode(spec: PodSpec, path: FieldPath): FieldError[] {
  const shared = OF_THE_NODE.filter((field) => spec[field]);
  return shared.map((field) =>
    // Kubernetes names the one field as in JSON, the others as in Go.
    fieldErrors.forbidden(
      path.child(field.replace(/^hostPID|^hostIPC/, (name) => `H${name.slice(1)}`)),
      'when `hostUsers` is false',
    ),
  );
}
