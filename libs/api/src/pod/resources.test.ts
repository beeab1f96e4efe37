import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { qosClassOf } from './qos-class';
import { podLimits, podQuantities, podRequests } from './resources';
import { quantityTexts } from './quantities';
import { quotaUsage } from '../quota/quota-usage';

type Quantities = Record<string, string>;
const asking = (requests: Quantities, more: Partial<Container> = {}): Container => ({
  name: 'c',
  resources: { requests },
  ...more,
});
const limited = (limits: Quantities): Container => ({ name: 'c', resources: { limits } });
const pod = (containers: Container[], initContainers: Container[] = [], more: Pod['spec'] = {}): Pod => ({
  spec: { containers, initContainers, ...more },
});
const sidecar = { restartPolicy: 'Always' };

describe('podRequests', () => {
  test.each<[string, Pod, Record<string, number>]>([
    ['nothing asked', pod([{ name: 'c' }]), {}],
    ['no containers at all', {}, {}],
    [
      'containers add up',
      pod([asking({ cpu: '100m', memory: '1Ki' }), asking({ cpu: '1' })]),
      { cpu: 1100, memory: 1024 },
    ],
    [
      'the largest init container counts',
      pod([asking({ cpu: '100m' })], [asking({ cpu: '2' }), asking({ cpu: '1' })]),
      { cpu: 2000 },
    ],
    [
      'sidecars run beside the containers',
      pod([asking({ cpu: '100m' })], [asking({ cpu: '50m' }, sidecar)]),
      { cpu: 150 },
    ],
    [
      'an init container runs beside the sidecars before it',
      pod([asking({ cpu: '100m' })], [asking({ cpu: '50m' }, sidecar), asking({ cpu: '200m' })]),
      { cpu: 250 },
    ],
    [
      'not beside those after it',
      pod([asking({ cpu: '100m' })], [asking({ cpu: '200m' }), asking({ cpu: '50m' }, sidecar)]),
      { cpu: 200 },
    ],
    ['overhead comes on top', pod([asking({ cpu: '1' })], [], { overhead: { cpu: '250m' } }), { cpu: 1250 }],
    [
      'the pod as a whole decides',
      pod([asking({ cpu: '1', memory: '1Ki' })], [], { resources: { requests: { cpu: '3' } } }),
      { cpu: 3000, memory: 1024 },
    ],
    [
      'only for CPU, memory and huge pages',
      pod([asking({ 'example.com/gpu': '1' })], [], { resources: { requests: { 'example.com/gpu': '3' } } }),
      { 'example.com/gpu': 1 },
    ],
    [
      'and its overhead, too, is on top',
      pod([asking({ cpu: '1' })], [], { resources: { requests: { cpu: '3' } }, overhead: { cpu: '1' } }),
      { cpu: 4000 },
    ],
    ['fractions of what is counted whole round up', pod([asking({ memory: '1500m' })]), { memory: 2 }],
  ])('%s', (_, input, expected) => {
    expect(podRequests(input)).toEqual(expected);
  });

  test('what is assumed takes the place of what is missing, not of an explicit zero', () => {
    const input = pod([asking({}), asking({ cpu: '0' }), asking({ cpu: '1' })]);
    expect(podRequests(input, { assumed: { cpu: 100 } })).toEqual({ cpu: 1100 });
  });
});

