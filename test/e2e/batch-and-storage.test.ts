// Work that ends, work by schedule, drains that budgets hold up, and volumes that outlive pods.
import { eventually } from './cluster/eventually';
import { kubectls } from './cluster/kubectl';

jest.setTimeout(120_000);

const NAMESPACE = 'batch-and-storage';
const IMAGE = 'radial/busyboxplus:curl';
const newest = kubectls().at(-1)!;
const kubectl = (line: string, input?: unknown) =>
  newest(`--namespace ${NAMESPACE} ${line}`, input === undefined ? {} : { input: JSON.stringify(input) });
const shell = (script: string, more: object = {}) => ({
  name: 'main',
  image: IMAGE,
  command: ['sh', '-c', script],
  ...more,
});

beforeAll(async () => {
  await newest(`create namespace ${NAMESPACE}`);
  await eventually(() => kubectl('get serviceaccount default'));
});
afterAll(() => newest(`delete namespace ${NAMESPACE} --wait=false`));

test('an indexed Job, in which each pod does its share', async () => {
  await kubectl('create -f -', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'shares' },
    spec: {
      completions: 3,
      parallelism: 2,
      completionMode: 'Indexed',
      template: {
        spec: { restartPolicy: 'Never', containers: [shell('echo share $JOB_COMPLETION_INDEX of $(hostname)')] },
      },
    },
  });
  await kubectl('wait --for=condition=Complete job/shares --timeout=60s');
  expect(await kubectl('get job shares -o jsonpath={.status.completedIndexes}')).toBe('0-2');
  const logs = await kubectl('logs --selector job-name=shares');
  expect(logs.trim().split('\n').sort()).toEqual(['share 0 of shares-0', 'share 1 of shares-1', 'share 2 of shares-2']);
  expect(await kubectl('get job shares')).toMatch(/^shares\s+Complete\s+3\/3\s/m);
});

test('a CronJob, whose job is made by hand', async () => {
  const template = { spec: { restartPolicy: 'Never', containers: [shell('echo hello')] } };
  await kubectl('create -f -', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'hello' },
    spec: { schedule: '0 0 31 12 *', timeZone: 'Europe/Berlin', jobTemplate: { spec: { template } } },
  });
  await kubectl('create job by-hand --from=cronjob/hello');
  await kubectl('wait --for=condition=Complete job/by-hand --timeout=60s');
  expect(await kubectl('logs job/by-hand')).toBe('hello\n');
});

test('a budget that holds an eviction up', async () => {
  const labels = { app: 'kept' };
  const template = {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: 0, containers: [shell('sleep 3600')] },
  };
  await kubectl('create -f -', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'kept' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template },
  });
  await kubectl('create poddisruptionbudget kept --selector app=kept --min-available 1');
  await eventually(() => kubectl('wait --for=condition=Ready pod --selector app=kept --timeout=60s'));
  await eventually(async () => expect(await kubectl('get pdb kept -o jsonpath={.status.currentHealthy}')).toBe('1'));
  const node = await kubectl('get pod --selector app=kept -o jsonpath={.items[0].spec.nodeName}');
  const drain = `drain ${node} --pod-selector app=kept --force --timeout`;
  expect((await newest.try(`${drain} 3s`)).stderr).toContain(
    "Cannot evict pod as it would violate the pod's disruption budget",
  );
  await kubectl('delete pdb kept');
  await newest(`${drain} 60s`);
  await newest(`uncordon ${node}`);
});

test('a claim, bound with no further step, and what one pod writes there the next reads', async () => {
  const pod = (name: string, script: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      restartPolicy: 'Never',
      containers: [shell(script, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    },
  });
  await kubectl('create -f -', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
  });
  await kubectl('create -f -', pod('writer', 'echo kept > /data/file'));
  await kubectl('wait --for=jsonpath={.status.phase}=Succeeded pod/writer --timeout=60s');
  expect(await kubectl('get pvc data')).toMatch(/^data\s+Bound\s+pvc-\S+\s+1Mi\s+RWO\s+standard\s/m);
  await kubectl('create -f -', pod('reader', 'cat /data/file'));
  await kubectl('wait --for=jsonpath={.status.phase}=Succeeded pod/reader --timeout=60s');
  expect(await kubectl('logs reader')).toBe('kept\n');
  const volume = await kubectl('get pvc data -o jsonpath={.spec.volumeName}');
  await kubectl('delete pod writer reader');
  await kubectl('delete pvc data');
  await eventually(async () => expect((await newest.try(`get pv ${volume}`)).stderr).toContain('not found'));
});

test('a claim of the pod’s own, that comes, grows and goes with it', async () => {
  const claimed = {
    accessModes: ['ReadWriteOncePod'],
    resources: { requests: { storage: '1Mi' } },
  };
  const pod = (name: string, volume: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [shell('sleep 3600', { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
      volumes: [{ name: 'data', ...volume }],
    },
  });
  await kubectl('create -f -', pod('own', { ephemeral: { volumeClaimTemplate: { spec: claimed } } }));
  await kubectl('wait --for=condition=Ready pod/own --timeout=60s');
  await kubectl('exec own -- touch /data/file');
  const larger = JSON.stringify({ spec: { resources: { requests: { storage: '2Mi' } } } });
  await kubectl(`patch pvc own-data --patch '${larger}'`);
  await kubectl('wait --for=jsonpath={.status.capacity.storage}=2Mi pvc/own-data --timeout=60s');
  // It is for one pod.
  await kubectl('create -f -', pod('other', { persistentVolumeClaim: { claimName: 'own-data' } }));
  await eventually(async () =>
    expect(await kubectl('get pod other -o jsonpath={.status.conditions[0].message}')).toContain(
      'ReadWriteOncePod access mode already in-use by another pod',
    ),
  );
  await kubectl('delete pod other own');
  await eventually(async () =>
    expect((await newest.try(`-n ${NAMESPACE} get pvc own-data`)).stderr).toContain('not found'),
  );
});

test('a claim that a directory of a node cannot serve waits, and says why', async () => {
  const spec = { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Mi' } } };
  await kubectl('create -f -', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'shared' },
    spec,
  });
  await kubectl('create -f -', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'sharing' },
    spec: {
      containers: [shell(':', { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'shared' } }],
    },
  });
  await eventually(async () =>
    expect(await kubectl('describe pvc shared')).toContain(
      'supports only ReadWriteOnce and ReadWriteOncePod access modes, not ReadWriteMany',
    ),
  );
  await kubectl('delete pod sharing --force');
  await kubectl('delete pvc shared');
});
