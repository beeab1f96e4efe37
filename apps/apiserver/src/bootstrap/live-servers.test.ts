import type { Lease } from '@kubets/proto-gen/coordination/v1';
import { identityLease, liveAddresses } from './live-servers';
import { kubernetesEndpoints, kubernetesService } from './system-objects';

const now = new Date('2026-01-02T03:04:05Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const reader = (...leases: Lease[]) => ({ get: () => undefined, list: () => leases });

test('counts those servers that renewed their Lease in time, and itself', () => {
  const foreign: Lease = {
    metadata: { name: 'kube-scheduler' },
    spec: { holderIdentity: 'x', renewTime: identityLease('x', now).spec!.renewTime },
  };
  const leases = reader(identityLease('192.0.2.2', ago(29)), identityLease('192.0.2.3', ago(31)), foreign);
  expect(liveAddresses(leases, '192.0.2.1', now)).toEqual(['192.0.2.1', '192.0.2.2']);
  expect(liveAddresses(reader(), '192.0.2.1', now)).toEqual(['192.0.2.1']);
});

test('names Leases so that they can be names', () => {
  expect(identityLease('192.0.2.1', now).metadata?.name).toBe('apiserver-192-0-2-1');
  expect(identityLease('fd00::1', now).metadata?.name).toBe('apiserver-fd00--1');
});

test('makes the Service kubernetes and what is behind it', () => {
  expect(kubernetesService('10.96.0.0/12', 6443).spec).toMatchObject({
    clusterIP: '10.96.0.1',
    ports: [{ port: 443, targetPort: 6443 }],
  });
  const [endpoints, slice] = kubernetesEndpoints(['192.0.2.2', '192.0.2.1'], 6443);
  expect(endpoints.subsets).toEqual([
    { addresses: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
  ]);
  expect(slice).toMatchObject({
    addressType: 'IPv4',
    metadata: { labels: { 'kubernetes.io/service-name': 'kubernetes' } },
  });
  expect(kubernetesEndpoints(['fd00::1'], 6443)[1].addressType).toBe('IPv6');
});
