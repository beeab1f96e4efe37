// StatefulSets and DaemonSets on a real apiserver: what is compared there has been written and read by it.
import { daemonSetController } from '../../apps/controller-manager/src/controllers/daemon/daemonset-controller';
import { serviceAccountController } from '../../apps/controller-manager/src/controllers/serviceaccount/serviceaccount-controller';
import { statefulSetController } from '../../apps/controller-manager/src/controllers/statefulset/statefulset-controller';
import { eventually } from '../e2e/cluster/eventually';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startControllers, type RunningControllers } from './controllers-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let controllers: RunningControllers;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  controllers = await startControllers(cluster, api, [
    serviceAccountController,
    statefulSetController,
    daemonSetController,
  ]);
});
afterAll(async () => {
  await controllers.stop();
  await cluster.stop();
});

const APPS = '/apis/apps/v1/namespaces/default';
const CORE = '/api/v1/namespaces/default';
async function call(path: string, method = 'GET', value?: object): Promise<any> {
  const answer = await api.call(path, { method, body: value });
  if (answer.code >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const patch = (path: string, value: object) =>
  api.call(path, { method: 'PATCH', body: value, headers: { 'content-type': 'application/merge-patch+json' } });
const template = (app: string, image: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'c', image, resources: { requests: { cpu: '0.5' } } }] },
});
const podsOf = async (app: string): Promise<any[]> =>
  (await call(`${CORE}/pods?labelSelector=app%3D${app}`)).items.filter((pod: any) => !pod.metadata.deletionTimestamp);
const imagesOf = async (app: string) =>
  (await podsOf(app)).map(({ metadata, spec }) => `${metadata.name} ${spec.containers[0].image}`);

/** What scheduler and kubelets would do. */
async function run(app: string): Promise<void> {
  for (const { metadata, spec, status } of (await call(`${CORE}/pods?labelSelector=app%3D${app}`)).items) {
    const path = `${CORE}/pods/${metadata.name}`;
    const names = spec.affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    const target = { apiVersion: 'v1', kind: 'Node', name: names?.[0].matchFields[0].values[0] ?? 'node-1' };
    if (metadata.deletionTimestamp) await api.call(path, { method: 'DELETE', body: { gracePeriodSeconds: 0 } });
    else if (!spec.nodeName) await api.call(`${path}/binding`, { method: 'POST', body: { metadata, target } });
    if (status.phase === 'Pending')
      await patch(`${path}/status`, {
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: null }] },
      });
  }
}
const becomes = (app: string, expected: string[]) =>
  eventually(async () => {
    await run(app);
    expect(await imagesOf(app)).toEqual(expected);
  });

test('a StatefulSet with claims: made, updated, brought back, scaled down; its claims go with its pods', async () => {
  await call(`${APPS}/statefulsets`, 'POST', {
    metadata: { name: 'db' },
    spec: {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
      template: template('db', 'db:1'),
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  });
  await becomes('db', ['db-0 db:1', 'db-1 db:1']);
  const [first] = await podsOf('db');
  expect(first.spec.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } });
  const set = await call(`${APPS}/statefulsets/db`);
  const claimOf = (name: string) => call(`${CORE}/persistentvolumeclaims/${name}`);
  await eventually(async () =>
    expect((await claimOf('data-db-1')).metadata).toMatchObject({
      labels: { app: 'db' },
      ownerReferences: [{ kind: 'StatefulSet', uid: set.metadata.uid, controller: true }],
    }),
  );

  await patch(`${APPS}/statefulsets/db`, { spec: { template: template('db', 'db:2') } });
  await becomes('db', ['db-0 db:2', 'db-1 db:2']);
  // As kubectl rollout undo does.
  const [{ data }] = (await call(`${APPS}/controllerrevisions`)).items.filter(
    ({ revision }: { revision: number }) => revision === 1,
  );
  await api.call(`${APPS}/statefulsets/db`, {
    method: 'PATCH',
    body: data,
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
  });
  await becomes('db', ['db-0 db:1', 'db-1 db:1']);
  const { items } = await call(`${APPS}/controllerrevisions`);
  expect(items.map(({ revision }: { revision: number }) => revision).sort()).toEqual([2, 3]);
  await eventually(async () => {
    await run('db');
    const { status } = await call(`${APPS}/statefulsets/db`);
    expect(status).toMatchObject({ replicas: 2, availableReplicas: 2, updatedReplicas: 2 });
    expect(status.currentRevision).toBe(status.updateRevision);
  });

  await patch(`${APPS}/statefulsets/db/scale`, { spec: { replicas: 1 } });
  await becomes('db', ['db-0 db:1']);
  expect((await claimOf('data-db-1')).metadata.ownerReferences).toMatchObject([{ kind: 'Pod', name: 'db-1' }]);
});

test('a DaemonSet on two nodes: made, updated, and one more when a node comes', async () => {
  const node = (name: string) => call('/api/v1/nodes', 'POST', { metadata: { name } });
  const untaint = (name: string) => patch(`/api/v1/nodes/${name}`, { spec: { taints: null } });
  await node('node-1');
  await node('node-2');
  await call(`${APPS}/daemonsets`, 'POST', {
    metadata: { name: 'agent' },
    spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent', 'agent:1') },
  });
  const states = async () =>
    (await podsOf('agent')).map(({ spec }) => `${spec.nodeName} ${spec.containers[0].image}`).sort();
  const become = (expected: string[]) =>
    eventually(async () => {
      await run('agent');
      expect(await states()).toEqual(expected);
    });
  await untaint('node-1');
  await untaint('node-2');
  await become(['node-1 agent:1', 'node-2 agent:1']);
  await patch(`${APPS}/daemonsets/agent`, { spec: { template: template('agent', 'agent:2') } });
  await become(['node-1 agent:2', 'node-2 agent:2']);
  await node('node-3');
  await untaint('node-3');
  await become(['node-1 agent:2', 'node-2 agent:2', 'node-3 agent:2']);
  await eventually(async () => {
    await run('agent');
    expect((await call(`${APPS}/daemonsets/agent`)).status).toMatchObject({
      desiredNumberScheduled: 3,
      numberReady: 3,
      updatedNumberScheduled: 3,
    });
  });
});
