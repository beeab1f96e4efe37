// Devices in a whole cluster: a driver in pods, that registers on each node and publishes what there is, and pods that claim it.
import { publishDraDriverImage } from '../images/dra-driver-image';
import { E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { kubectls } from './cluster/kubectl';

jest.setTimeout(180_000);

const NAMESPACE = 'device-claims';
const DRIVER = 'gpu.e2e.kubets.dev';
const newest = kubectls().at(-1)!;
const kubectl = (line: string, input?: unknown) =>
  newest(`--namespace ${NAMESPACE} ${line}`, input === undefined ? {} : { input: JSON.stringify(input) });
const json = (line: string) => newest.json(`--namespace ${NAMESPACE} ${line}`);

const hostPath = (name: string, path: string, type: string) => ({ name, hostPath: { path, type } });
const KUBELET = '/var/lib/kubelet';
/** As charts of drivers have it. */
const MANIFESTS = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'driver', namespace: NAMESPACE } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: DRIVER },
    rules: [{ apiGroups: ['resource.k8s.io'], resources: ['resourceslices'], verbs: ['create'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: DRIVER },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: DRIVER },
    subjects: [{ kind: 'ServiceAccount', name: 'driver', namespace: NAMESPACE }],
  },
  {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'DeviceClass',
    metadata: { name: DRIVER },
    spec: { selectors: [{ cel: { expression: `device.driver == "${DRIVER}"` } }] },
  },
  {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name: 'one-gpu', namespace: NAMESPACE },
    spec: { spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: DRIVER } }] } } },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'driver', namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: { app: 'driver' } },
      template: {
        metadata: { labels: { app: 'driver' } },
        spec: {
          serviceAccountName: 'driver',
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: 'driver',
              image: 'example/dra-driver:1.0',
              env: [
                { name: 'DRIVER_NAME', value: DRIVER },
                { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
              ],
              securityContext: { privileged: true },
              volumeMounts: [
                { name: 'plugins', mountPath: `${KUBELET}/plugins` },
                { name: 'registry', mountPath: `${KUBELET}/plugins_registry` },
                { name: 'cdi', mountPath: '/var/run/cdi' },
              ],
            },
          ],
          volumes: [
            hostPath('plugins', `${KUBELET}/plugins`, 'DirectoryOrCreate'),
            hostPath('registry', `${KUBELET}/plugins_registry`, 'DirectoryOrCreate'),
            hostPath('cdi', '/var/run/cdi', 'DirectoryOrCreate'),
          ],
        },
      },
    },
  },
];

const podWithDevice = (name: string, script: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
    resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'one-gpu' }],
    containers: [
      {
        name: 'main',
        image: 'radial/busyboxplus:curl',
        command: ['sh', '-c', script],
        resources: { claims: [{ name: 'gpu' }] },
      },
    ],
  },
});
const claimOf = (pod: string) =>
  kubectl(`get pod ${pod} -o jsonpath={.status.resourceClaimStatuses[0].resourceClaimName}`);
async function driverLog(node: string): Promise<string[]> {
  const pods = await kubectl(`get pods -l app=driver --field-selector spec.nodeName=${node} -o name`);
  return (await kubectl(`logs ${pods.trim()}`)).split('\n');
}

beforeAll(async () => {
  await publishDraDriverImage(`http://127.0.0.1:${E2E.registryPort}`);
  await newest(`create namespace ${NAMESPACE}`);
  await eventually(() => kubectl('get serviceaccount default'));
  await kubectl('apply -f -', { apiVersion: 'v1', kind: 'List', items: MANIFESTS });
  await kubectl('rollout status daemonset/driver --timeout=120s');
});
afterAll(async () => {
  await newest(`delete namespace ${NAMESPACE} --timeout=60s`);
  await newest(`delete deviceclass,clusterrole,clusterrolebinding ${DRIVER}`);
  await newest(`delete resourceslices --field-selector spec.driver=${DRIVER}`);
});

test('every node has its device published', async () => {
  await eventually(async () => {
    const { items } = await json(`get resourceslices --field-selector spec.driver=${DRIVER}`);
    expect(items.map((slice: any) => slice.spec.nodeName).sort()).toEqual([...E2E.nodes]);
  });
});

test('a pod gets a device by a template: allocated, prepared, used, and given back when it has ended', async () => {
  await kubectl('create -f -', podWithDevice('once', 'echo "$DEVICE"'));
  await kubectl('wait --for=jsonpath={.status.phase}=Succeeded pod/once --timeout=60s');
  const node = await kubectl('get pod once -o jsonpath={.spec.nodeName}');
  expect(await kubectl('logs once')).toBe(`gpu-0 of ${node}\n`);
  const claim = await claimOf('once');
  expect(claim).toMatch(/^once-gpu-/);
  await eventually(async () => {
    const lines = await driverLog(node);
    expect(lines.filter((line) => line.endsWith(claim))).toEqual([`prepared ${claim}`, `unprepared ${claim}`]);
  });
  // The claim is the pod's own: it goes once nobody needs it.
  await eventually(async () =>
    expect((await newest.try(`--namespace ${NAMESPACE} get resourceclaim ${claim}`)).stderr).toContain('not found'),
  );
  await kubectl('delete pod once');
});

test('who finds no device waits until one is given back', async () => {
  for (const name of ['a', 'b', 'c']) await kubectl('create -f -', podWithDevice(name, 'echo "$DEVICE"; sleep 3600'));
  const phases = async () => (await kubectl('get pods a b c -o jsonpath={.items[*].status.phase}')).split(' ').sort();
  await eventually(async () => expect(await phases()).toEqual(['Pending', 'Running', 'Running']), 60_000);
  const { items } = await json('get pods a b c');
  const named = (phase: string): string[] =>
    items.filter(({ status }: any) => status.phase === phase).map(({ metadata }: any) => metadata.name);
  const [waiting = ''] = named('Pending');
  await eventually(async () =>
    expect(await kubectl(`get events --field-selector involvedObject.name=${waiting}`)).toContain(
      'cannot allocate all claims',
    ),
  );
  await eventually(async () => {
    const devices = await Promise.all(named('Running').map((name) => kubectl(`logs ${name}`)));
    expect(devices.sort()).toEqual(E2E.nodes.map((node) => `gpu-0 of ${node}\n`));
  });
  const [first = ''] = named('Running');
  const freed = await kubectl(`get pod ${first} -o jsonpath={.spec.nodeName}`);
  await kubectl(`delete pod ${first}`);
  await kubectl(`wait --for=jsonpath={.status.phase}=Running pod/${waiting} --timeout=60s`);
  await eventually(async () => expect(await kubectl(`logs ${waiting}`)).toBe(`gpu-0 of ${freed}\n`));
});
