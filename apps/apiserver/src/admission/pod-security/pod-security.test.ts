import { createMemoryObjects } from '../../auth/testing/memory-objects';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { attributesOf, type GivenAttributes } from '../testing/attributes';
import { findingsOf, findingsText } from './evaluate-pod';
import { levelText, policyOf, type LevelVersion } from './namespace-policy';
import { createPodSecurity, NOT_CONFIGURED } from './pod-security';

const container = (name: string, more: object = {}) => ({ name, image: 'i', ...more });
const hardened = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const told = (level: LevelVersion, spec: object, annotations = {}) =>
  findingsText(findingsOf(level, { annotations, spec }));

test.each<[string, object, string]>([
  ['nothing', { containers: [container('a')] }, ''],
  ['namespaces of the host', { hostPID: true, hostNetwork: true }, 'host namespaces (hostNetwork=true, hostPID=true)'],
  [
    'privileged containers',
    {
      initContainers: [container('i', { securityContext: { privileged: true } })],
      containers: [container('a', { securityContext: { privileged: true } })],
    },
    'privileged (containers "i", "a" must not set securityContext.privileged=true)',
  ],
  [
    'capabilities',
    { containers: [container('a', { securityContext: { capabilities: { add: ['NET_RAW', 'CHOWN'] } } })] },
    'non-default capabilities (container "a" must not include "NET_RAW" in securityContext.capabilities.add)',
  ],
  [
    'ports of the host',
    { containers: [container('a', { ports: [{ hostPort: 90 }, { hostPort: 80 }] })] },
    'hostPort (container "a" uses hostPorts 80, 90)',
  ],
  [
    'probes of others',
    { containers: [container('a', { livenessProbe: { httpGet: { host: '10.0.0.1' } } })] },
    'probe or lifecycle host (container "a" uses probe or lifecycle host "10.0.0.1")',
  ],
  ['paths of the host', { volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "v")'],
  [
    'SELinux',
    {
      securityContext: { seLinuxOptions: { type: 'spc_t', user: 'u' } },
      containers: [container('a', { securityContext: { seLinuxOptions: { role: 'r' } } })],
    },
    'seLinuxOptions (pod and container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)',
  ],
  [
    'seccomp',
    { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
  ['sysctls', { securityContext: { sysctls: [{ name: 'kernel.msgmax' }] } }, 'forbidden sysctls (kernel.msgmax)'],
  [
    'AppArmor',
    { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
    'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
  ],
])('baseline: %s', (_, spec, expected) => expect(told({ level: 'baseline' }, spec)).toBe(expected));

test.each<[string, object, string]>([
  ['a hardened container', { containers: [container('a', { securityContext: hardened })] }, ''],
  [
    'a container that says nothing',
    { containers: [container('a')] },
    'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false), ' +
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), ' +
      'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true), ' +
      'seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  ],
  [
    'users of its own',
    { hostUsers: false, containers: [container('a', { securityContext: { ...hardened, runAsNonRoot: undefined } })] },
    '',
  ],
  [
    'volumes',
    {
      volumes: [
        { name: 'v', hostPath: { path: '/' } },
        { name: 'w', nfs: {} },
        { name: 'x', emptyDir: {} },
      ],
    },
    'restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "nfs")',
  ],
  ['root', { securityContext: { runAsUser: 0 } }, 'runAsUser=0 (pod must not set runAsUser=0)'],
])('restricted: %s', (_, spec, expected) => expect(told({ level: 'restricted' }, spec)).toBe(expected));

test.each<[number, string]>([
  [33, ''],
  [34, 'probe or lifecycle host (container "a" uses probe or lifecycle host "h")'],
  [99, 'probe or lifecycle host (container "a" uses probe or lifecycle host "h")'],
])('as v1.%i has it', (minor, expected) => {
  const spec = { containers: [container('a', { readinessProbe: { tcpSocket: { host: 'h' } } })] };
  expect(told({ level: 'baseline', minor }, spec)).toBe(expected);
});

const label = (name: string) => `pod-security.kubernetes.io/${name}`;

test.each<[Record<string, string>, string[], string[]]>([
  [{}, ['privileged:latest', 'privileged:latest', 'privileged:latest'], []],
  [
    { [label('enforce')]: 'baseline', [label('enforce-version')]: 'v1.24' },
    ['baseline:v1.24', 'privileged:latest', 'baseline:v1.24'],
    [],
  ],
  [
    { [label('enforce')]: 'baseline', [label('warn')]: 'restricted', [label('audit')]: 'baseline' },
    ['baseline:latest', 'baseline:latest', 'restricted:latest'],
    [],
  ],
  [
    { [label('enforce')]: 'strict', [label('warn-version')]: 'v2' },
    ['restricted:latest', 'privileged:latest', 'privileged:latest'],
    ['must be one of privileged, baseline, restricted', 'must be "latest" or "v1.x"'],
  ],
])('labels %j mean %j', (labels, expected, problems) => {
  const { policy, errors } = policyOf(labels);
  expect([policy.enforce, policy.audit, policy.warn].map(levelText)).toEqual(expected);
  expect(errors.map(({ detail }) => detail)).toEqual(problems);
});

describe('the plugin', () => {
  const plugin = createPodSecurity({ configuration: NOT_CONFIGURED, catchUp: async () => undefined });
  const namespace = (labels: Record<string, string>) => ({ kind: 'Namespace', metadata: { name: 'shop', labels } });
  const privileged = { containers: [container('a', { securityContext: { privileged: true } })] };

  function operation(given: GivenAttributes, labels: Record<string, string>): [AdmissionAttributes, string[]] {
    const warnings: string[] = [];
    const reader = createMemoryObjects();
    reader.set('namespaces', namespace(labels));
    const pod = { kind: 'Pod', metadata: { name: 'old', namespace: 'shop' }, spec: privileged };
    reader.set('pods', pod);
    return [attributesOf({ reader, warn: (text) => warnings.push(text), ...given }), warnings];
  }

  test('refuses pods that break what is enforced', async () => {
    const object = { kind: 'Pod', metadata: { name: 'bad', namespace: 'shop' }, spec: privileged };
    const [attributes] = operation({ resource: 'pods', object }, { [label('enforce')]: 'baseline' });
    await expect(plugin.validate(attributes)).rejects.toThrow(
      'pods "bad" is forbidden: violates PodSecurity "baseline:latest": privileged (container "a" must not set securityContext.privileged=true)',
    );
  });

  test('warns who writes workloads whose pods would be refused', async () => {
    const object = { kind: 'Deployment', metadata: { name: 'web' }, spec: { template: { spec: { hostPID: true } } } };
    const [attributes, warnings] = operation(
      { group: 'apps', resource: 'deployments', object },
      { [label('enforce')]: 'baseline' },
    );
    expect(plugin.handles(attributes)).toBe(true);
    await plugin.validate(attributes);
    expect(warnings).toEqual(['would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)']);
  });

  test('warns of pods that are there when a namespace gets stricter', async () => {
    const given = {
      resource: 'namespaces',
      operation: 'UPDATE',
      namespace: '',
      object: namespace({ [label('enforce')]: 'restricted' }),
      oldObject: namespace({}),
    } as const;
    const [attributes, warnings] = operation(given, {});
    await plugin.validate(attributes);
    expect(warnings).toEqual([
      'existing pods in namespace "shop" violate the new PodSecurity enforce level "restricted:latest"',
      'old: privileged, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
  });

  test('refuses labels that mean nothing', async () => {
    const object = namespace({ [label('warn')]: 'none' });
    const [attributes] = operation({ resource: 'namespaces', namespace: '', object }, {});
    await expect(plugin.validate(attributes)).rejects.toThrow(
      'Namespace "shop" is invalid: metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: "none": must be one of privileged, baseline, restricted',
    );
  });

  test.each([
    ['pods', 'exec', 'CREATE', false],
    ['pods', 'ephemeralcontainers', 'UPDATE', true],
    ['pods', '', 'DELETE', false],
    ['configmaps', '', 'CREATE', false],
  ] as const)('%s/%s on %s: %s', (resource, subresource, operation_, expected) =>
    expect(plugin.handles(attributesOf({ resource, subresource, operation: operation_ }))).toBe(expected),
  );

  test.each<[string, Partial<typeof NOT_CONFIGURED.exemptions>, string | undefined]>([
    ['users', { usernames: ['ann'] }, 'user'],
    ['namespaces', { namespaces: ['shop'] }, 'namespace'],
    ['runtime classes', { runtimeClasses: ['gvisor'] }, 'runtimeClass'],
    ['others', { usernames: ['bob'], namespaces: ['other'], runtimeClasses: ['other'] }, undefined],
  ])('exempts %s', async (_, exempt, noted) => {
    const configuration = { ...NOT_CONFIGURED, exemptions: { ...NOT_CONFIGURED.exemptions, ...exempt } };
    const exempting = createPodSecurity({ configuration, catchUp: async () => undefined });
    const spec = { ...privileged, runtimeClassName: 'gvisor' };
    const object = { kind: 'Pod', metadata: { name: 'bad', namespace: 'shop' }, spec };
    const notes: Record<string, string> = {};
    const annotate = (key: string, value: string) => void (notes[key] = value);
    const labels = { [label('enforce')]: 'baseline', [label('audit')]: 'baseline' };
    const [attributes] = operation({ resource: 'pods', object, annotate }, labels);
    const validated = Promise.resolve(exempting.validate(attributes));
    if (noted) {
      await validated;
      expect(notes).toEqual({ 'pod-security.kubernetes.io/exempt': noted });
    } else {
      await expect(validated).rejects.toThrow('violates PodSecurity');
      expect(notes).toEqual({
        'pod-security.kubernetes.io/enforce-policy': 'baseline:latest',
        'pod-security.kubernetes.io/audit-violations': expect.stringContaining('would violate PodSecurity'),
      });
    }
  });

  test('what the server has for default counts where a namespace says nothing', async () => {
    const level = { level: 'baseline' as const };
    const defaults = { enforce: level, audit: level, warn: level };
    const strict = createPodSecurity({
      configuration: { ...NOT_CONFIGURED, defaults },
      catchUp: async () => undefined,
    });
    const object = { kind: 'Pod', metadata: { name: 'bad', namespace: 'shop' }, spec: privileged };
    await expect(strict.validate(operation({ resource: 'pods', object }, {})[0])).rejects.toThrow('baseline:latest');
    const [lenient] = operation({ resource: 'pods', object }, { [label('enforce')]: 'privileged' });
    await strict.validate(lenient);
  });
});
