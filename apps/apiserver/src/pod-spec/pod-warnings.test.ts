import { FieldPath } from '@kubets/apimachinery';
import { cpuMs } from '@kubets/apimachinery/testing';
import type { Container, PodSpec } from '@kubets/proto-gen/core/v1';
import type { WarningSteps } from '../validation/warning-steps';
import { podWarnings, templateWarnings } from './pod-warnings';

const container = (more: Container): Container => ({ name: 'c', ...more });
const env = (...all: [string, string][]) => all.map(([name, value]) => ({ name, value }));
const told = (warnings: WarningSteps): string[] => [...warnings].filter((warning) => warning !== undefined);
const tcp = (containerPort: number) => ({ containerPort, protocol: 'TCP' });
const hides = (at: string) => `${at}: hides previous definition of "A", which may be dropped when using apply`;

/** As kube-apiserver 1.37.2 answers. */
test.each<[string, PodSpec, string[]]>([
  [
    'parts of bytes',
    { containers: [container({ resources: { limits: { memory: '1' }, requests: { memory: '100m', cpu: '100m' } } })] },
    ['spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer'],
  ],
  [
    'as many bytes as can be counted',
    { containers: [container({ resources: { requests: { memory: '9223372036854775807' } } })] },
    [],
  ],
  [
    'what is out of use',
    {
      nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
      volumes: [{ name: 'v', gitRepo: { repository: 'r' } }],
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a' }] },
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'Exists' }] }],
          },
        },
      },
      topologySpreadConstraints: [{ topologyKey: 'a' }],
      terminationGracePeriodSeconds: -1,
    },
    [
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead',
      'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      'spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
      'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod',
    ],
  ],
  [
    'a variable twice',
    { containers: [container({ env: env(['A', '1'], ['B', '2'], ['A', '1']) })] },
    [hides('spec.containers[0].env[2]')],
  ],
  [
    'a variable made of the one before it, and one of itself alone',
    { containers: [container({ env: env(['A', '1'], ['A', '$(A)2'], ['A', '$(A)']) })] },
    [hides('spec.containers[0].env[2]')],
  ],
  [
    'a variable replaced by a reference',
    {
      containers: [container({ env: [{ name: 'A' }, { name: 'A', valueFrom: { fieldRef: { fieldPath: 'x' } } }] })],
      initContainers: [container({ env: env(['A', '1'], ['A', '2']) })],
    },
    [hides('spec.initContainers[0].env[1]'), hides('spec.containers[0].env[1]')],
  ],
  [
    'a port twice',
    { containers: [container({ ports: [tcp(80), tcp(80)] })] },
    ['spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]'],
  ],
  [
    'a port of two containers, once on the host; another protocol',
    {
      containers: [
        container({ ports: [tcp(80)] }),
        container({
          ports: [
            { ...tcp(80), hostPort: 8080 },
            { ...tcp(80), protocol: 'UDP' },
          ],
        }),
      ],
    },
    ['spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]'],
  ],
  [
    'a host port with and without an address',
    {
      containers: [
        container({
          ports: [
            { ...tcp(80), hostPort: 8080 },
            { ...tcp(80), hostPort: 8080, hostIP: '1.2.3.4' },
          ],
        }),
      ],
    },
    ['spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]'],
  ],
  [
    'two host ports',
    {
      containers: [
        container({
          ports: [
            { ...tcp(80), hostPort: 8080 },
            { ...tcp(80), hostPort: 8081 },
          ],
        }),
      ],
    },
    [],
  ],
  [
    'an address without a host port',
    { containers: [container({ ports: [{ name: 'p', ...tcp(80), hostIP: '1.2.3.4' }] })] },
    [
      'spec.containers[0].ports[0]: hostIP set without hostPort: {Name:p HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}',
    ],
  ],
  [
    'the name of a port in two containers',
    {
      containers: [
        container({ ports: [{ ...tcp(80), name: 'p' }] }),
        container({ ports: [{ ...tcp(81), name: 'p' }] }),
      ],
    },
    [
      'spec.containers[1].ports[0]: duplicate port name "p" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
    ],
  ],
  [
    'an alias twice',
    { hostAliases: [{ ip: '1.1.1.1' }, { ip: '1.1.1.1' }] },
    ['spec.hostAliases[1].ip: duplicate ip "1.1.1.1"'],
  ],
  [
    'a pull secret twice, and one without a name',
    { imagePullSecrets: [{ name: 's' }, { name: '' }, { name: 's' }] },
    ['spec.imagePullSecrets[2].name: duplicate name "s"', 'spec.imagePullSecrets[1].name: invalid empty name ""'],
  ],
])('%s', (_what, spec, expected) => expect(told(podWarnings(spec, FieldPath.of('spec')))).toEqual(expected));

const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 30_000 }, (_, index) => make(index));
const volume = (name: string): PodSpec => ({
  volumes: [{ name: 'v', configMap: { items: many((index) => ({ path: `${name}${index}` })) } }],
});

/** None of them is wrong; each could be, with any other. */
test.each<[string, PodSpec]>([
  ['ports of the host', { containers: [container({ ports: many((index) => ({ ...tcp(80), hostPort: index + 1 })) })] }],
  ['files', volume('f')],
  ['files with long names', volume('f'.repeat(90))],
  ['variables', { containers: [container({ env: many((index) => ({ name: `A${index}` })) })] }],
  ['containers', { containers: many((index) => container({ name: `c${index}` })) }],
  ['aliases', { hostAliases: many((index) => ({ ip: `1.1.1.${index}` })) }],
])('%s by the thousand are looked at in many steps, and not each with every other', (_what, spec) => {
  let steps = 0;
  const took = cpuMs(() => {
    for (const warning of podWarnings(spec, FieldPath.of('spec'))) steps += warning === undefined ? 1 : 0;
  });
  expect(steps).toBeGreaterThan(100);
  expect(took).toBeLessThan(2000);
});

test.each([
  ['a new object', undefined, 1],
  ['a changed one', 1, 1],
  ['a relabelled one', 2, 0],
])('a template of %s', (_what, generation, count) => {
  const template = { spec: { containers: [container({ ports: [tcp(80), tcp(80)] })] } };
  const object = { metadata: { generation: 2 } };
  const old = generation === undefined ? undefined : { metadata: { generation } };
  expect(told(templateWarnings(template, FieldPath.of('spec.template'), { object, old }))).toHaveLength(count);
});
