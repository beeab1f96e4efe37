import { atOnce, settleSteps } from '@kubets/apimachinery';
import { growthRatio } from '@kubets/apimachinery/testing';
import type { Container, NodeSelectorTerm, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { created, texts, updated, deepFreeze, strategyContext } from '../testing/strategy-harness';
import { pods } from './pods';
import { validatePod } from './validation';

const container = (more: Partial<Container> = {}): Container => ({ name: 'web', image: 'nginx:1', ...more });
const pod = (spec: Partial<PodSpec> = {}): Pod => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: { containers: [container()], ...spec },
});

describe('defaults', () => {
  test('of a pod with nothing but an image', () => {
    const { object, errors } = created(pods, pod({ containers: [{ name: 'web', image: 'nginx' }] }));
    expect(errors).toEqual([]);
    expect(object.spec).toEqual({
      containers: [
        {
          name: 'web',
          image: 'nginx',
          imagePullPolicy: 'Always',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    });
    expect(object.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
    ['gcr.io/google-samples/kubernetes-bootcamp:v1', 'IfNotPresent'],
  ])('image %s is pulled %s', (image, policy) => {
    expect(
      created(pods, pod({ containers: [container({ image })] })).object.spec!.containers![0]!.imagePullPolicy,
    ).toBe(policy);
  });

  test('of ports, probes, environment, resources and volumes', () => {
    const { object, errors } = created(
      pods,
      pod({
        containers: [
          container({
            ports: [{ containerPort: 80 }],
            livenessProbe: { httpGet: { port: 80 } },
            readinessProbe: { grpc: { port: 81 } },
            lifecycle: { preStop: { httpGet: { port: 'web' } } },
            env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
            resources: { limits: { cpu: '1' }, requests: { memory: '1Gi' } },
          }),
        ],
        serviceAccountName: 'default',
        volumes: [
          { name: 'a' },
          { name: 'b', secret: { secretName: 's' } },
          { name: 'c', configMap: { name: 'c' } },
          { name: 'd', hostPath: { path: '/x' } },
          {
            name: 'e',
            projected: {
              sources: [
                { serviceAccountToken: { path: 'token' } },
                { downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } },
              ],
            },
          },
        ],
      }),
    );
    expect(errors).toEqual([]);
    expect(object.spec!.containers![0]).toMatchObject({
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      livenessProbe: {
        httpGet: { path: '/', scheme: 'HTTP', port: 80 },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
      readinessProbe: { grpc: { port: 81, service: '' } },
      lifecycle: { preStop: { httpGet: { path: '/', scheme: 'HTTP', port: 'web' } } },
      env: [{ valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } }],
      resources: { limits: { cpu: '1' }, requests: { cpu: '1', memory: '1Gi' } },
    });
    expect(object.spec!.volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', secret: { secretName: 's', defaultMode: 420 } },
      { name: 'c', configMap: { name: 'c', defaultMode: 420 } },
      { name: 'd', hostPath: { path: '/x', type: '' } },
      {
        name: 'e',
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
            { downwardAPI: { items: [{ path: 'p', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }] } },
          ],
        },
      },
    ]);
  });

  test('on the host network a port of the container is one of the node', () => {
    const { object } = created(
      pods,
      pod({ hostNetwork: true, containers: [container({ ports: [{ containerPort: 80 }] })] }),
    );
    expect(object.spec!.containers![0]!.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
  });

  test('are the same when set twice', () => {
    const once = created(pods, pod()).object;
    expect(created(pods, once).object).toEqual(once);
  });
});

test.each<[string, object[], string]>([
  ['nothing asked for', [{}], 'BestEffort'],
  ['limits of both', [{ limits: { cpu: '1', memory: '1Gi' } }], 'Guaranteed'],
  [
    'requests equal to limits',
    [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1000m', memory: '1024Mi' } }],
    'Guaranteed',
  ],
  ['requests below limits', [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }], 'Burstable'],
  ['only cpu', [{ limits: { cpu: '1' } }], 'Burstable'],
  ['one container of two', [{ limits: { cpu: '1', memory: '1Gi' } }, {}], 'Burstable'],
])('QoS class: %s', (_, resources, expected) => {
  const containers = resources.map((item, index) => container({ name: `c${index}`, resources: item }));
  expect(created(pods, pod({ containers })).object.status!.qosClass).toBe(expected);
});

