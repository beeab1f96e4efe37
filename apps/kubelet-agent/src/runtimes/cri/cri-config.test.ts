import type { Container, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import type { ContainerSpec, SandboxSpec } from '../runtime';
import { containerConfig } from './container-config';
import { linuxResources, oomScoreAdjustment } from './linux-resources';
import { containerAnnotations, parseContainerAnnotations } from './pod-labels';
import { sandboxConfig } from './sandbox-config';
import { containerSecurityContext, namespaceOptions } from './security-context';

const pod = (spec: PodSpec = {}): Pod => ({
  metadata: { name: 'p', namespace: 'd', uid: 'u', labels: { app: 'x' }, annotations: { note: 'y' } },
  spec: { containers: [{ name: 'web' }], ...spec },
});
const paths = { seccompRoot: '/seccomp' };
const sandbox = (spec: PodSpec, group = '') =>
  sandboxConfig(
    {
      pod: pod(spec),
      attempt: 2,
      hostname: 'host',
      logDirectory: '/logs',
      dns: { servers: ['1.1.1.1'], searches: [], options: [] },
    },
    { ...paths, groupOf: () => group },
  );

describe('sandbox', () => {
  test('names, labels and annotations by which it is found again', () => {
    expect(sandbox({})).toMatchObject({
      metadata: { name: 'p', namespace: 'd', uid: 'u', attempt: 2 },
      hostname: 'host',
      labels: {
        app: 'x',
        'io.kubernetes.pod.name': 'p',
        'io.kubernetes.pod.namespace': 'd',
        'io.kubernetes.pod.uid': 'u',
      },
      annotations: { note: 'y' },
      portMappings: [],
    });
  });

  test('host ports of containers and sidecars, but not on the node’s network', () => {
    const containers: Container[] = [
      { name: 'web', ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }] },
    ];
    const initContainers: Container[] = [
      {
        name: 'side',
        restartPolicy: 'Always',
        ports: [{ containerPort: 53, hostPort: 53, protocol: 'UDP', hostIP: '1.2.3.4' }],
      },
      { name: 'init', ports: [{ containerPort: 1, hostPort: 1 }] },
    ];
    expect(sandbox({ containers, initContainers }).portMappings).toEqual([
      { protocol: 'TCP', containerPort: 80, hostPort: 8080, hostIp: '' },
      { protocol: 'UDP', containerPort: 53, hostPort: 53, hostIp: '1.2.3.4' },
    ]);
    expect(sandbox({ containers, hostNetwork: true })).toMatchObject({ portMappings: [], hostname: '' });
  });

  test('sysctls, privilege, groups and the control group', () => {
    const spec: PodSpec = {
      containers: [{ name: 'web', securityContext: { privileged: true } }],
      securityContext: { sysctls: [{ name: 'a', value: '1' }], supplementalGroups: [5], fsGroup: 6, runAsUser: 7 },
    };
    expect(sandbox(spec, '/root').linux).toMatchObject({
      cgroupParent: '/root',
      sysctls: { a: '1' },
      securityContext: {
        privileged: true,
        supplementalGroups: [5, 6],
        runAsUser: { value: 7 },
        seccomp: { profileType: 'RuntimeDefault' },
      },
    });
    expect(sandbox({}).linux?.cgroupParent).toBeUndefined();
  });
});

test.each<[PodSpec, object]>([
  [{}, { network: 'POD', ipc: 'POD', pid: 'CONTAINER' }],
  [
    { hostNetwork: true, hostPID: true, hostIPC: true },
    { network: 'NODE', ipc: 'NODE', pid: 'NODE' },
  ],
  [{ shareProcessNamespace: true }, { network: 'POD', ipc: 'POD', pid: 'POD' }],
])('namespaces of %j', (spec, expected) => {
  expect(namespaceOptions(pod(spec))).toEqual(expected);
});

test('users of its own are the same in the sandbox, in containers and in their mounts', () => {
  const ids = { hostId: 65_536, length: 65_536 };
  const mappings = [{ hostId: 65_536, containerId: 0, length: 65_536 }];
  const usernsOptions = { mode: 'POD', uids: mappings, gids: mappings };
  const of: SandboxSpec = {
    pod: pod({ hostUsers: false }),
    attempt: 0,
    hostname: 'host',
    logDirectory: '/logs',
    dns: { servers: [], searches: [], options: [] },
    ids,
  };
  expect(sandboxConfig(of, { ...paths, groupOf: () => '' }).linux?.securityContext?.namespaceOptions).toMatchObject({
    usernsOptions,
  });
  const config = containerConfig(
    {
      pod: of.pod,
      container: { name: 'web' },
      sandbox: of,
      imageUser: {},
      env: [],
      mounts: [
        { containerPath: '/v', hostPath: '/h', readOnly: true, recursiveReadOnly: true },
        { containerPath: '/w', hostPath: '/i', readOnly: false },
      ],
      nodeMemoryBytes: 1,
    } as unknown as ContainerSpec,
    paths,
  );
  expect(config.linux?.securityContext?.namespaceOptions).toMatchObject({ usernsOptions });
  expect(config.mounts).toMatchObject([
    { containerPath: '/v', recursiveReadOnly: true, uidMappings: mappings, gidMappings: mappings },
    { containerPath: '/w', recursiveReadOnly: false, uidMappings: mappings },
  ]);
});

test('an ephemeral container sees the processes of the one that it looks into', () =>
  expect(
    containerSecurityContext(pod({}), { name: 'debug' }, { imageUser: {}, processesOf: 'web-id' }, paths)
      .namespaceOptions,
  ).toEqual({ network: 'POD', ipc: 'POD', pid: 'TARGET', targetId: 'web-id' }));

