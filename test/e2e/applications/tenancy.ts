// Who may do what, and how much of it.
import { E2E } from '../cluster/e2e-cluster';
import { eventually } from '../cluster/eventually';
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

const OTHERS = 'applications-team-red';

/** A pod that waits to be told what to ask; as strict as the strictest standard wants it. */
const asker = (name: string, labels: object = {}, container: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { asks: 'true', ...labels } },
  spec: {
    terminationGracePeriodSeconds: 0,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'asker',
        image: 'radial/busyboxplus:curl',
        command: ['sleep', '3600'],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        ...container,
      },
    ],
  },
});

async function makeOthers({ kubectl }: Installation): Promise<void> {
  await kubectl(`create namespace ${OTHERS}`);
  await kubectl(`label namespace ${OTHERS} team=red`);
}

export const team: Application = {
  name: 'team',
  namespace: 'team-blue',
  workloads: ['deployment/board'],
  upgrade: [
    ["pods: '4'", "pods: '5'"],
    ['the board, version 1', 'the board, version 2'],
    ["checksum/config: '1'", "checksum/config: '2'"],
  ],
  prepare: makeOthers,
  /** As far as the quota lets it. */
  async scale({ kubectl }) {
    const scale = (replicas: number) =>
      kubectl(`scale deployment board --replicas=${replicas} --as ada@example.com --as-group system:authenticated`);
    await scale(6);
    await readyPods(kubectl, 'app=board', 5);
    await eventually(async () =>
      expect(await kubectl('get events --field-selector reason=FailedCreate')).toContain(
        'exceeded quota: compute, requested: pods=1, used: pods=5, limited: pods=5',
      ),
    );
    const { conditions } = (await kubectl.json('get deployment board')).status;
    expect(conditions.find(({ type }: any) => type === 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
    });
    await scale(2);
    await readyPods(kubectl, 'app=board', 2);
  },
  async use(on, step) {
    const { kubectl } = on;
    const askers = [asker('mate'), asker('visitor', { visits: 'board' }), asker('stranger')];
    for (const [index, pod] of askers.entries())
      await kubectl(`${index ? `-n ${OTHERS}` : ''} create -f -`, { input: JSON.stringify(pod) });
    await readyPods(kubectl, 'asks=true', 1);
    await readyPods(kubectl, `asks=true -n ${OTHERS}`, 2);
    await expectVisitors(on, step);
    await kubectl('delete pods -l asks=true');
    await kubectl(`-n ${OTHERS} delete pods --all`);
    await expectSizes(on);
    await expectRights(on);
    const used = async () => (await kubectl.json('get resourcequota compute')).status;
    await eventually(async () =>
      expect(await used()).toEqual({
        hard: {
          'limits.cpu': '2',
          'limits.memory': '1Gi',
          pods: versionAt(step) === 1 ? '4' : '5',
          'requests.cpu': '500m',
          'requests.memory': '512Mi',
        },
        used: {
          'limits.cpu': '400m',
          'limits.memory': '128Mi',
          pods: '2',
          'requests.cpu': '40m',
          'requests.memory': '32Mi',
        },
      }),
    );
  },
  cleanUp: async ({ kubectl }) => void (await kubectl(`delete namespace ${OTHERS} --ignore-not-found`)),
};

/** Of whom the policies tell. */
async function expectVisitors(
  { kubectl, addressOf }: Installation,
  step: Parameters<Application['use']>[1],
): Promise<void> {
  const board = `http://${await addressOf('board')}/`;
  const asks = (namespace: string, pod: string, url: string) =>
    kubectl.try(`-n ${namespace} exec ${pod} -- curl --silent --max-time 2 ${url}`);
  const page = `the board, version ${versionAt(step)}`;
  await eventually(async () => expect((await asks('team-blue', 'mate', 'http://board/')).stdout).toBe(page));
  await eventually(async () => expect((await asks(OTHERS, 'visitor', board)).stdout).toBe(page));
  await eventually(async () => expect((await asks(OTHERS, 'stranger', board)).code).not.toBe(0));
  // Out of the namespace goes nothing but what asks for names.
  await eventually(async () =>
    expect((await asks('team-blue', 'mate', `--insecure https://${E2E.kubernetesIp}/healthz`)).code).not.toBe(0),
  );
  expect((await asks(OTHERS, 'stranger', `--insecure https://${E2E.kubernetesIp}/healthz`)).stdout).toBe('ok');
}

