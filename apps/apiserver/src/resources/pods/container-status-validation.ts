import { initAndAppContainers } from '@kubets/api';
import {
  fieldErrors,
  FieldPath,
  isDns1123Label,
  isDns1123Subdomain,
  parseQuantity,
  type FieldError,
} from '@kubets/apimachinery';
import type {
  Container,
  ContainerStatus,
  LinuxContainerUser,
  Pod,
  PodExtendedResourceClaimStatus,
  ResourceHealth,
  ResourceStatus,
} from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';
import { invalidEach } from '../../validation/field-checks';

const STATUS = FieldPath.of('status');
const CLAIM = 'claim:';
const HEALTHS = ['Healthy', 'Unhealthy', 'Unknown'];
const MAX_MESSAGE_BYTES = 1024;
const [MAX_UID, MAX_GID] = [2 ** 32 - 1, 2 ** 31 - 1];

/** What an agent may say of a pod's containers: ids that a user can have, and the health of resources that they ask for. */
export function containerStatusErrors({ spec = {}, status = {} }: Pod): FieldError[] {
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses, extendedResourceClaimStatus } = status;
  const path = (field: string) => STATUS.child(field);
  const users = (statuses: ContainerStatus[] | undefined, field: string) =>
    userErrors(statuses, path(field), spec.os?.name);
  const resources = (statuses: ContainerStatus[] | undefined, field: string, containers: Container[] | undefined) =>
    resourceErrors(statuses, path(field), { containers, extended: extendedResourceClaimStatus });
  return [
    ...users(containerStatuses, 'containerStatuses'),
    ...users(initContainerStatuses, 'initContainerStatuses'),
    ...users(ephemeralContainerStatuses, 'ephemeralContainerStatuses'),
    ...resources(containerStatuses, 'containerStatuses', spec.containers),
    ...resources(initContainerStatuses, 'initContainerStatuses', spec.initContainers),
    ...(ephemeralContainerStatuses ?? []).flatMap(({ allocatedResourcesStatus = [] }, index) =>
      allocatedResourcesStatus.length === 0
        ? []
        : [
            fieldErrors.forbidden(
              path('ephemeralContainerStatuses').index(index).child('allocatedResourcesStatus'),
              'must not be specified in container status',
            ),
          ],
    ),
  ];
}

/** The claim that was made for extended resources, and which of its requests is for what. */
export function extendedClaimErrors({ spec = {}, status = {} }: Pod): FieldError[] {
  const claim = status.extendedResourceClaimStatus;
  if (!claim) return [];
  const path = STATUS.child('extendedResourceClaimStatus');
  const containers = new Map(initAndAppContainers({ spec }).map((container) => [container.name ?? '', container]));
  const { requestMappings = [], resourceClaimName = '' } = claim;
  const seen = new Set<string>();
  return [
    ...(requestMappings.length > 0
      ? []
      : [fieldErrors.required(path.child('requestMappings'), 'at least one request mapping is required')]),
    ...requestMappings.flatMap(({ containerName = '', resourceName = '', requestName = '' }, index) => {
      const item = path.child('requestMappings').index(index);
      const container = containers.get(containerName);
      const key = JSON.stringify([containerName, resourceName, requestName]);
      const isDoubled = seen.has(key);
      seen.add(key);
      return [
        ...mappingErrors(item, container, { containerName, resourceName }),
        ...invalidEach(path.child('requestName'), requestName, isDns1123Label),
        ...(isDoubled
          ? [
              fieldErrors.duplicate(item.child('containerName'), containerName),
              fieldErrors.duplicate(item.child('resourceName'), resourceName),
              fieldErrors.duplicate(item.child('requestName'), requestName),
            ]
          : []),
      ];
    }),
    ...(resourceClaimName === ''
      ? [fieldErrors.required(path.child('resourceClaimName'))]
      : invalidEach(path.child('resourceClaimName'), resourceClaimName, isDns1123Subdomain)),
  ];
}

function mappingErrors(
  path: FieldPath,
  container: Container | undefined,
  { containerName, resourceName }: { containerName: string; resourceName: string },
): FieldError[] {
  if (!container) {
    const detail = 'must match the name of an entry in spec.initContainers.name or spec.containers.name';
    return [fieldErrors.invalid(path.child('containerName'), containerName, detail)];
  }
  if (Object.hasOwn(container.resources?.requests ?? {}, resourceName)) return [];
  const detail =
    'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests';
  return [fieldErrors.invalid(path.child('resourceName'), resourceName, detail)];
}

