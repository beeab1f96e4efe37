import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { created } from '../testing/strategy-harness';
import { pods } from './pods';
import { container, pod } from './testing/pod-of';

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
