import type { PodStatus } from '@kubets/proto-gen/core/v1';
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
