// A CSI driver in a pod, as charts have it: at /var/lib/kubelet it finds what this node has, though the node's root directory is another.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KubeObject } from '@kubets/apimachinery';
import type { CSINode } from '@kubets/proto-gen/storage/v1';
import { build } from 'esbuild';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

const DRIVER = 'pod.csi';
const KUBELET = '/var/lib/kubelet';
let node: NodeFixture;
let program: string;
/** Whether this machine had it before. */
let hadKubelet: boolean;

beforeAll(async () => {
  hadKubelet = existsSync(KUBELET);
  node = await createNodeFixture();
  program = join(dirname(node.rootDir), 'driver.cjs');
  await build({
    entryPoints: [join(__dirname, 'kubelet/driver-process.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    tsconfig: 'tsconfig.base.json',
    logLevel: 'error',
  });
  // As `npm start` does it.
  mkdirSync(node.rootDir, { recursive: true });
  execFileSync('mount', ['--rbind', node.rootDir, node.rootDir]);
  execFileSync('mount', ['--make-rshared', node.rootDir]);
  await node.startReady();
}, 120_000);
afterAll(async () => {
  await node?.stop();
  // A mount point in the machine's own directory, for pods that mount all of it.
  if (!hadKubelet) rmSync(KUBELET, { recursive: true, force: true });
}, 60_000);

const object = (apiVersion: string, kind: string, metadata: object, rest: object): KubeObject =>
  ({ apiVersion, kind, metadata, ...rest }) as KubeObject;

/** Runs on this machine's Node.js, in what would be its image; mounted in that is what charts mount. */
const driverPod = () =>
  node.pod(
    'driver',
    {
      command: ['busybox', 'chroot', '/image', process.execPath, program, DRIVER, KUBELET],
      securityContext: { privileged: true },
      volumeMounts: [
        { name: 'image', mountPath: '/image' },
        { name: 'plugins', mountPath: `/image${KUBELET}/plugins`, mountPropagation: 'Bidirectional' },
        { name: 'registry', mountPath: `/image${KUBELET}/plugins_registry` },
        { name: 'pods', mountPath: `/image${KUBELET}/pods`, mountPropagation: 'Bidirectional' },
      ],
    },
    {
      volumes: [
        { name: 'image', hostPath: { path: '/' } },
        { name: 'plugins', hostPath: { path: `${KUBELET}/plugins`, type: 'DirectoryOrCreate' } },
        { name: 'registry', hostPath: { path: `${KUBELET}/plugins_registry`, type: 'Directory' } },
        { name: 'pods', hostPath: { path: `${KUBELET}/pods`, type: 'Directory' } },
      ],
    },
  );

test('registers, and is told the paths that it knows', async () => {
  await node.run(driverPod());
  await eventually('the driver is in the CSINode', () =>
    node.cluster.objects<CSINode>('csinodes')[0]?.spec?.drivers?.some(({ name }) => name === DRIVER),
  );
  expect(readdirSync(join(node.rootDir, 'plugins_registry'))).toEqual([`${DRIVER}-reg.sock`]);

  node.cluster.seed(
    object('storage.k8s.io/v1', 'CSIDriver', { name: DRIVER }, { spec: { attachRequired: false } }),
    object(
      'v1',
      'PersistentVolume',
      { name: 'pv' },
      {
        spec: {
          accessModes: ['ReadWriteOnce'],
          claimRef: { namespace: 'default', name: 'data', uid: 'data-uid' },
          csi: { driver: DRIVER, volumeHandle: 'h' },
        },
      },
    ),
    object(
      'v1',
      'PersistentVolumeClaim',
      { namespace: 'default', name: 'data', uid: 'data-uid' },
      { spec: { volumeName: 'pv' }, status: { phase: 'Bound' } },
    ),
  );
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
  const command = ['sh', '-c', 'cat /v/handle; sleep 1000'];
  const pod = await node.run(
    node.pod('user', { command, volumeMounts: [{ name: 'v', mountPath: '/v' }] }, { volumes }),
  );
  // What the driver has mounted in its own container is in that of the pod.
  await eventually('output', async () => (await node.log('user')).includes('h'));
  await node.remove('user');
  const calls = (await node.log('driver')).split('\n').filter((line) => line !== 'serving');
  const target = `${KUBELET}/pods/${pod.metadata?.uid}/volumes/kubernetes.io~csi/pv/mount`;
  expect(calls.map((line) => line.split(' ')[0])).toEqual(['stage', 'publish', 'unpublish', 'unstage']);
  expect(calls[1]).toBe(`publish ${target}`);
  expect(calls[0]).toMatch(`stage ${KUBELET}/plugins/kubernetes.io/csi/${DRIVER}/`);
  expect(calls[2]).toBe(`unpublish ${target}`);
});

test('is in the CSINode no longer when its pod is gone', async () => {
  await node.remove('driver');
  rmSync(join(node.rootDir, 'plugins_registry', `${DRIVER}-reg.sock`), { force: true });
  await eventually('no driver', () => node.cluster.objects<CSINode>('csinodes')[0]?.spec?.drivers?.length === 0);
});
