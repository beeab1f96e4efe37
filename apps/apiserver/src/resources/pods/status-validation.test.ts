import { fieldErrorText } from '@kubets/apimachinery';
import type { Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import { validatePodStatus } from './status-validation';

const errorsOf = (status: PodStatus, before: PodStatus = {}) =>
  validatePodStatus({ status }, { status: before }).map(({ field, badValue }) => [field, badValue]);

test.each<[PodStatus, PodStatus, [string, string][]]>([
  [{ conditions: [{ type: 'Ready' }, { type: 'example.com/checked' }], podIPs: [{ ip: '10.1.2.3' }] }, {}, []],
  [{ conditions: [{ type: 'a b' }] }, {}, [['status.conditions[0].Type', 'a b']]],
  [{ podIPs: [{ ip: 'x' }] }, {}, [['status.podIPs[0]', 'x']]],
  [{ podIPs: [{ ip: 'x' }] }, { podIPs: [{ ip: 'x' }] }, []],
])('%j after %j', (status, before, expected) => {
  expect(errorsOf(status, before)).toEqual(expected);
});

test.each<[Pod, Pod, string[]]>([
  [
    { status: { qosClass: 'Burstable' } },
    { status: { qosClass: 'BestEffort' } },
    ['status.qosClass: Invalid value: "Burstable": field is immutable'],
  ],
  [
    { status: { observedGeneration: -1 } },
    {},
    ['status.observedGeneration: Invalid value: -1: must be a non-negative integer'],
  ],
  [
    { status: { conditions: [{ type: 'Ready', observedGeneration: -1 }] } },
    {},
    ['status.conditions[0].observedGeneration: Invalid value: -1: must be a non-negative integer'],
  ],
  [
    { status: { podIPs: [{ ip: '1.2.3.4' }, { ip: '1.2.3.5' }] } },
    {},
    [
      'status.podIPs: Invalid value: [{"IP":"1.2.3.4"},{"IP":"1.2.3.5"}]: may specify no more than one IP for each IP family',
    ],
  ],
  [{ status: { podIPs: [{ ip: '1.2.3.4' }, { ip: 'fd00::1' }] } }, {}, []],
  [
    { status: { hostIP: '1.2.3.4', hostIPs: [{ ip: '5.6.7.8' }] } },
    {},
    ['status.hostIPs[0].ip: Invalid value: "5.6.7.8": must be equal to `hostIP`'],
  ],
  [
    { status: { resourceClaimStatuses: [{ name: 'x' }] } },
    {},
    [
      'status.resourceClaimStatuses[0].name: Invalid value: "x": must match the name of an entry in `spec.resourceClaims`',
    ],
  ],
  [{ spec: { resourceClaims: [{ name: 'x' }] }, status: { resourceClaimStatuses: [{ name: 'x' }] } }, {}, []],
  [
    { status: { nominatedNodeName: 'm' } },
    { spec: { nodeName: 'n' } },
    ['status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node'],
  ],
  [{ status: { nominatedNodeName: 'm' } }, { status: { nominatedNodeName: 'm' }, spec: { nodeName: 'n' } }, []],
])('%j after %j: %j', (pod, before, expected) => {
  expect(validatePodStatus(pod, before).map(fieldErrorText)).toEqual(expected);
});
