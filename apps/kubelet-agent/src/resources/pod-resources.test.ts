import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { podRequests } from './pod-resources';
import { qosClassOf } from './qos-class';

const container = (requests?: Record<string, string>, more: Partial<Container> = {}): Container => ({ name: 'c', resources: { requests }, ...more });
const pod = (containers: Container[], initContainers: Container[] = []): Pod => ({ spec: { containers, initContainers } });

describe('podRequests', () => {
  test.each<[string, Pod, Record<string, number>]>([
    ['nothing asked', pod([container()]), {}],
    ['containers add up', pod([container({ cpu: '100m', memory: '1Ki' }), container({ cpu: '1' })]), { cpu: 1100, memory: 1024 }],
    ['the largest init container counts', pod([container({ cpu: '100m' })], [container({ cpu: '2' }), container({ cpu: '1' })]), { cpu: 2000 }],
    ['sidecars run beside the containers', pod([container({ cpu: '100m' })], [container({ cpu: '50m' }, { restartPolicy: 'Always' })]), { cpu: 150 }],
    [
      'an init container runs beside the sidecars before it',
      pod([container({ cpu: '100m' })], [container({ cpu: '50m' }, { restartPolicy: 'Always' }), container({ cpu: '200m' })]),
      { cpu: 250 },
    ],
    ['overhead comes on top', { spec: { containers: [container({ cpu: '1' })], overhead: { cpu: '250m' } } }, { cpu: 1250 }],
  ])('%s', (_, input, expected) => {
    expect(podRequests(input)).toEqual(expected);
  });
});

describe('qosClassOf', () => {
  const both = { cpu: '1', memory: '1Gi' };
  test.each<[string, Container[], string]>([
    ['nobody asks', [{ name: 'a' }], 'BestEffort'],
    ['limits only', [{ name: 'a', resources: { limits: both } }], 'Guaranteed'],
    ['requests equal limits', [{ name: 'a', resources: { limits: both, requests: { cpu: '1000m', memory: '1024Mi' } } }], 'Guaranteed'],
    ['requests below limits', [{ name: 'a', resources: { limits: both, requests: { cpu: '500m', memory: '1Gi' } } }], 'Burstable'],
    ['only CPU', [{ name: 'a', resources: { limits: { cpu: '1' } } }], 'Burstable'],
    ['one of two asks', [{ name: 'a', resources: { limits: both } }, { name: 'b' }], 'Burstable'],
  ])('%s', (_, containers, expected) => {
    expect(qosClassOf(pod(containers))).toBe(expected);
  });
});
