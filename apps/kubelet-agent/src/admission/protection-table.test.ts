import { schema } from '@kubets/proto-gen/schema';
import type { Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerMounts, type ContainerMountOptions } from '../volumes/container-mounts';
import { volumeKindOf } from '../volumes/registry';
import { admitPod } from './admit-pod';

/** Fields by which nothing is isolated or bounded: where, when and what to run, and what to tell it. */
const unrelated: Record<string, string> = {
  PodSpec:
    'volumes initContainers containers restartPolicy nodeSelector serviceAccount nodeName affinity schedulerName tolerations priorityClassName priority readinessGates enableServiceLinks preemptionPolicy overhead topologySpreadConstraints schedulingGates schedulingGroup evictionResponders hostnameOverride',
  Container:
    'name image command args workingDir envFrom env resizePolicy restartPolicy restartPolicyRules livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy stdin stdinOnce tty',
  PodSecurityContext: '',
  SecurityContext: '',
  ResourceRequirements: '',
  ContainerPort: 'name containerPort protocol',
  // The API server drops options of mounts and the mode of an emptyDir, as the features for them are off.
  VolumeMount: 'name mountPath bindMountOptions',
  Volume: 'name',
  EmptyDirVolumeSource: 'mode',
  HostPathVolumeSource: 'path',
  VolumeProjection: 'secret downwardAPI configMap serviceAccountToken',
};

const page = readFileSync(join(__dirname, '../../../../docs/services/kubelet-agent.md'), 'utf8');
const rows = page
  .slice(page.indexOf('## What isolates a pod'), page.indexOf('## What is different'))
  .split('\n')
  .map((line) => /^\| (.*?) \| (done|refused) \| (.*)\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, fields = '', what = '']) => ({
    fields: [...fields.matchAll(/`(\w+\.\w+)`/g)].map(([, field]) => field!),
    rest: fields.startsWith('every other'),
    what,
  }));
const listed = rows.flatMap(({ fields }) => fields);
const fieldsOf = (message: string) => Object.keys(schema.message(`kubets.core.v1.${message}`)!.fields);

describe.each(Object.keys(unrelated))('%s', (message) => {
  const apart = unrelated[message]!.split(' ').filter(Boolean);
  test('each field is in the table once, or isolates nothing', () => {
    const inTable = listed.filter((field) => field.startsWith(`${message}.`)).map((field) => field.split('.')[1]!);
    // The sources that are not named share a row.
    const others =
      message === 'Volume'
        ? fieldsOf('Volume').filter((field) => !inTable.includes(field) && !apart.includes(field))
        : [];
    expect([...inTable, ...apart, ...others].sort()).toEqual(fieldsOf(message).sort());
  });
});

const container = { name: 'c', image: 'i' };
const pod = (spec: Partial<PodSpec>): Pod => ({ metadata: { name: 'p' }, spec: { containers: [container], ...spec } });
const reasonOf = (input: Pod, appArmor = false) =>
  admitPod(
    input,
    { metadata: {}, status: { allocatable: { pods: '9' } } },
    { others: [], abilities: { appArmor, podGroups: true, supplementalGroupsPolicy: false }, pressures: new Set() },
  )?.reason;
const withContainer = (more: object) => pod({ containers: [{ ...container, ...more }] });

const refused: [string, Pod, string][] = [
  ['PodSpec.os', pod({ os: { name: 'windows' } }), 'PodOSNotSupported'],
  [
    'PodSpec.os by selector',
    pod({ nodeSelector: { 'kubernetes.io/os': 'windows' } }),
    'PodOSSelectorNodeLabelDoesNotMatch',
  ],
  [
    'PodSecurityContext.supplementalGroupsPolicy',
    pod({ securityContext: { supplementalGroupsPolicy: 'Strict' } }),
    'SupplementalGroupsPolicyNotSupported',
  ],
  [
    'PodSecurityContext.windowsOptions',
    pod({ os: { name: 'windows' }, securityContext: { windowsOptions: { hostProcess: true } } }),
    'PodOSNotSupported',
  ],
  [
    'SecurityContext.windowsOptions',
    {
      spec: {
        os: { name: 'windows' },
        containers: [{ ...container, securityContext: { windowsOptions: { runAsUserName: 'u' } } }],
      },
    },
    'PodOSNotSupported',
  ],
];
/** Refused elsewhere than at the door: see below. */
const elsewhere = ['VolumeMount.recursiveReadOnly'];

test.each(refused)('%s is refused', (_, input, reason) => expect(reasonOf(input, true)).toBe(reason));

test('limits of the pod as a whole are refused where no group can hold them', () => {
  const input = pod({ resources: { limits: { memory: '1Mi' } } });
  const abilities = { appArmor: true, podGroups: false, supplementalGroupsPolicy: false };
  const node = { metadata: {}, status: { allocatable: { pods: '9', memory: '1Gi' } } };
  expect(admitPod(input, node, { others: [], abilities, pressures: new Set() })?.reason).toBe(
    'PodLevelResourcesNotSupported',
  );
});

test('every refused field is tried', () => {
  const wanted = rows.filter(({ what }) => what === 'refused').flatMap(({ fields }) => fields);
  expect([...new Set([...refused.map(([field]) => field.split(' ')[0]), ...elsewhere])].sort()).toEqual(wanted.sort());
});

test.each<[string, Pod]>([
  ['the pod', pod({ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } })],
  [
    'a container',
    withContainer({ securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'p' } } }),
  ],
  [
    'an init container',
    pod({ initContainers: [{ ...container, securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }] }),
  ],
  [
    'the annotation of old',
    {
      ...pod({}),
      metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'runtime/default' } },
    },
  ],
])('AppArmor of %s is refused on a machine without', (_, input) => {
  expect(reasonOf(input)).toBe('AppArmor');
  expect(reasonOf(input, true)).toBeUndefined();
});

test.each<[string, Pod]>([
  ['unconfined by AppArmor', pod({ securityContext: { appArmorProfile: { type: 'Unconfined' } } })],
  ['labels of SELinux', pod({ securityContext: { seLinuxOptions: { level: 's0:c1' } } })],
  ['those of a container', withContainer({ securityContext: { seLinuxOptions: { type: 'web_t' } } })],
  ['with the users of the host', pod({ hostUsers: true })],
  ['merged groups', pod({ securityContext: { supplementalGroupsPolicy: 'Merge' } })],
  ['for Linux', pod({ os: { name: 'linux' }, nodeSelector: undefined })],
])('a pod that asks for nothing that is not there runs: %s', (_, input) => expect(reasonOf(input)).toBeUndefined());

test('sources of volumes that are not provided are named', () => {
  const named = new Set(listed.map((field) => field.replace('Volume.', '')));
  for (const source of fieldsOf('Volume')) {
    const volume = { name: 'v', [source]: {} };
    if (source !== 'name' && !named.has(source))
      expect(() => volumeKindOf(volume)).toThrow(`no volume plugin matched: ${source}`);
  }
});

test('a mount that can’t be read-only all the way down is refused', async () => {
  const options = {
    pod: pod({}),
    container: {
      ...container,
      volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true, recursiveReadOnly: 'Enabled' }],
    },
    volumes: new Map([['v', '/v']]),
    paths: { subPath: () => '' },
    canRecursiveReadOnly: false,
  };
  await expect(containerMounts(options as unknown as ContainerMountOptions)).rejects.toThrow(
    'volume "v" requested recursive read-only mode, but it is not supported by the runtime',
  );
});
