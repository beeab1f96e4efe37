import type { ServiceSpec } from '@kubets/proto-gen/core/v1';
import { created } from '../testing/strategy-harness';
import { services } from './services';
import { service } from './testing/service-of';

describe('validation answers every error with its path', () => {
  const one = { port: 80 };
  test.each<[string, ServiceSpec, string[]]>([
    ['no ports', {}, ['spec.ports: Required value']],
    [
      'port out of range',
      { ports: [{ port: 70000 }] },
      [
        'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    ],
    ['several ports without names', { ports: [one, { port: 81, name: 'b' }] }, ['spec.ports[0].name: Required value']],
    [
      'the same name and number twice',
      {
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'a' },
        ],
      },
      [
        'spec.ports[1].name: Duplicate value: "a"',
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
    [
      'bad target port name',
      { ports: [{ port: 80, targetPort: 'Web_1' }] },
      [
        'spec.ports[0].targetPort: Invalid value: "Web_1": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      ],
    ],
    [
      'unknown protocol and type',
      { type: 'X', ports: [{ port: 80, protocol: 'ICMP' }] },
      [
        'spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
        'spec.type: Unsupported value: "X": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      'node port on ClusterIP',
      { ports: [{ port: 80, nodePort: 30000 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'the same node port twice',
      {
        type: 'NodePort',
        ports: [
          { port: 80, name: 'a', nodePort: 30007 },
          { port: 81, name: 'b', nodePort: 30007 },
        ],
      },
      ['spec.ports[1].nodePort: Invalid value: 30007: provided port is already allocated'],
    ],
    [
      'headless NodePort',
      { type: 'NodePort', clusterIP: 'None', ports: [one] },
      [`spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services`],
    ],
    [
      'no address',
      { clusterIP: 'nowhere', ports: [one] },
      ['spec.clusterIPs[0]: Invalid value: "nowhere": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'a family the cluster lacks',
      { ipFamilies: ['IPv6'], ports: [one] },
      ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ],
    [
      'dual stack on one family',
      { ipFamilyPolicy: 'RequireDualStack', ports: [one] },
      [
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
      ],
    ],
    ['ExternalName without a name', { type: 'ExternalName' }, ['spec.externalName: Required value']],
    [
      'ExternalName with an address',
      { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.96.0.9' },
      ['spec.clusterIPs: Forbidden: may not be set for ExternalName services'],
    ],
    [
      'policies that are none',
      { internalTrafficPolicy: 'X', externalTrafficPolicy: 'Local', ports: [one] },
      [
        'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
        'spec.internalTrafficPolicy: Unsupported value: "X": supported values: "Cluster", "Local"',
      ],
    ],
    [
      'affinity without end',
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } }, ports: [one] },
      [
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
      ],
    ],
    [
      'fields of load balancers',
      { loadBalancerSourceRanges: ['10.0.0.0/8'], loadBalancerClass: 'a/b', ports: [one] },
      [
        "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
      ],
    ],
    [
      'a loopback external IP',
      { externalIPs: ['127.0.0.1'], ports: [one] },
      ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    [
      'a label that is none',
      { selector: { a: 'b c' }, ports: [one] },
      [
        expect.stringContaining(
          'spec.selector: Invalid value: "b c": a valid label must be an empty string or consist of',
        ) as unknown as string,
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(created(services, service(spec)).errors).toEqual(expected);
  });
});