describe('validation', () => {
  const label = expect.stringContaining('a lowercase RFC 1123 label must consist of') as unknown as string;
  test.each<[string, Partial<PodSpec>, string[]]>([
    ['no containers', { containers: [] }, ['spec.containers: Required value']],
    [
      'a container with neither name nor image',
      { containers: [{}] },
      ['spec.containers[0].name: Required value', 'spec.containers[0].image: Required value'],
    ],
    ['a bad name', { containers: [container({ name: 'A' })] }, [label]],
    ['two of a name', { containers: [container(), container()] }, ['spec.containers[1].name: Duplicate value: "web"']],
    [
      'unknown policies',
      { restartPolicy: 'X', dnsPolicy: 'Y', containers: [container({ imagePullPolicy: 'Z' })] },
      [
        'spec.containers[0].imagePullPolicy: Unsupported value: "Z": supported values: "Always", "IfNotPresent", "Never"',
        'spec.restartPolicy: Unsupported value: "X": supported values: "Always", "OnFailure", "Never"',
        'spec.dnsPolicy: Unsupported value: "Y": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
      ],
    ],
    [
      'ports',
      {
        containers: [
          container({
            ports: [
              { containerPort: 0 },
              { containerPort: 70000 },
              { containerPort: 1, name: 'a' },
              { containerPort: 2, name: 'a', protocol: 'X' },
            ],
          }),
        ],
      },
      [
        'spec.containers[0].ports[0].containerPort: Required value',
        'spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.containers[0].ports[3].name: Duplicate value: "a"',
        'spec.containers[0].ports[3].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"',
      ],
    ],
    [
      'a host port twice',
      {
        containers: [
          container({ ports: [{ containerPort: 1, hostPort: 80 }] }),
          container({ name: 'b', ports: [{ containerPort: 2, hostPort: 80 }] }),
        ],
      },
      ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"'],
    ],
    [
      'a mount of no volume',
      { containers: [container({ volumeMounts: [{ name: 'v', mountPath: '/x' }] })] },
      ['spec.containers[0].volumeMounts[0].name: Not found: "v"'],
    ],
    [
      'mounts in one place',
      {
        volumes: [{ name: 'v' }],
        containers: [
          container({
            volumeMounts: [
              { name: 'v', mountPath: '/x' },
              { name: 'v', mountPath: '/x', subPath: '../y' },
            ],
          }),
        ],
      },
      [
        'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique',
        `spec.containers[0].volumeMounts.subPath: Invalid value: "../y": must not contain '..'`,
      ],
    ],
    [
      'volumes',
      {
        volumes: [
          { name: 'v', secret: {} },
          { name: 'v', configMap: { name: 'c', defaultMode: 1000 } },
          { name: 'w', emptyDir: {}, hostPath: { path: '/a/../b' } },
        ],
      },
      [
        'spec.volumes[0].secret.secretName: Required value',
        'spec.volumes[1].configMap.defaultMode: Invalid value: 1000: must be a number between 0 and 0777 (octal), both inclusive',
        'spec.volumes[1].name: Duplicate value: "v"',
        'spec.volumes[2].hostPath: Forbidden: may not specify more than 1 volume type',
      ],
    ],
    [
      'environment',
      {
        containers: [
          container({
            env: [
              { name: '' },
              { name: 'A=B' },
              { name: 'C', value: 'x', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } },
              { name: 'D', valueFrom: {} },
            ],
          }),
        ],
      },
      [
        'spec.containers[0].env[0].name: Required value',
        `spec.containers[0].env[1].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than '='`,
        expect.stringMatching(
          /^spec\.containers\[0\]\.env\[2\]\.valueFrom\.fieldRef\.fieldPath: Unsupported value: "status\.phase": supported values: "metadata\.name"/,
        ) as unknown as string,
        'spec.containers[0].env[2].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
        'spec.containers[0].env[3].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ],
    ],
    [
      'resources',
      {
        containers: [
          container({
            resources: {
              limits: { cpu: '1', foo: '1', 'example.com/gpu': '1500m' },
              requests: { cpu: '2', memory: '-1' },
            },
          }),
        ],
      },
      [
        'spec.containers[0].resources.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.limits[foo]: Invalid value: "foo": must be a standard resource for containers',
        'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "1500m": must be an integer',
        'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
        'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
        'spec.containers[0].resources.requests[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests[foo]: Invalid value: "foo": must be a standard resource for containers',
        'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "1500m": must be an integer',
      ],
    ],
    [
      'probes',
      {
        containers: [
          container({
            livenessProbe: {},
            startupProbe: { exec: { command: ['x'] }, successThreshold: 2 },
            readinessProbe: { exec: {}, tcpSocket: { port: 1 } },
          }),
        ],
      },
      [
        'spec.containers[0].livenessProbe: Required value: must specify a handler type',
        'spec.containers[0].readinessProbe.exec.command: Required value',
        'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
        'spec.containers[0].startupProbe.successThreshold: Invalid value: 2: must be 1',
      ],
    ],
    [
      'init containers',
      {
        initContainers: [
          container({ name: 'web', lifecycle: { preStop: { exec: { command: ['x'] } } }, restartPolicy: 'Never' }),
        ],
      },
      [
        'spec.initContainers[0].name: Duplicate value: "web"',
        'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    ],
    [
      'privileges',
      {
        containers: [container({ securityContext: { privileged: true, allowPrivilegeEscalation: false } })],
        securityContext: { runAsUser: -1 },
      },
      [
        'spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
        'spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      ],
    ],
    [
      'tolerations',
      {
        tolerations: [
          { operator: 'Equal' },
          { key: 'a', operator: 'Exists', value: 'b' },
          { key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 },
        ],
      },
      [
        'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
        `spec.tolerations[1].operator: Invalid value: "b": value must be empty when \`operator\` is 'Exists'`,
        'spec.tolerations[2].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
      ],
    ],
    [
      'affinity',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In' }] }],
            },
          },
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, podAffinityTerm: { topologyKey: '' } }],
          },
        },
      },
      [
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
        'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey: Required value: can not be empty',
        'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey: Invalid value: "": name part must be non-empty',
        expect.stringMatching(
          /podAffinityTerm.topologyKey: Invalid value: "": name part must consist of/,
        ) as unknown as string,
      ],
    ],
    [
      'dns',
      { dnsPolicy: 'None' },
      ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'dns config',
      { dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', 'x'] } },
      [
        'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","x"]: must not have more than 3 nameservers',
        'spec.dnsConfig.nameservers[3]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    ],
    [
      'addresses that can be read in two ways',
      {
        dnsConfig: { nameservers: ['01.1.1.1', '::ffff:1.1.1.1'] },
        hostAliases: [{ ip: '::ffff:1.1.1.1', hostnames: ['a'] }],
      },
      [
        'spec.dnsConfig.nameservers[0]: Invalid value: "01.1.1.1": must not have leading 0s',
        'spec.dnsConfig.nameservers[1]: Invalid value: "::ffff:1.1.1.1": must not be an IPv4-mapped IPv6 address',
        'spec.hostAliases[0].ip: Invalid value: "::ffff:1.1.1.1": must not be an IPv4-mapped IPv6 address',
      ],
    ],
    [
      'a deadline of none',
      { activeDeadlineSeconds: 0 },
      ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(created(pods, pod(spec)).errors).toEqual(expected);
  });
});

