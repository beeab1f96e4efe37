import { loadBalancerSourceRanges } from './traffic';

const annotated = (ranges: string) => ({
  annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': ranges },
});

test.each([
  ['none', {}, []],
  ['the field', { spec: { loadBalancerSourceRanges: ['10.0.0.0/8'] } }, ['10.0.0.0/8']],
  ['the annotation', { metadata: annotated('10.0.0.0/8, 192.0.2.0/24 ') }, ['10.0.0.0/8', '192.0.2.0/24']],
  [
    'the field before the annotation',
    { spec: { loadBalancerSourceRanges: ['10.0.0.0/8'] }, metadata: annotated('192.0.2.0/24') },
    ['10.0.0.0/8'],
  ],
  ['an empty annotation', { metadata: annotated('') }, []],
])('%s', (_, service, expected) => {
  expect(loadBalancerSourceRanges(service)).toEqual(expected);
});
