import { readFile } from 'node:fs/promises';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import type { Volume, VolumeMount } from '@kubets/proto-gen/core/v1';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (name: string, data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'default' },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
});
const configMap = (name: string, data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

/** Runs a pod with the volumes at /v/<name> and a command interpreter to ask in. */
async function mounted(
  name: string,
  volumes: Volume[],
  o: { mounts?: VolumeMount[]; spec?: object; metadata?: object } = {},
) {
  const volumeMounts = o.mounts ?? volumes.map((volume) => ({ name: volume.name, mountPath: `/v/${volume.name}` }));
  const pod = node.pod(name, { volumeMounts }, { volumes, ...o.spec });
  const running = await node.run({ ...pod, metadata: { ...pod.metadata, ...o.metadata } });
  const id = running.status!.containerStatuses![0]!.containerID!.slice(13);
  let n = 0;
  return async (script: string) =>
    (await node.ctr('tasks', 'exec', '--exec-id', `${name}-${n++}`, id, 'sh', '-c', script)).trimEnd();
}

test('a Secret: files before the start, updates after, modes and items', async () => {
  await node.cluster.secrets.create(secret('keys', { 'tls.crt': 'cert', 'tls.key': 'key' }));
  const sh = await mounted('secret', [
    { name: 'all', secret: { secretName: 'keys' } },
    {
      name: 'one',
      secret: {
        secretName: 'keys',
        defaultMode: 0o400,
        items: [{ key: 'tls.key', path: 'deep/key.pem', mode: 0o440 }],
      },
    },
  ]);
  expect(
    await sh('cat /v/all/tls.crt /v/all/tls.key; ls /v/one/deep; stat -L -c %a /v/one/deep/key.pem /v/all/tls.key'),
  ).toBe('certkeykey.pem\n440\n644');
  expect(await sh('touch /v/all/x 2>&1 || true')).toMatch(/Read-only file system/);
  await node.cluster.secrets.patch(
    { namespace: 'default', name: 'keys' },
    { type: 'merge', body: { data: { 'tls.crt': base64('renewed') } } },
  );
  await eventually('update', async () => (await sh('cat /v/all/tls.crt')) === 'renewed');
  await node.remove('secret');
});

test('a pod waits for a Secret, says so, and starts when it appears', async () => {
  await node.cluster.pods.create(
    node.pod(
      'waits',
      { volumeMounts: [{ name: 's', mountPath: '/s' }] },
      { volumes: [{ name: 's', secret: { secretName: 'to-come' } }] },
    ),
  );
  await eventually('event', () =>
    node
      .events('waits')
      .includes('Warning FailedMount MountVolume.SetUp failed for volume "s" : secret "to-come" not found'),
  );
  expect(node.current('waits')?.status?.containerStatuses?.[0]?.state).toEqual({
    waiting: { reason: 'ContainerCreating' },
  });
  await node.cluster.secrets.create(secret('to-come', { a: 'b' }));
  await node.until('waits', 'running', (pod) => pod.status?.phase === 'Running');
  await node.remove('waits');
});

test('a ConfigMap: keys come and go, optional ones may be missing', async () => {
  await node.cluster.configMaps.create(configMap('site', { 'index.html': 'one', old: 'x' }));
  const sh = await mounted('config', [
    { name: 'site', configMap: { name: 'site' } },
    { name: 'none', configMap: { name: 'none', optional: true } },
  ]);
  expect(await sh('ls /v/site /v/none; cat /v/site/index.html')).toBe('/v/none:\n\n/v/site:\nindex.html\nold\none');
  await node.cluster.configMaps.patch(
    { namespace: 'default', name: 'site' },
    { type: 'merge', body: { data: { 'index.html': 'two', old: null, new: 'y' } } },
  );
  await eventually(
    'update',
    async () => (await sh('cat /v/site/index.html; ls /v/site')) === 'twoindex.html\nnew',
    5000,
  );
  await node.cluster.configMaps.create(configMap('none', { now: 'there' }));
  await eventually('optional', async () => (await sh('cat /v/none/now 2>/dev/null || true')) === 'there');
  await node.remove('config');
});

test('the downward API follows labels', async () => {
  const items = [
    { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
    { path: 'name', fieldRef: { fieldPath: 'metadata.name' } },
    { path: 'cpu', resourceFieldRef: { containerName: 'main', resource: 'limits.cpu' } },
  ];
  const sh = await mounted('downward', [{ name: 'info', downwardAPI: { items } }], {
    metadata: { labels: { b: '2', a: '1' } },
  });
  expect(await sh('cat /v/info/labels; echo; cat /v/info/name')).toBe('a="1"\nb="2"\ndownward');
  await node.cluster.pods.patch(
    { namespace: 'default', name: 'downward' },
    { type: 'merge', body: { metadata: { labels: { c: '3' } } } },
  );
  await eventually('update', async () => (await sh('cat /v/info/labels')) === 'a="1"\nb="2"\nc="3"');
  await node.remove('downward');
});

test('a projected volume holds the pod’s credentials', async () => {
  node.cluster.seed({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'default' },
  } as object);
  await node.cluster.configMaps.create(configMap('kube-root-ca.crt', { 'ca.crt': 'CA' }));
  const sources = [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
  ];
  const sh = await mounted('projected', [{ name: 'api', projected: { sources } }], {
    spec: { serviceAccountName: 'default' },
  });
  expect(await sh('cat /v/api/ca.crt /v/api/namespace; test -s /v/api/token && echo " token"')).toBe('CAdefault token');
  await node.remove('projected');
});

test('emptyDir, on disk and in memory, with the pod’s group', async () => {
  const sh = await mounted(
    'empty',
    [
      { name: 'disk', emptyDir: {} },
      { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    ],
    { spec: { securityContext: { fsGroup: 3000, runAsUser: 1000 } } },
  );
  expect(await sh('stat -c "%g %a" /v/disk /v/memory; touch /v/disk/a; stat -c %g /v/disk/a')).toBe(
    '3000 2777\n3000 3777\n3000',
  );
  expect(
    await sh('dd if=/dev/zero of=/v/memory/big bs=64k count=32 2>&1 | head -1; mount | grep -c "tmpfs on /v/memory"'),
  ).toMatch(/No space left on device\n1$/);
  await node.remove('empty');
});

test('subPath: a file, a directory that is made, and no way out', async () => {
  await node.cluster.configMaps.create(configMap('files', { 'app.conf': 'conf' }));
  const volumes: Volume[] = [
    { name: 'files', configMap: { name: 'files' } },
    { name: 'data', emptyDir: {} },
  ];
  const sh = await mounted('sub', volumes, {
    mounts: [
      { name: 'files', mountPath: '/etc/app.conf', subPath: 'app.conf' },
      { name: 'data', mountPath: '/data', subPath: 'a/b' },
      { name: 'data', mountPath: '/all' },
    ],
  });
  expect(await sh('cat /etc/app.conf; touch /data/x; ls /all/a/b')).toBe('confx');
  await node.remove('sub');

  const escape = node.pod(
    'escape',
    { volumeMounts: [{ name: 'data', mountPath: '/data', subPath: 'out' }] },
    {
      volumes: [{ name: 'data', emptyDir: {} }],
      initContainers: [
        {
          name: 'link',
          image: node.pod('x').spec!.containers![0]!.image,
          command: ['ln', '-s', '/etc', '/d/out'],
          volumeMounts: [{ name: 'data', mountPath: '/d' }],
        },
      ],
    },
  );
  await node.run(
    escape,
    (pod) => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CreateContainerConfigError',
  );
  expect(node.current('escape')?.status?.containerStatuses?.[0]?.state?.waiting?.message).toMatch(
    /not within volume path/,
  );
  await node.remove('escape');
});

test('a subPath that is made is the pod’s group’s, and anybody’s to write, as its volume', async () => {
  const sh = await mounted('sub-group', [{ name: 'memory', emptyDir: { medium: 'Memory' } }], {
    mounts: [{ name: 'memory', mountPath: '/data', subPath: 'deep/er' }],
    spec: { securityContext: { fsGroup: 123, runAsUser: 1001 } },
  });
  expect(await sh('stat -c "%u %g %a" /data')).toBe('0 123 3777');
  await node.remove('sub-group');
});

test('whom a pod trusts, and a certificate of its own', async () => {
  const signerName = 'example.com/signer';
  const sources = [
    { clusterTrustBundle: { name: 'roots', path: 'roots.pem' } },
    { podCertificate: { signerName, keyType: 'ECDSAP256', credentialBundlePath: 'me.pem' } },
  ];
  await node.cluster.pods.create(
    node.pod(
      'certified',
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      { serviceAccountName: 'default', volumes: [{ name: 'v', projected: { sources } }] },
    ),
  );
  await eventually('event', () => node.events('certified').some((text) => text.includes('not issued yet')));
  const certificate = '-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n';
  await node.cluster.clusterTrustBundles.create({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'ClusterTrustBundle',
    metadata: { name: 'roots' },
    spec: { trustBundle: certificate },
  });
  const request = await eventually(
    'request',
    () => node.cluster.objects<PodCertificateRequest>('podcertificaterequests')[0],
  );
  expect(request.spec).toMatchObject({ signerName, podName: 'certified', nodeName: node.name });
  await node.cluster.podCertificateRequests.updateStatus({
    ...request,
    status: {
      conditions: [{ type: 'Issued', status: 'True', reason: 'Signed', message: '' }],
      certificateChain: certificate,
      beginRefreshAt: '2099-01-01T00:00:00Z',
    },
  });
  const running = await node.until('certified', 'running', (pod) => pod.status?.phase === 'Running');
  const id = running.status!.containerStatuses![0]!.containerID!.slice(13);
  const read = await node.ctr('tasks', 'exec', '--exec-id', 'read', id, 'cat', '/v/roots.pem', '/v/me.pem');
  expect(read.startsWith(certificate)).toBe(true);
  expect(read).toMatch(/-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----/);
  await node.remove('certified');
});

test('hostPath: what is there, what is made, and what is not what it should be', async () => {
  const path = `${node.rootDir}-host`;
  const sh = await mounted('host', [{ name: 'made', hostPath: { path, type: 'DirectoryOrCreate' } }]);
  await sh('echo kept > /v/made/file');
  await node.remove('host');
  expect(await readFile(`${path}/file`, 'utf8')).toBe('kept\n');
  await node.cluster.pods.create(
    node.pod(
      'hostbad',
      { volumeMounts: [{ name: 'h', mountPath: '/h' }] },
      { volumes: [{ name: 'h', hostPath: { path, type: 'File' } }] },
    ),
  );
  await eventually('event', () =>
    node
      .events('hostbad')
      .includes(
        `Warning FailedMount MountVolume.SetUp failed for volume "h" : hostPath type check failed: ${path} is not a file`,
      ),
  );
  await node.remove('hostbad');
});

test('nothing stays mounted', async () => {
  expect(
    (await readFile('/proc/self/mountinfo', 'utf8'))
      .split('\n')
      .filter((line) => line.includes(`${node.rootDir}/pods`)),
  ).toEqual([]);
});

test.each<[string, object, object, string]>([
  [
    'a volume on disk',
    { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
    { volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Mi' } }] },
    'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ',
  ],
  [
    'the writable layer',
    { resources: { limits: { 'ephemeral-storage': '1Mi' } } },
    {},
    'Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ',
  ],
])('more than its limit in %s evicts the pod', async (_, container, spec, message) => {
  const folder = 'volumeMounts' in container ? '/v' : '/tmp';
  await node.run(
    node.pod(
      'full',
      { command: ['sh', '-c', `dd if=/dev/zero of=${folder}/x bs=1M count=3; sleep 1000`], ...container },
      spec,
    ),
  );
  const pod = await node.until(
    'full',
    'evicted',
    ({ status }) => status?.phase === 'Failed' && status.containerStatuses?.[0]?.state?.terminated,
    30_000,
  );
  expect(pod.status).toMatchObject({ reason: 'Evicted', message });
  expect(node.events('full')).toContain(`Warning Evicted ${message}`);
  await node.remove('full');
});

test('a restarted container whose key is gone says which, and starts when it is there again', async () => {
  await node.cluster.configMaps.create(configMap('conf', { kept: '1', gone: '2' }));
  const mounts = [{ name: 'conf', mountPath: '/etc/one', subPath: 'gone' }];
  await node.run(
    node.pod(
      'keyed',
      { command: ['sh', '-c', 'test -f /etc/one && sleep 1; exit 1'], volumeMounts: mounts },
      { volumes: [{ name: 'conf', configMap: { name: 'conf' } }] },
    ),
  );
  await node.cluster.configMaps.patch(
    { namespace: 'default', name: 'conf' },
    { type: 'merge', body: { data: { gone: null } } },
  );
  const pod = await node.until(
    'keyed',
    'told',
    ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CreateContainerConfigError',
    40_000,
  );
  expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(
    "couldn't find key gone in ConfigMap default/conf",
  );
  await node.cluster.configMaps.patch(
    { namespace: 'default', name: 'conf' },
    { type: 'merge', body: { data: { gone: '3' } } },
  );
  await node.until('keyed', 'runs again', ({ status }) => status?.containerStatuses?.[0]?.state?.running, 40_000);
  await node.remove('keyed');
});