/** Of what is too large, too many or too dangerous. */
async function expectSizes({ kubectl }: Installation): Promise<void> {
  const refused = async (line: string, input?: object) =>
    (await kubectl.try(`create ${line}`, input ? { input: JSON.stringify(input) } : {})).stderr;
  const sized = (resources: object) => refused('-f -', asker('sized', {}, { resources }));
  expect(await sized({ limits: { cpu: '2' } })).toContain('maximum cpu usage per Container is 1, but limit is 2');
  expect(await sized({ requests: { memory: '4Mi' }, limits: { memory: '64Mi' } })).toContain(
    'memory max limit to request ratio per Container is 8, but provided ratio is 16.000000',
  );
  expect(await refused('-f -', asker('root', {}, { securityContext: { privileged: true } }))).toContain(
    'pods "root" is forbidden: violates PodSecurity "restricted:latest": privileged (container "asker" must not set securityContext.privileged=true)',
  );
  expect(await refused('service nodeport board --tcp=80')).toContain(
    'exceeded quota: objects, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0',
  );
  const important = asker('important');
  expect(
    await refused('-f -', { ...important, spec: { ...important.spec, priorityClassName: 'system-node-critical' } }),
  ).toContain('exceeded quota: no-priority');
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '48Mi' } } };
  expect(
    await refused('-f -', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'large' },
      spec: claim,
    }),
  ).toContain('maximum storage usage per PersistentVolumeClaim is 32Mi, but request is 48Mi');
  const { spec } = (await kubectl.json('get pods -l app=board')).items[0];
  expect(spec.containers[0].resources).toEqual({
    limits: { cpu: '200m', memory: '64Mi' },
    requests: { cpu: '20m', memory: '16Mi' },
  });
}

async function expectRights({ kubectl, curl }: Installation): Promise<void> {
  const may = async (who: string, what: string) => (await kubectl.try(`auth can-i ${what} ${who}`)).stdout.trim();
  const member = '--as eve@example.com --as-group team-blue';
  const ada = '--as ada@example.com';
  expect([await may(member, 'list pods'), await may(member, 'get secrets'), await may(member, 'delete pods')]).toEqual([
    'yes',
    'no',
    'no',
  ]);
  expect([
    await may(ada, 'get pods --subresource=log'),
    await may(ada, 'patch deployments/board'),
    await may(ada, 'patch deployments/other'),
  ]).toEqual(['yes', 'yes', 'no']);

  const token = (await kubectl('create token deployer --duration 8h')).trim();
  const ask = async (path: string, ...more: string[]) => {
    const identity = ['--insecure', '--header', `Authorization: Bearer ${token}`];
    return JSON.parse(await curl(...identity, ...more, `https://${E2E.kubernetesIp}${path}`));
  };
  // A role that others are summed up in, or a binding, may only just have come.
  const board = '/apis/apps/v1/namespaces/team-blue/deployments/board';
  await eventually(async () =>
    expect(await ask(board)).toMatchObject({ kind: 'Deployment', metadata: { name: 'board' } }),
  );
  const create = ['--header', 'Content-Type: application/json', '--data', JSON.stringify(asker('deployed'))];
  expect(await ask('/api/v1/namespaces/team-blue/pods?dryRun=All', ...create)).toMatchObject({ kind: 'Pod' });
  expect(await ask('/api/v1/namespaces/default/pods?dryRun=All', ...create)).toMatchObject({
    code: 403,
    message:
      'pods is forbidden: User "system:serviceaccount:team-blue:deployer" cannot create resource "pods" in API group "" in the namespace "default"',
  });
}