function userErrors(statuses: readonly ContainerStatus[] = [], path: FieldPath, os = 'linux'): FieldError[] {
  return statuses.flatMap(({ user }, index) => {
    if (!user?.linux) return [];
    const at = path.index(index).child('user', 'linux');
    if (os === 'windows') return [fieldErrors.forbidden(at, 'cannot be set for a windows pod')];
    return os === 'linux' ? idErrors(user.linux, at) : [];
  });
}

function idErrors({ uid = 0, gid = 0, supplementalGroups = [] }: LinuxContainerUser, path: FieldPath): FieldError[] {
  return [
    ...rangeErrors(path.child('uid'), uid, MAX_UID),
    ...rangeErrors(path.child('gid'), gid, MAX_GID),
    ...supplementalGroups.flatMap((group, index) =>
      rangeErrors(path.child('supplementalGroups').index(index), group, MAX_GID),
    ),
  ];
}

const rangeErrors = (path: FieldPath, id: Int64, most: number): FieldError[] =>
  id >= 0 && id <= most ? [] : [fieldErrors.invalid(path, id, `must be between 0 and ${most}, inclusive`)];

interface AskedFor {
  containers: readonly Container[] | undefined;
  extended: PodExtendedResourceClaimStatus | undefined;
}

function resourceErrors(
  statuses: readonly ContainerStatus[] = [],
  path: FieldPath,
  { containers = [], extended }: AskedFor,
): FieldError[] {
  const byName = new Map(containers.map((container) => [container.name ?? '', container]));
  return statuses.flatMap(({ name = '', allocatedResourcesStatus = [] }, index) =>
    allocatedResourcesStatus.flatMap((resource, at) => {
      const item = path.index(index).child('allocatedResourcesStatus').index(at);
      return [
        ...askedForErrors(item.child('name'), resource, byName.get(name), extended),
        ...healthErrors(resource.resources, item.child('resources')),
      ];
    }),
  );
}

/** What nobody knows the container of may be anything. */
function askedForErrors(
  path: FieldPath,
  { name = '' }: ResourceStatus,
  container: Container | undefined,
  extended: PodExtendedResourceClaimStatus | undefined,
): FieldError[] {
  if (!container) return [];
  const { claims = [], requests = {} } = container.resources ?? {};
  if (!name.startsWith(CLAIM)) {
    const detail = "must match one of the container's resource requests";
    return Object.hasOwn(requests, name) ? [] : [fieldErrors.invalid(path, name, detail)];
  }
  const isClaimed = claims.some(
    ({ name: claim = '', request = '' }) => name === `${CLAIM}${claim}${request === '' ? '' : `/${request}`}`,
  );
  if (isClaimed || isExtended(name, container, extended)) return [];
  const detail =
    "must match one of the container's resource claims as 'claim:<claimName>/<requestName>' when container.resources.claims[*].request is set or 'claim:<claimName>' when it is empty";
  return [fieldErrors.invalid(path, name, detail)];
}

function isExtended(name: string, container: Container, extended: PodExtendedResourceClaimStatus | undefined): boolean {
  const requests = container.resources?.requests ?? {};
  return (extended?.requestMappings ?? []).some(
    ({ containerName, requestName = '', resourceName = '' }) =>
      containerName === container.name &&
      requestName !== '' &&
      name === `${CLAIM}${extended?.resourceClaimName ?? ''}/${requestName}` &&
      Object.hasOwn(requests, resourceName) &&
      parseQuantity(requests[resourceName]!).sign() !== 0,
  );
}

function healthErrors(units: readonly ResourceHealth[] = [], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return units.flatMap(({ resourceID = '', health = '', message }, index) => {
    const item = path.index(index);
    const isDoubled = seen.has(resourceID);
    seen.add(resourceID);
    return [
      ...(HEALTHS.includes(health) ? [] : [fieldErrors.notSupported(item.child('health'), health, HEALTHS)]),
      ...messageErrors(message, item.child('message')),
      ...(isDoubled ? [fieldErrors.duplicate(item.child('resourceID'), resourceID)] : []),
    ];
  });
}

function messageErrors(message: string | undefined, path: FieldPath): FieldError[] {
  if (message === undefined) return [];
  if (message === '') return [fieldErrors.required(path, 'must be non-empty if specified')];
  return Buffer.byteLength(message) > MAX_MESSAGE_BYTES ? [fieldErrors.tooLong(path, message, MAX_MESSAGE_BYTES)] : [];
}
