import { fieldErrors, isDns1123Subdomain, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { invalidEach } from '../validation/field-checks';
import { placedContainers } from './placed-containers';

const OF_THE_NODE = ['hostNetwork', 'hostPID', 'hostIPC'] as const;
const MAX_HOSTNAME = 64;

/** That a pod's containers do not see each other's processes in two ways. */
export function validateSharedProcesses({ shareProcessNamespace, hostPID }: PodSpec, path: FieldPath): FieldError[] {
  if (!shareProcessNamespace || !hostPID) return [];
  const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
  return [fieldErrors.invalid(path.child('shareProcessNamespace'), true, detail)];
}

/** With users of its own a pod can't have what belongs to the node's. */
export function validateHostUsers(spec: PodSpec, path: FieldPath): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const detail = 'when `hostUsers` is false';
  const shared = OF_THE_NODE.filter((field) => spec[field]).map((field) =>
    // Kubernetes names the one field as in JSON, the others as in Go.
    path.child(field.replace(/^hostPID|^hostIPC/, (name) => `H${name.slice(1)}`)),
  );
  const devices = placedContainers(spec, path)
    .filter(({ container }) => container.volumeDevices?.length)
    .map(({ path: at }) => at.child('volumeDevices'));
  return [...shared, ...devices].map((at) => fieldErrors.forbidden(at, detail));
}

/** The name that a pod's containers take for the host's, whatever else is said of it. */
export function validateHostnameOverride(spec: PodSpec, path: FieldPath): FieldError[] {
  const { hostnameOverride: name, setHostnameAsFQDN, hostNetwork } = spec;
  if (name === undefined) return [];
  const at = path.child('hostnameOverride');
  const errors: FieldError[] = [];
  if (setHostnameAsFQDN) errors.push(fieldErrors.forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  if (hostNetwork) errors.push(fieldErrors.forbidden(at, 'may not be specified when hostNetwork is true'));
  if (Buffer.byteLength(name) > MAX_HOSTNAME) errors.push(fieldErrors.tooLong(at, '', MAX_HOSTNAME));
  return [...errors, ...invalidEach(at, name, isDns1123Subdomain)];
}