describe('podRequests with what was given', () => {
  const given = (allocated: string, actual: string, more: Pod['status'] = {}) => ({
    containerStatuses: [
      { name: 'c', allocatedResources: { cpu: allocated }, resources: { requests: { cpu: actual } } },
    ],
    ...more,
  });
  const hopeless = { conditions: [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible' }] };
  const deferred = { conditions: [{ type: 'PodResizePending', status: 'True', reason: 'Deferred' }] };
  const whole = { spec: { containers: [], resources: { requests: { cpu: '2' } }, overhead: { cpu: '1' } } };
  test.each<[string, Pod, number]>([
    ['nothing is known yet', pod([asking({ cpu: '1' })]), 1000],
    ['all the same', { ...pod([asking({ cpu: '1' })]), status: given('1', '1') }, 1000],
    ['more is wanted', { ...pod([asking({ cpu: '3' })]), status: given('1', '1', deferred) }, 3000],
    ['more is wanted than there can be', { ...pod([asking({ cpu: '3' })]), status: given('1', '1', hopeless) }, 1000],
    [
      'less was allocated, and is not given back yet',
      { ...pod([asking({ cpu: '1' })]), status: given('1', '2') },
      2000,
    ],
    ['less is wanted, and not allocated yet', { ...pod([asking({ cpu: '1' })]), status: given('2', '2') }, 2000],
    [
      'one container is known of',
      { ...pod([asking({ cpu: '1' }), { ...asking({ cpu: '1' }), name: 'd' }]), status: given('2', '2') },
      3000,
    ],
    [
      'of the pod as a whole',
      {
        ...whole,
        status: { ...given('0', '0'), allocatedResources: { cpu: '4' }, resources: { requests: { cpu: '3500m' } } },
      },
      4000,
    ],
  ])('%s', (_, input, cpu) => {
    expect(podRequests(input, { withGiven: true })['cpu']).toBe(cpu);
  });
});

describe('what a quota counts of a pod that is resized', () => {
  const container = (request: string, limit: string): Container => ({
    name: 'c',
    resources: { requests: { cpu: request }, limits: { cpu: limit } },
  });
  const resized = (wanted: Container, allocated: string, has: [string, string], reason?: string): Pod => ({
    ...pod([wanted]),
    status: {
      ...(reason ? { conditions: [{ type: 'PodResizePending', status: 'True', reason }] } : {}),
      containerStatuses: [
        {
          name: 'c',
          allocatedResources: { cpu: allocated },
          resources: { requests: { cpu: has[0] }, limits: { cpu: has[1] } },
        },
      ],
    },
  });
  test.each<[string, Pod, string, string]>([
    ['nothing is known yet', pod([container('1', '2')]), '1', '2'],
    ['done', resized(container('1', '2'), '1', ['1', '2']), '1', '2'],
    ['less is wanted, and all still had', resized(container('1', '2'), '3', ['3', '4']), '3', '4'],
    ['less was allocated, and is not given back yet', resized(container('1', '2'), '1', ['3', '4']), '3', '4'],
    ['more is wanted', resized(container('3', '4'), '1', ['1', '2'], 'Deferred'), '3', '4'],
    ['more is wanted than there can be', resized(container('3', '4'), '1', ['1', '2'], 'Infeasible'), '1', '2'],
  ])('%s', (_, input, requests, limits) => {
    const usage = quantityTexts(quotaUsage({ group: '', plural: 'pods' }, input, new Date(0)));
    expect([usage['requests.cpu'], usage['cpu'], usage['limits.cpu']]).toEqual([requests, requests, limits]);
  });

  test('what is asked for is shown without what was given', () => {
    const input = resized(container('1', '2'), '3', ['3', '4']);
    expect(quantityTexts(podQuantities(input, 'requests'))).toEqual({ cpu: '1' });
  });
});

describe('podLimits', () => {
  test.each<[string, Pod, Record<string, number>]>([
    [
      'containers add up',
      pod([limited({ cpu: '1' }), limited({ cpu: '1', memory: '1Ki' })]),
      { cpu: 2000, memory: 1024 },
    ],
    [
      'overhead raises only what is limited',
      pod([limited({ cpu: '1' })], [], { overhead: { cpu: '1', memory: '1Ki' } }),
      { cpu: 2000 },
    ],
    [
      'the pod as a whole decides',
      pod([limited({ cpu: '1' })], [], { resources: { limits: { memory: '1Ki' } } }),
      { cpu: 1000, memory: 1024 },
    ],
  ])('%s', (_, input, expected) => {
    expect(podLimits(input)).toEqual(expected);
  });
});

describe('qosClassOf', () => {
  const both = { cpu: '1', memory: '1Gi' };
  const same = { name: 'a', resources: { limits: both, requests: { cpu: '1000m', memory: '1024Mi' } } };
  test.each<[string, Pod, string]>([
    ['nobody asks', pod([{ name: 'a' }]), 'BestEffort'],
    ['zeros are nothing', pod([asking({ cpu: '0', memory: '0' })]), 'BestEffort'],
    ['other resources do not count', pod([asking({ 'example.com/gpu': '1' })]), 'BestEffort'],
    ['requests equal limits', pod([same]), 'Guaranteed'],
    [
      'requests below limits',
      pod([{ name: 'a', resources: { limits: both, requests: { cpu: '500m', memory: '1Gi' } } }]),
      'Burstable',
    ],
    ['only CPU', pod([{ name: 'a', resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } }]), 'Burstable'],
    ['one of two asks', pod([same, { name: 'b' }]), 'Burstable'],
    ['an init container that asks for nothing', pod([same], [{ name: 'b' }]), 'Burstable'],
    ['the pod as a whole decides', pod([{ name: 'a' }], [], { resources: same.resources }), 'Guaranteed'],
    ['unless it has nothing of its own', pod([same], [], { resources: {} }), 'Guaranteed'],
  ])('%s', (_, input, expected) => {
    expect(qosClassOf(input)).toBe(expected);
  });
});
