import type { PodStatus } from '@kubets/proto-gen/core/v1';
import { defaultPodStatus } from './defaulting';

test.each<[PodStatus, PodStatus]>([
  [{ podIP: '10.1.2.3' }, { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }] }],
  [{ podIPs: [{ ip: '10.1.2.3' }] }, { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }] }],
  [
    { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }, { ip: 'fd00::3' }] },
    { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }, { ip: 'fd00::3' }] },
  ],
  [
    { podIP: '10.1.2.3', podIPs: [{ ip: 'x' }] },
    { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }] },
  ],
  [{}, {}],
])('addresses of %j', (status, expected) => {
  defaultPodStatus({ status });
  expect(status).toEqual(expected);
});
