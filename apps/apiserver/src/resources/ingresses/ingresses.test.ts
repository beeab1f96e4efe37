import type { Ingress, IngressRule } from '@kubets/proto-gen/networking/v1';
import { cellsOf, created, updated } from '../testing/strategy-harness';
import { ingresses } from './ingresses';

const backend = { service: { name: 'web', port: { number: 80 } } };
const ingress = (spec: Ingress['spec'], more: Partial<Ingress> = {}): Ingress => ({
  metadata: { name: 'web', namespace: 'default' },
  spec,
  ...more,
});
const rule = (host: string, path = '/', pathType = 'Prefix'): IngressRule => ({
  host,
  http: { paths: [{ path, pathType, backend }] },
});

test.each<[string, Ingress['spec'], string[]]>([
  ['a default backend', { defaultBackend: backend }, []],
  ['rules', { rules: [rule('a.example.com'), rule('*.example.com')], tls: [{ hosts: ['a.example.com'] }] }, []],
  ['nothing', {}, ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
  [
    'an address as host',
    { rules: [rule('10.0.0.1')] },
    ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address'],
  ],
  [
    'a star inside',
    { rules: [rule('a.*.com')] },
    [
      "spec.rules[0].host: Invalid value: \"a.*.com\": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  ],
  [
    'paths that lead elsewhere',
    { rules: [rule('', '//a/..', 'Exact'), rule('', 'b'), rule('', 'b', 'Regex')] },
    [
      `spec.rules[0].http.paths[0].path: Invalid value: "//a/..": must not contain '//'`,
      `spec.rules[0].http.paths[0].path: Invalid value: "//a/..": cannot end with '/..'`,
      'spec.rules[1].http.paths[0].path: Invalid value: "b": must be an absolute path',
      'spec.rules[2].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"',
    ],
  ],
  [
    'backends that are none',
    { rules: [{ http: { paths: [{ pathType: 'ImplementationSpecific', backend: {} }, { backend }] } }, { http: {} }] },
    [
      'spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required',
      'spec.rules[0].http.paths[1].pathType: Required value: pathType must be specified',
      'spec.rules[1].http.paths: Required value',
    ],
  ],
  [
    'ports that are none or two',
    {
      defaultBackend: { service: { name: 'a', port: {} } },
      rules: [
        {
          http: { paths: [{ path: '/', pathType: 'Exact', backend: { service: { port: { name: 'a', number: 1 } } } }] },
        },
      ],
    },
    [
      'spec.defaultBackend: Required value: port name or number is required',
      'spec.rules[0].http.paths[0].backend.service.name: Required value',
      'spec.rules[0].http.paths[0].backend: Invalid value: "": cannot set both port name & port number',
    ],
  ],
])('%s', (_, spec, expected) => expect(created(ingresses, ingress(spec)).errors).toEqual(expected));

test('two ways to name a class must name the same, when it is made', () => {
  const annotations = { 'kubernetes.io/ingress.class': 'a' };
  const spec = { defaultBackend: backend, ingressClassName: 'b' };
  const object = ingress(spec, { metadata: { name: 'web', namespace: 'default', annotations } });
  expect(created(ingresses, object).errors).toEqual([
    'annotations.kubernetes.io/ingress.class: Invalid value: "a": must match `ingressClassName` when both are specified',
  ]);
  expect(updated(ingresses, object, () => undefined).errors).toEqual([]);
});

test('is shown with hosts, addresses and ports', () => {
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.7' }, { hostname: 'lb.example.com' }] } };
  const rules = ['a', 'b', 'c', 'd'].map((host) => rule(`${host}.example.com`));
  const cells = cellsOf(ingresses, ingress({ rules, tls: [{}], ingressClassName: 'nginx' }, { status }));
  expect(cells).toMatchObject({
    Class: 'nginx',
    Hosts: 'a.example.com,b.example.com,c.example.com + 1 more...',
    Address: '192.0.2.7,lb.example.com',
    Ports: '80, 443',
  });
  expect(cellsOf(ingresses, ingress({ defaultBackend: backend }))).toMatchObject({
    Class: '<none>',
    Hosts: '*',
    Ports: '80',
  });
});
