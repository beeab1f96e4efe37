import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createNodeFixture, eventually, IMAGE, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
}, 120_000);
afterAll(() => node?.stop(), 60_000);

test('a local volume of volumeMode Block is a device in the container', async () => {
  const device = join(node.rootDir, 'block');
  await promisify(execFile)('mknod', [device, 'b', '7', '250']);
  const object = (kind: string, rest: object) => ({ apiVersion: 'v1', kind, ...rest });
  node.cluster.seed(
    object('PersistentVolume', {
      metadata: { name: 'raw' },
      spec: {
        volumeMode: 'Block',
        local: { path: device },
        claimRef: { namespace: 'default', name: 'raw', uid: 'raw-claim' },
      },
    }),
    object('PersistentVolumeClaim', {
      metadata: { name: 'raw', namespace: 'default', uid: 'raw-claim' },
      spec: { volumeMode: 'Block', volumeName: 'raw' },
      status: { phase: 'Bound' },
    }),
  );
  await node.run(
    node.pod(
      'raw',
      {
        command: ['sh', '-c', 'test -b /dev/raw && ls -l /dev/raw; sleep 1000'],
        volumeDevices: [{ name: 'raw', devicePath: '/dev/raw' }],
      },
      { volumes: [{ name: 'raw', persistentVolumeClaim: { claimName: 'raw' } }] },
    ),
  );
  await eventually('the device', async () => /^b.* 7, +250 .*\/dev\/raw$/m.test(await node.log('raw')));
  await node.remove('raw');
});

test('an image as a volume: its content, read-only, a part of it, and nothing left of it after the pod', async () => {
  const volumes = [{ name: 'content', image: { reference: IMAGE, pullPolicy: 'IfNotPresent' } }];
  const volumeMounts = [
    { name: 'content', mountPath: '/image' },
    { name: 'content', mountPath: '/part', subPath: 'www' },
  ];
  const command = [
    'sh',
    '-c',
    'cat /image/www/index.html /part/index.html; echo x > /image/x || echo kept; sleep 1000',
  ];
  await node.run(node.pod('shows', { command, volumeMounts }, { volumes }));
  // What goes to stdout and to stderr is read in any order.
  await eventually('shown', async () => (await node.log('shows')).split('\n').includes('kept'));
  expect((await node.log('shows')).split('\n').filter((line) => line === 'hello')).toHaveLength(2);
  expect(await node.ctr('snapshots', 'list')).toContain('kubets-volume-');
  await node.remove('shows');
  await eventually('let go', async () => !(await node.ctr('snapshots', 'list')).includes('kubets-volume-'));
});