describe('security context of a container', () => {
  const of = (container: Container['securityContext'], spec: PodSpec['securityContext'] = {}, imageUser = {}) =>
    containerSecurityContext(
      pod({ securityContext: spec }),
      { name: 'web', securityContext: container },
      { imageUser },
      paths,
    );

  test.each<[string, object, object]>([
    [
      'the container’s user wins over the pod’s',
      of({ runAsUser: 1 }, { runAsUser: 2, runAsGroup: 3 }),
      { runAsUser: { value: 1 }, runAsGroup: { value: 3 } },
    ],
    [
      'a group needs the image’s user beside it',
      of({ runAsGroup: 3 }, {}, { uid: 0 }),
      { runAsUser: { value: 0 }, runAsGroup: { value: 3 } },
    ],
    ['or its name', of({}, {}, { username: 'web' }), { runAsUsername: 'web' }],
    [
      'only the groups of the pod',
      of({}, { supplementalGroupsPolicy: 'Strict' }),
      { supplementalGroupsPolicy: 'Strict' },
    ],
    ['no new privileges', of({ allowPrivilegeEscalation: false }), { noNewPrivs: true }],
    [
      'capabilities',
      of({ capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] } }),
      { capabilities: { addCapabilities: ['NET_ADMIN'], dropCapabilities: ['ALL'] } },
    ],
    ['unconfined unless asked', of({}), { seccomp: { profileType: 'Unconfined' } }],
    [
      'the pod’s seccomp profile',
      of({}, { seccompProfile: { type: 'RuntimeDefault' } }),
      { seccomp: { profileType: 'RuntimeDefault' } },
    ],
    [
      'a seccomp profile of the node',
      of({ seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } }),
      { seccomp: { profileType: 'Localhost', localhostRef: '/seccomp/a.json' } },
    ],
    [
      'privileged sees all',
      of({ privileged: true, seccompProfile: { type: 'RuntimeDefault' } }),
      { privileged: true, maskedPaths: [], readonlyPaths: [], seccomp: { profileType: 'Unconfined' } },
    ],
    ['groups of volumes', of({}, { fsGroup: 4, supplementalGroups: [4, 5] }), { supplementalGroups: [4, 5] }],
  ])('%s', (_, actual, expected) => {
    expect(actual).toMatchObject(expected);
  });

  test('kernel interfaces are masked', () => {
    expect(of({}).maskedPaths).toContain('/proc/kcore');
    expect(of({ procMount: 'Unmasked' }).maskedPaths).toEqual([]);
  });
});

describe('resources', () => {
  test.each<[string, Container['resources'], object]>([
    ['nothing', {}, { cpuShares: 2, oomScoreAdj: 1000 }],
    ['a request', { requests: { cpu: '500m' } }, { cpuShares: 512 }],
    [
      'a limit is a request too',
      { limits: { cpu: '2', memory: '64Mi' } },
      { cpuShares: 2048, cpuPeriod: 100_000, cpuQuota: 200_000, memoryLimitInBytes: 67_108_864 },
    ],
    [
      'requests that equal the limits',
      { limits: { cpu: '2', memory: '64Mi' }, requests: { cpu: '2', memory: '64Mi' } },
      { oomScoreAdj: -997 },
    ],
    ['the least quota', { requests: { cpu: '1m' }, limits: { cpu: '5m' } }, { cpuShares: 2, cpuQuota: 1000 }],
  ])('%s', (_, resources, expected) => {
    const container = { name: 'web', resources };
    expect(linuxResources(pod({ containers: [container] }), container, 1e9)).toMatchObject(expected);
  });

  test.each([
    [0, 999],
    [100_000_000, 900],
    [999_999_999, 3],
  ])('a burstable container that asks for %d of 1e9 bytes: %d', (request, expected) => {
    const burstable = pod({ containers: [{ name: 'web', resources: { requests: { memory: String(request || 1) } } }] });
    expect(oomScoreAdjustment(burstable, request, 1e9)).toBe(expected);
  });
});

test('annotations come back as they were written', () => {
  const container = { name: 'web', image: 'x', terminationMessagePolicy: 'FallbackToLogsOnError' };
  expect(parseContainerAnnotations(containerAnnotations(container, 3, '/file'))).toEqual({
    hash: expect.stringMatching(/\w/),
    restartCount: 3,
    terminationMessageFile: '/file',
    terminationMessagePolicy: 'FallbackToLogsOnError',
  });
});

test('container', () => {
  const spec: ContainerSpec = {
    pod: pod(),
    container: { name: 'web', workingDir: '/w', tty: true, stdin: true },
    sandboxId: 's',
    sandbox: {
      pod: pod(),
      attempt: 0,
      hostname: '',
      logDirectory: '',
      dns: { servers: [], searches: [], options: [] },
    },
    restartCount: 1,
    imageId: 'sha256:1',
    imageUser: {},
    command: ['a'],
    args: ['b'],
    env: [{ name: 'A', value: '1' }],
    mounts: [{ containerPath: '/c', hostPath: '/h', readOnly: true, propagation: 'HostToContainer' }],
    logPath: 'web/1.log',
    terminationMessageFile: '/f',
    nodeMemoryBytes: 1,
  };
  expect(containerConfig(spec, paths)).toMatchObject({
    metadata: { name: 'web', attempt: 1 },
    image: { image: 'sha256:1' },
    command: ['a'],
    args: ['b'],
    workingDir: '/w',
    envs: [{ key: 'A', value: '1' }],
    tty: true,
    stdin: true,
    stdinOnce: false,
    logPath: 'web/1.log',
    mounts: [{ containerPath: '/c', hostPath: '/h', readonly: true, propagation: 'PROPAGATION_HOST_TO_CONTAINER' }],
  });
});