describe('annotations', () => {
  const COST = 'controller.kubernetes.io/pod-deletion-cost';
  const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
  const annotated = (annotations: Record<string, string>): Pod => ({
    ...pod({ containers: [container({ name: 'a' })] }),
    metadata: { name: 'p', annotations },
  });
  const errorsOf = (annotations: Record<string, string>) => created(pods, annotated(annotations)).errors;

  test.each(['0', '-0', '5', '-5', '-01', '2147483647', '-2147483648'])('a deletion cost of %j', (cost) =>
    expect(errorsOf({ [COST]: cost })).toEqual([]),
  );
  test.each([
    'abc',
    '',
    '1.5',
    '2147483648',
    '-2147483649',
    '+1',
    '01',
    '00',
    '1 ',
    ' 1',
    '0x10',
    '1e3',
    '1_0',
    '-',
    '9'.repeat(30),
  ])('%j is no deletion cost', (cost) => {
    expect(errorsOf({ [COST]: cost })).toEqual([
      `metadata.annotations[${COST}]: Invalid value: "${cost}": must be a 32bit integer`,
    ]);
  });

  test.each<[Record<string, string>, string[]]>([
    [
      { 'kubernetes.io/config.mirror': 'x' },
      [
        'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
      ],
    ],
    [
      { 'seccomp.security.alpha.kubernetes.io/pod': 'bogus' },
      [
        'metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "bogus": must be a valid seccomp profile',
      ],
    ],
    [
      { 'container.seccomp.security.alpha.kubernetes.io/a': 'localhost/../x' },
      [
        'metadata.annotations.container.seccomp.security.alpha.kubernetes.io/a: Invalid value: "../x": must not contain \'..\'',
      ],
    ],
    [{ 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default', [`${APP_ARMOR}a`]: 'localhost/' }, []],
    [
      { [`${APP_ARMOR}a`]: 'bogus' },
      [`metadata.annotations[${APP_ARMOR}a]: Invalid value: "bogus": invalid AppArmor profile name: "bogus"`],
    ],
    [
      { [`${APP_ARMOR}nope`]: 'runtime/default' },
      [`metadata.annotations[${APP_ARMOR}nope]: Invalid value: "nope": container not found`],
    ],
    [
      { 'scheduler.alpha.kubernetes.io/tolerations': '[{]' },
      [
        expect.stringMatching(
          /^metadata\.annotations: Invalid value: "scheduler\.alpha\.kubernetes\.io\/tolerations": /,
        ) as unknown as string,
      ],
    ],
  ])('%j', (annotations, errors) => expect(errorsOf(annotations)).toEqual(errors));

  test.each<[Record<string, string>, Record<string, string>, string[]]>([
    [{}, { [COST]: 'abc' }, [`metadata.annotations[${COST}]: Invalid value: "abc": must be a 32bit integer`]],
    [{ [COST]: 'old' }, { [COST]: 'abc' }, []],
    [
      {},
      { [`${APP_ARMOR}a`]: 'unconfined' },
      [`metadata.annotations[${APP_ARMOR}a]: Forbidden: may not add AppArmor annotations`],
    ],
    [
      { [`${APP_ARMOR}a`]: 'unconfined' },
      {},
      [`metadata.annotations[${APP_ARMOR}a]: Forbidden: may not remove or update AppArmor annotations`],
    ],
  ])('from %j to %j', (before, after, errors) => {
    const old = created(pods, annotated(before)).object;
    expect(updated(pods, old, ({ metadata }) => void (metadata!.annotations = after)).errors).toEqual(errors);
    expect(
      texts(
        pods.status!.validateUpdate!(
          { ...old, metadata: { ...old.metadata, annotations: after } },
          old,
          strategyContext(),
        ),
      ),
    ).toEqual(errors);
  });
});

const requiredTerms = ({ affinity }: PodSpec): NodeSelectorTerm[] =>
  affinity!.nodeAffinity!.requiredDuringSchedulingIgnoredDuringExecution!.nodeSelectorTerms!;

describe('updates', () => {
  const old = () =>
    created(pods, pod({ tolerations: [{ key: 'a', operator: 'Exists' }], activeDeadlineSeconds: 100 })).object;
  const forbidden = expect.stringMatching(
    /^spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,`spec\.initContainers\[\*\]\.image`,`spec\.activeDeadlineSeconds`,`spec\.tolerations` \(only additions to existing tolerations\),`spec\.terminationGracePeriodSeconds`/,
  ) as unknown as string;
  test.each<[string, (spec: PodSpec) => void, string[]]>([
    [
      'the image',
      (spec) => {
        spec.containers![0]!.image = 'nginx:2';
      },
      [],
    ],
    [
      'a further toleration',
      (spec) => {
        spec.tolerations!.push({ key: 'b', operator: 'Exists' });
      },
      [],
    ],
    [
      'an earlier deadline',
      (spec) => {
        spec.activeDeadlineSeconds = 50;
      },
      [],
    ],
    [
      'a later deadline',
      (spec) => {
        spec.activeDeadlineSeconds = 150;
      },
      ['spec.activeDeadlineSeconds: Invalid value: 150: must be less than or equal to previous value'],
    ],
    [
      'no deadline',
      (spec) => {
        delete spec.activeDeadlineSeconds;
      },
      ['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value'],
    ],
    [
      'no tolerations',
      (spec) => {
        spec.tolerations = [];
      },
      ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    ],
    [
      'a command',
      (spec) => {
        spec.containers![0]!.command = ['x'];
      },
      [forbidden],
    ],
    [
      'the node',
      (spec) => {
        spec.nodeName = 'n';
      },
      [forbidden],
    ],
    [
      'another container',
      (spec) => {
        spec.containers!.push(container({ name: 'b' }));
      },
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
    [
      'a gate',
      (spec) => {
        spec.schedulingGates = [{ name: 'a.b/c' }];
      },
      ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a.b/c'"],
    ],
  ])('%s', (_, change, expected) => {
    expect(updated(pods, old(), ({ spec }) => change(spec!)).errors).toEqual(expected);
  });

  test('what may not change is shown, as it was and as it would be', () => {
    const { errors } = updated(
      pods,
      created(pods, pod()).object,
      ({ spec }) => void (spec!.containers![0]!.command = ['x']),
    );
    expect(errors).toEqual([
      expect.stringContaining(`if it was previously negative)
@@ -5,7 +5,9 @@
   {
    "Name": "web",
    "Image": "nginx:1",
-   "Command": null,
+   "Command": [
+    "x"
+   ],
    "Args": null,
    "WorkingDir": "",
    "Ports": null,
`),
    ]);
  });

  test.each<[string, (spec: PodSpec) => void, string[]]>([
    ['a label of nodes more', (spec) => void (spec.nodeSelector!.b = 'c'), []],
    [
      'another label of nodes',
      (spec) => void (spec.nodeSelector = { a: 'c' }),
      [
        'spec.nodeSelector: Invalid value: {"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ],
    ],
    [
      'a requirement more',
      (spec) => void requiredTerms(spec)[0]!.matchExpressions!.push({ key: 'y', operator: 'Exists' }),
      [],
    ],
    [
      'a term more',
      (spec) => void requiredTerms(spec).push({ matchExpressions: [] }),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Invalid value: [{"MatchExpressions":[{"Key":"x","Operator":"Exists","Values":null}],"MatchFields":null},{"MatchExpressions":[],"MatchFields":null}]: no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ],
    ],
    [
      'another requirement',
      (spec) => void (requiredTerms(spec)[0]!.matchExpressions![0]!.key = 'z'),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid value: {"MatchExpressions":[{"Key":"z","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)',
      ],
    ],
  ])('of a pod that waits at a gate: %s', (_, change, expected) => {
    const { object } = created(
      pods,
      pod({
        schedulingGates: [{ name: 'g' }],
        nodeSelector: { a: 'b' },
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }],
            },
          },
        },
      }),
    );
    expect(updated(pods, object, ({ spec }) => change(spec!)).errors).toEqual(expected);
  });

  test('the order of tolerations and their seconds may change, in a time that grows with their number only', () => {
    const many = (size: number) => {
      const tolerations = Array.from({ length: size }, (_, index) => ({
        key: `k${index}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: index,
      }));
      return {
        before: pod({ tolerations }),
        after: pod({
          tolerations: tolerations
            .map(({ key }) => ({ tolerationSeconds: 1, effect: 'NoExecute', operator: 'Exists', key }))
            .reverse(),
        }),
      };
    };
    const run = ({ before, after }: ReturnType<typeof many>) =>
      atOnce(settleSteps(pods.validateUpdate!(after, before, strategyContext())));
    expect(run(many(3))).toEqual([]);
    expect(growthRatio(many, run, 300)).toBeLessThan(5);
  });

  test('a status keeps the QoS class and fills in both forms of the addresses', () => {
    const stored = deepFreeze(old());
    const object: Pod = {
      ...stored,
      status: { phase: 'Running', podIP: '10.244.0.5', hostIPs: [{ ip: '10.201.0.11' }] },
    };
    pods.status!.prepareForUpdate!(object, stored, strategyContext());
    expect(object.status).toEqual({
      phase: 'Running',
      qosClass: 'BestEffort',
      podIP: '10.244.0.5',
      podIPs: [{ ip: '10.244.0.5' }],
      hostIP: '10.201.0.11',
      hostIPs: [{ ip: '10.201.0.11' }],
    });
    expect(texts(atOnce(validatePod(object)))).toEqual([]);
  });
});

test.each<[string, Pod, number | undefined, number]>([
  ['not on a node', { spec: {} }, undefined, 0],
  ['finished', { spec: { nodeName: 'n' }, status: { phase: 'Succeeded' } }, 60, 0],
  [
    'as specified',
    { spec: { nodeName: 'n', terminationGracePeriodSeconds: 10 }, status: { phase: 'Running' } },
    undefined,
    10,
  ],
  ['as asked for', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 10 } }, 0, 0],
  ['negative', { spec: { nodeName: 'n', terminationGracePeriodSeconds: -1 } }, undefined, 1],
])('grace period: %s', (_, object, requested, seconds) => {
  expect(pods.gracefulDeletion!.gracePeriodSeconds(object, requested)).toBe(seconds);
});
