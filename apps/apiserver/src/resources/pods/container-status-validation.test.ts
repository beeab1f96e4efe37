import { fieldErrorText } from '@kubets/apimachinery';
import type { ContainerStatus, PodSpec, PodStatus } from '@kubets/proto-gen/core/v1';
import { containerStatusErrors, extendedClaimErrors } from './container-status-validation';

const SPEC: PodSpec = {
  containers: [
    {
      name: 'c',
      resources: { requests: { 'example.com/a': '1' }, claims: [{ name: 'x' }, { name: 'y', request: 'r' }] },
    },
  ],
};
const status = (more: Partial<ContainerStatus>): PodStatus => ({ containerStatuses: [{ name: 'c', ...more }] });
const resource = (name: string, ...resources: object[]): PodStatus =>
  status({ allocatedResourcesStatus: [{ name, resources }] });
const AT = 'status.containerStatuses[0]';
const RESOURCE = `${AT}.allocatedResourcesStatus[0]`;
const GROUP_TEXT = 'must be between 0 and 2147483647, inclusive';

test.each<[PodStatus, string[]]>([
  [status({ user: { linux: { uid: 2 ** 32 - 1, gid: 2 ** 31 - 1, supplementalGroups: [0] } } }), []],
  [
    status({ user: { linux: { uid: 2 ** 32, gid: 2 ** 31, supplementalGroups: [-1] } } }),
    [
      `${AT}.user.linux.uid: Invalid value: 4294967296: must be between 0 and 4294967295, inclusive`,
      `${AT}.user.linux.gid: Invalid value: 2147483648: ${GROUP_TEXT}`,
      `${AT}.user.linux.supplementalGroups[0]: Invalid value: -1: ${GROUP_TEXT}`,
    ],
  ],
  [resource('example.com/a', { resourceID: '1', health: 'Healthy' }), []],
  [resource('claim:x'), []],
  [resource('claim:y/r'), []],
  [
    resource('claim:y'),
    [
      `${RESOURCE}.name: Invalid value: "claim:y": must match one of the container's resource claims as 'claim:<claimName>/<requestName>' when container.resources.claims[*].request is set or 'claim:<claimName>' when it is empty`,
    ],
  ],
  [resource('cpu'), [`${RESOURCE}.name: Invalid value: "cpu": must match one of the container's resource requests`]],
  [
    resource('example.com/a', { resourceID: '1', health: 'x' }, { resourceID: '1', health: 'Unknown', message: '' }),
    [
      `${RESOURCE}.resources[0].health: Unsupported value: "x": supported values: "Healthy", "Unhealthy", "Unknown"`,
      `${RESOURCE}.resources[1].message: Required value: must be non-empty if specified`,
      `${RESOURCE}.resources[1].resourceID: Duplicate value: "1"`,
    ],
  ],
  [
    { ephemeralContainerStatuses: [{ name: 'e', allocatedResourcesStatus: [{ name: 'cpu' }] }] },
    [
      'status.ephemeralContainerStatuses[0].allocatedResourcesStatus: Forbidden: must not be specified in container status',
    ],
  ],
])('%j: %j', (one, expected) => {
  expect(containerStatusErrors({ spec: SPEC, status: one }).map(fieldErrorText)).toEqual(expected);
});

test('a pod of Windows has no users of Linux', () => {
  const errors = containerStatusErrors({
    spec: { os: { name: 'windows' } },
    status: status({ user: { linux: { uid: 0, gid: 0 } } }),
  });
  expect(errors.map(fieldErrorText)).toEqual([`${AT}.user.linux: Forbidden: cannot be set for a windows pod`]);
});

const CLAIM = 'status.extendedResourceClaimStatus';
const mapping = (containerName: string, resourceName = 'example.com/a', requestName = 'r') => ({
  containerName,
  resourceName,
  requestName,
});

test.each<[PodStatus['extendedResourceClaimStatus'], string[]]>([
  [undefined, []],
  [{ resourceClaimName: 'a', requestMappings: [mapping('c')] }, []],
  [
    {},
    [
      `${CLAIM}.requestMappings: Required value: at least one request mapping is required`,
      `${CLAIM}.resourceClaimName: Required value`,
    ],
  ],
  [
    { resourceClaimName: 'a', requestMappings: [mapping('none'), mapping('c', 'b'), mapping('c'), mapping('c')] },
    [
      `${CLAIM}.requestMappings[0].containerName: Invalid value: "none": must match the name of an entry in spec.initContainers.name or spec.containers.name`,
      `${CLAIM}.requestMappings[1].resourceName: Invalid value: "b": must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests`,
      `${CLAIM}.requestMappings[3].containerName: Duplicate value: "c"`,
      `${CLAIM}.requestMappings[3].resourceName: Duplicate value: "example.com/a"`,
      `${CLAIM}.requestMappings[3].requestName: Duplicate value: "r"`,
    ],
  ],
])('the claim for extended resources: %j', (claim, expected) => {
  const pod = { spec: SPEC, status: claim ? { extendedResourceClaimStatus: claim } : {} };
  expect(extendedClaimErrors(pod).map(fieldErrorText)).toEqual(expected);
});
