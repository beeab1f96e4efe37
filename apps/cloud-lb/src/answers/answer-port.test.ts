import type { Service } from '@kubets/proto-gen/core/v1';
import { service } from '../testing/objects';
import { answerPort } from './answer-port';

const ports = (...texts: string[]) =>
  texts.map((text) => ({ protocol: text.split('/')[0], port: Number(text.split('/')[1]) }));

test.each<[string, Service, number]>([
  ['its first TCP port', service('web', { ports: ports('UDP/53', 'TCP/443', 'TCP/80') }), 443],
  ['a foreign port when it has no TCP', service('dns', { ports: ports('UDP/53') }), 1],
  [
    'a foreign port when only some may come',
    service('web', { ports: ports('TCP/80'), loadBalancerSourceRanges: ['192.0.2.0/24'] }),
    1,
  ],
  [
    'one that is really foreign',
    service('web', { ports: ports('TCP/1', 'TCP/2'), loadBalancerSourceRanges: ['192.0.2.0/24'] }),
    3,
  ],
  [
    'a foreign port when an annotation says who may come',
    service('web', {}, { annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': '192.0.2.0/24' } }),
    1,
  ],
])('of a Service is %s', (_, given, expected) => expect(answerPort(given)).toBe(expected));
