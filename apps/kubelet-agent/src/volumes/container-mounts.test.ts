import type { Container, Volume, VolumeMount } from '@kubets/proto-gen/core/v1';
import { mkdirSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { podPaths } from '../system/pod-paths';
import { containerMounts } from './container-mounts';

let root: string;
let bound: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'container-mounts-'));
  mkdirSync(join(root, 'volume'));
  bound = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const mountsOf = async (
  volumeMounts: VolumeMount[],
  { volume = {}, container = {}, can = false }: { volume?: Volume; container?: Container; can?: boolean } = {},
) =>
  containerMounts({
    pod: { metadata: { namespace: 'd', name: 'p', uid: 'u' }, spec: { volumes: [{ name: 'v', ...volume }] } },
    container: { name: 'c', ...container, volumeMounts },
    volumes: new Map([['v', join(root, 'volume')]]),
    environment: new Map([['POD', 'p-0']]),
    hostsPath: '/hosts',
    terminationMessagePath: '/message',
    canRecursiveReadOnly: can,
    paths: podPaths(root, join(root, 'logs')),
    mounts: {
      mountTmpfs: async () => undefined,
      mountImage: async () => undefined,
      bindDescriptor: async (descriptor) => void bound.push(readlinkSync(`/proc/self/fd/${descriptor}`)),
      isMounted: async () => false,
      unmountBelow: async () => undefined,
    },
  });
const mount = (more: VolumeMount = {}): VolumeMount => ({ name: 'v', mountPath: '/v', ...more });

test('volumes, /etc/hosts and the file for the last word', async () =>
  expect(await mountsOf([mount({ mountPropagation: 'HostToContainer' })])).toEqual([
    { containerPath: '/v', hostPath: join(root, 'volume'), readOnly: false, propagation: 'HostToContainer' },
    { containerPath: '/etc/hosts', hostPath: '/hosts', readOnly: false },
    { containerPath: '/dev/termination-log', hostPath: '/message', readOnly: false },
  ]));

test.each<[string, VolumeMount, string]>([
  ['a part of a volume', { subPath: 'a/b' }, 'a/b'],
  ['a part that the container’s variables name', { subPathExpr: 'data/$(POD)' }, 'data/p-0'],
  ['what is no variable stays as it is', { subPathExpr: '$(NONE)/$$(POD)' }, '$(NONE)/$(POD)'],
])('%s', async (_, more, path) => {
  const [made] = await mountsOf([mount(more)]);
  expect(bound).toEqual([join(root, 'volume', path)]);
  expect(made?.hostPath).toBe(join(root, 'pods/u/volume-subpaths/v/c/0'));
});

test.each<[string, VolumeMount, string]>([
  ['a volume that is not there', { name: 'w' }, 'cannot find volume "w" to mount into container "c"'],
  ['a way out by a variable', { subPathExpr: '../$(POD)' }, "must not contain '..'"],
  [
    'read-only all the way down where that cannot be',
    { readOnly: true, recursiveReadOnly: 'Enabled' },
    'failed to resolve recursive read-only mode: volume "v" requested recursive read-only mode, but it is not supported by the runtime',
  ],
])('refused: %s', async (_, more, message) => expect(mountsOf([mount(more)])).rejects.toThrow(message));

test('read-only all the way down where that can be', async () =>
  expect(
    (await mountsOf([mount({ readOnly: true, recursiveReadOnly: 'IfPossible' })], { can: true }))[0],
  ).toMatchObject({
    readOnly: true,
    recursiveReadOnly: true,
  }));

test.each<[string, Volume, boolean]>([
  ['a secret', { secret: {} }, true],
  ['a claim that is read-only', { persistentVolumeClaim: { claimName: 'k', readOnly: true } }, true],
  ['a claim', { persistentVolumeClaim: { claimName: 'k' } }, false],
])('whether it can be written to: %s', async (_, volume, readOnly) =>
  expect((await mountsOf([mount()], { volume }))[0]?.readOnly).toBe(readOnly),
);

describe('what is the node’s own', () => {
  const logs = (volume: string, more: VolumeMount = {}) =>
    mountsOf([mount({ readOnly: true, ...more })], { volume: { hostPath: { path: volume } } });
  const made = async (...args: Parameters<typeof logs>) =>
    (await logs(...args))
      .filter(({ containerPath }) => containerPath.startsWith('/v'))
      .map(({ containerPath, hostPath, readOnly }) => `${containerPath} ${hostPath.replace(root, '')} ${readOnly}`);
  const both = ['/v/pods /logs true', '/v/containers /container-logs true'];

  test.each<[string, string, VolumeMount, string[]]>([
    ['in a directory of the machine', '/var/log', {}, ['/v /volume true', ...both]],
    [
      'further below',
      '/var',
      {},
      ['/v /volume true', ...both.map((line) => line.replace('/v', '/v/log')), '/v/lib/kubelet  true'],
    ],
    ['below a part of it', '/var', { subPath: 'log' }, ['/v /pods/u/volume-subpaths/v/c/0 true', ...both]],
    ['as a part of it', '/var', { subPath: 'log/pods' }, ['/v /logs true']],
    ['nowhere near', '/var/spool', {}, ['/v /volume true']],
  ])('%s', async (_, volume, more, mounts) => expect(await made(volume, more)).toEqual(mounts));

  test('but for what is mounted there besides', async () => {
    const volumeMounts = [mount({ mountPath: '/log' }), mount({ mountPath: '/log/pods' })];
    const paths = (await mountsOf(volumeMounts, { volume: { hostPath: { path: '/var/log' } } })).map(
      (one) => one.containerPath,
    );
    expect(paths.filter((path) => path.startsWith('/log'))).toEqual([
      ...['/log', '/log/pods', '/log/containers', '/log/pods/pods', '/log/pods/containers'],
    ]);
  });

  test('a way out of the volume to it', async () =>
    expect(logs('/var/log', { subPathExpr: 'x/../pods' })).rejects.toThrow("must not contain '..'"));
});

test('what a volume is mounted over is not mounted besides', async () => {
  const made = await mountsOf([mount({ mountPath: '/etc/hosts' })], { container: { terminationMessagePath: '/word' } });
  expect(made.map(({ containerPath }) => containerPath)).toEqual(['/etc/hosts', '/word']);
});
