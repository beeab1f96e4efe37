// What is served, as clients find it out.
import { kubectls } from '../e2e/cluster/kubectl';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

/** Beside what Kubernetes serves; why is in docs/api.md. */
const MORE = ['apps/v1beta1', 'discovery.k8s.io/v1beta1', 'metrics.k8s.io/v1beta1'];

test('the versions are those that are on by default', async () => {
  const versions = (await api.kubectl(['api-versions'])).trim().split('\n');
  expect(versions.filter((version) => !MORE.includes(version))).toEqual([
    'admissionregistration.k8s.io/v1',
    'apiextensions.k8s.io/v1',
    'apiregistration.k8s.io/v1',
    'apps/v1',
    'authentication.k8s.io/v1',
    'authorization.k8s.io/v1',
    'autoscaling/v1',
    'autoscaling/v2',
    'batch/v1',
    'certificates.k8s.io/v1',
    'coordination.k8s.io/v1',
    'discovery.k8s.io/v1',
    'events.k8s.io/v1',
    'flowcontrol.apiserver.k8s.io/v1',
    'networking.k8s.io/v1',
    'node.k8s.io/v1',
    'policy/v1',
    'rbac.authorization.k8s.io/v1',
    'resource.k8s.io/v1',
    'scheduling.k8s.io/v1',
    'storage.k8s.io/v1',
    'storagemigration.k8s.io/v1',
    'v1',
  ]);
});

test.each<[string, string[]]>([
  [
    'admissionregistration.k8s.io/v1',
    [
      'MutatingAdmissionPolicy',
      'MutatingAdmissionPolicyBinding',
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
  ],
  ['certificates.k8s.io/v1', ['CertificateSigningRequest', 'ClusterTrustBundle', 'PodCertificateRequest']],
  ['networking.k8s.io/v1', ['IPAddress', 'Ingress', 'IngressClass', 'NetworkPolicy', 'ServiceCIDR']],
  ['resource.k8s.io/v1', ['DeviceClass', 'DeviceTaintRule', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice']],
  ['scheduling.k8s.io/v1', ['PriorityClass']],
  [
    'storage.k8s.io/v1',
    ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  ],
  ['storagemigration.k8s.io/v1', ['StorageVersionMigration']],
])('the kinds of %s', async (groupVersion, kinds) => {
  const { resources } = (await api.call(`/apis/${groupVersion}`)).body;
  expect([...new Set(resources.map(({ kind }: { kind: string }) => kind))].sort()).toEqual(kinds);
});

test('/version says which versions it stands for', async () => {
  const { body } = await api.call('/version');
  expect(Object.keys(body)).toEqual([
    'major',
    'minor',
    'emulationMajor',
    'emulationMinor',
    'minCompatibilityMajor',
    'minCompatibilityMinor',
    'gitVersion',
    'gitCommit',
    'gitTreeState',
    'buildDate',
    'goVersion',
    'compiler',
    'platform',
  ]);
  expect(body).toMatchObject({ minor: '37', emulationMinor: '37', minCompatibilityMinor: '36' });
});

test.each(['livez', 'readyz', 'healthz'])(
  '/%s names what it looks at, and what it was to leave out and has not',
  async (path) => {
    const { code, text } = await api.call(`/${path}?verbose&exclude=etcd&exclude=none`);
    const lines = text.trim().split('\n');
    expect([code, lines.slice(-2)]).toEqual([
      200,
      ['warn: some health checks cannot be excluded: no matches for "none"', `${path} check passed`],
    ]);
    expect(lines).toContain('[+]etcd excluded: ok');
  },
);

test.each(['/apis', '/api'])('%s as a whole may be kept by anybody', async (path) => {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const { headers } = await api.call(path, { headers: { accept } });
  expect([headers['cache-control'], headers['etag']]).toEqual(['public', expect.stringMatching(/^"[0-9A-F]{128}"$/)]);
});

test.each<[string, string[]]>([
  ['/api/v1/namespaces/default/serviceaccounts', ['Name', 'Age']],
  ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', ['Name', 'Scope', 'Versions', 'Created At']],
])('the columns of %s', async (path, columns) => {
  const { body } = await api.call(path, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
  expect(
    body.columnDefinitions
      .filter(({ priority }: { priority: number }) => priority === 0)
      .map(({ name }: { name: string }) => name),
  ).toEqual(columns);
});

const newest = kubectls().at(-1);
/** Since 1.29 kubectl reads OpenAPI 3, which tells them. */
const tellsValues = newest !== undefined && Number(newest.version.split('.')[1]) >= 29;
(tellsValues ? test : test.skip)('kubectl explains which values a field takes', async () => {
  expect(await api.kubectl(['explain', 'pod.spec.restartPolicy'], { binary: newest!.path })).toMatch(
    /FIELD: restartPolicy <string>\nENUM:\n +Always\n +Never\n +OnFailure\n\nDESCRIPTION:/,
  );
});
