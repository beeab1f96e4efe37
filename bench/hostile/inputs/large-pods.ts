import { type Aimed } from '../../../test/fuzz/aimed/aim';
import { create, object, protobuf, variables } from './large-making';
import { many, shoot } from './shoot';

const KIND = 'large objects';

const pod =
  (container: object, spec: object = {}) =>
  () =>
    object({
      spec: {
        nodeSelector: { 'kubets-fuzz': 'nowhere' },
        containers: [{ name: 'c', image: 'fuzz.invalid/none', ...container }],
        ...spec,
      },
    });
const volumes = (count: number) => many(count, (index) => ({ name: `v${index}`, emptyDir: {} }));
const affinity = (count: number) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: many(count, (index) => ({
          matchExpressions: [{ key: 'k', operator: 'In', values: [`v${index}`] }],
        })),
      },
    },
  },
});

/** Pods of which some part is large. */
export const LARGE_PODS: readonly Aimed[] = [
  ...[2000, 10_000, 40_000].map((count) =>
    shoot(KIND, `a Pod with ${count} variables`, create('pods', pod({ env: variables(count) }))),
  ),
  shoot(KIND, 'a Pod with 20,000 variables in protobuf', protobuf('pods', 'Pod', pod({ env: variables(20_000) }))),
  shoot(
    KIND,
    'a Pod with 10,000 variables of one name',
    create('pods', pod({ env: many(10_000, () => ({ name: 'E', value: 'v' })) })),
  ),
  shoot(
    KIND,
    'a Pod with 10,000 variables from Secrets',
    create(
      'pods',
      pod({ env: variables(10_000, (index) => ({ valueFrom: { secretKeyRef: { name: `s${index}`, key: 'k' } } })) }),
    ),
  ),
  shoot(
    KIND,
    'a Pod with 10,000 envFrom',
    create('pods', pod({ envFrom: many(10_000, (index) => ({ configMapRef: { name: `c${index}` } })) })),
  ),
  ...[500, 5000].flatMap((count) => [
    shoot(
      KIND,
      `a Pod with ${count} containers`,
      create(
        'pods',
        pod({}, { containers: many(count, (index) => ({ name: `c${index}`, image: 'fuzz.invalid/none' })) }),
      ),
    ),
    shoot(KIND, `a Pod with ${count} volumes`, create('pods', pod({}, { volumes: volumes(count) }))),
    shoot(
      KIND,
      `a Pod with ${count} volumes and mounts`,
      create(
        'pods',
        pod(
          { volumeMounts: many(count, (index) => ({ name: `v${index}`, mountPath: `/m${index}` })) },
          { volumes: volumes(count) },
        ),
      ),
    ),
  ]),
  shoot(
    KIND,
    'a Pod with 5,000 init containers that all want something',
    create(
      'pods',
      pod(
        {},
        {
          initContainers: many(5000, (index) => ({
            name: `i${index}`,
            image: 'fuzz.invalid/none',
            resources: { requests: { cpu: '1m', memory: '1Ki' }, limits: { cpu: '2m', memory: '2Ki' } },
          })),
        },
      ),
    ),
  ),
  shoot(
    KIND,
    'a Pod with 9,000 ports',
    create('pods', pod({ ports: many(9000, (index) => ({ containerPort: index + 1 })) })),
  ),
  shoot(
    KIND,
    'a Pod with 60,000 host ports',
    create('pods', pod({ ports: many(60_000, (index) => ({ containerPort: index + 1, hostPort: index + 1 })) })),
  ),
  shoot(
    KIND,
    'a Pod with 20,000 tolerations',
    create('pods', pod({}, { tolerations: many(20_000, (index) => ({ key: `k${index}`, operator: 'Exists' })) })),
  ),
  shoot(
    KIND,
    'a Pod with 20,000 host aliases',
    create('pods', pod({}, { hostAliases: many(20_000, (index) => ({ ip: '192.0.2.1', hostnames: [`h${index}`] })) })),
  ),
  shoot(KIND, 'a Pod with 5,000 node selector terms', create('pods', pod({}, affinity(5000)))),
  shoot(
    KIND,
    'a Pod with 1,000 spread constraints',
    create(
      'pods',
      pod(
        {},
        {
          topologySpreadConstraints: many(1000, (index) => ({
            maxSkew: 1,
            topologyKey: `k${index}`,
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { a: 'b' } },
          })),
        },
      ),
    ),
  ),
  shoot(KIND, 'a Pod with 20,000 arguments', create('pods', pod({ args: many(20_000, () => '$(A)$$(B)') }))),
  shoot(
    KIND,
    'a Pod with 5,000 requests of things',
    create(
      'pods',
      pod({ resources: { limits: Object.fromEntries(many(5000, (index) => [`example.com/r${index}`, '1'])) } }),
    ),
  ),
];
