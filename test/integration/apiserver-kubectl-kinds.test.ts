// What kubectls of all ages make, show, describe and explain of kinds beside pods, Deployments and Services.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spanningKubectls } from '../e2e/cluster/kubectl';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(180_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

/** Of these kinds kubectl 1.20 asks for versions that Kubernetes 1.37 has not any more, either. */
const SINCE = 21;

const template = (app: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
});
const workload = (kind: string, name: string, more: object) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...more },
});
const OBJECTS = [
  workload('StatefulSet', 'db', { serviceName: 'db', replicas: 2 }),
  workload('DaemonSet', 'agent', {}),
  { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'limits' }, spec: { limits: [{ type: 'Container' }] } },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 's' },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'closed' },
    spec: { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'] },
  },
];

describe.each(spanningKubectls())('kubectl %s', (version, { path: binary }) => {
  const minor = Number(version.split('.')[1]);
  const namespace = `kinds-${minor}`;
  const run = (line: string, stdin?: string) =>
    api.kubectl(['-n', namespace, ...line.split(' ')], { binary, ...(stdin === undefined ? {} : { stdin }) });
  const fails = (line: string, stdin?: string) =>
    run(line, stdin).then(
      (output) => Promise.reject(new Error(`should have failed: ${output}`)),
      (error: Error) => error.message,
    );

  beforeAll(async () => {
    await run(`create namespace ${namespace}`);
    await run('create serviceaccount default');
    await run('create -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }));
  });

  test.each<[string, string, before?: string]>([
    ['job j --image=busybox -- date', 'job.batch/j created'],
    [
      'cronjob c --image=busybox --schedule=@daily -- date',
      'cronjob.batch/c created',
      'the server could not find the requested resource',
    ],
    ['job by-hand --from=cronjob/c', 'job.batch/by-hand created', 'cronjobs.batch "c" not found'],
    [
      'pdb b --selector=app=db --min-available=50%',
      'poddisruptionbudget.policy/b created',
      'no matches for kind "PodDisruptionBudget" in version "policy/v1beta1"',
    ],
    ['quota q --hard=pods=9,services=2', 'resourcequota/q created'],
    ['ingress i --class=x --rule=example.com/a*=web:80,tls=cert', 'ingress.networking.k8s.io/i created'],
    [
      `priorityclass high-${minor} --value=1000 --description=urgent`,
      `priorityclass.scheduling.k8s.io/high-${minor} created`,
    ],
  ])('create %s', async (line, created, before = '') => {
    if (before !== '' && minor < SINCE) expect(await fails(`create ${line}`)).toContain(before);
    else expect(await run(`create ${line}`)).toBe(`${created}\n`);
  });

  test.each<[string, RegExp, boolean?]>([
    [
      'job j',
      /^NAME +STATUS +COMPLETIONS +DURATION +AGE +CONTAINERS +IMAGES +SELECTOR\nj +Running +0\/1 +\d+s +j +busybox +batch\.kubernetes\.io\/controller-uid=\S+\n$/,
    ],
    [
      'cronjob c',
      /^NAME +SCHEDULE +TIMEZONE +SUSPEND +ACTIVE +LAST SCHEDULE +AGE +CONTAINERS +IMAGES +SELECTOR\nc +@daily +<none> +False +0 +<none> +\d+s +c +busybox +<none>\n$/,
      true,
    ],
    ['pdb b', /^NAME +MIN AVAILABLE +MAX UNAVAILABLE +ALLOWED DISRUPTIONS +AGE\nb +50% +N\/A +0 +\d+s\n$/, true],
    ['quota q', /^NAME +REQUEST +LIMIT +AGE\nq +\d+s\n$/],
    ['limits limits', /^NAME +CREATED AT\nlimits +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/],
    ['ingress i', /^NAME +CLASS +HOSTS +ADDRESS +PORTS +AGE\ni +x +example\.com +80, 443 +\d+s\n$/],
    [
      `priorityclass high-${minor}`,
      /^NAME +VALUE +GLOBAL-DEFAULT +AGE +PREEMPTIONPOLICY\nhigh-\d+ +1000 +false +\d+s +PreemptLowerPriority\n$/,
    ],
    ['statefulset db', /^NAME +READY +AGE +CONTAINERS +IMAGES\ndb +0\/2 +\d+s +c +nginx\n$/],
    [
      'daemonset agent',
      /^NAME +DESIRED +CURRENT +READY +UP-TO-DATE +AVAILABLE +NODE SELECTOR +AGE +CONTAINERS +IMAGES +SELECTOR\nagent +0 +0 +0 +0 +0 +<none> +\d+s +c +nginx +app=agent\n$/,
    ],
    [
      'pvc data',
      /^NAME +STATUS +VOLUME +CAPACITY +ACCESS MODES +STORAGECLASS +VOLUMEATTRIBUTESCLASS +AGE +VOLUMEMODE\ndata +Pending +s +<unset> +\d+s +Filesystem\n$/,
    ],
    ['networkpolicy closed', /^NAME +POD-SELECTOR +AGE\nclosed +app=db +\d+s\n$/],
  ])('get %s -o wide', async (what, table, isLater = false) => {
    if (isLater && minor < SINCE) expect(await fails(`get ${what}`)).toContain('not found');
    else expect(await run(`get ${what} -o wide`)).toMatch(table);
  });

  const kinds = async (verb: string) =>
    (await run(`api-resources --verbs=${verb} -o name`)).split('\n').filter((name) => name !== '');

  test('describes every kind', async () => {
    // Their versions of that time are asked for, which are gone.
    const asOfOld = [
      ...(minor < SINCE ? ['cronjobs.batch', 'poddisruptionbudgets.policy'] : []),
      ...(minor >= 27 && minor < 33 ? ['ipaddresses.networking.k8s.io', 'servicecidrs.networking.k8s.io'] : []),
    ];
    const all = (await kinds('list')).filter((kind) => !asOfOld.includes(kind));
    expect(await run(`describe ${all.join(',')}`)).not.toMatch(/^(error|unable)/im);
    expect(await run('describe statefulset db')).toMatch(/^Replicas: +2 desired \| 0 total$/m);
    expect(await run('describe job j')).toMatch(/^Completions: +1$/m);
    expect(await run('describe quota q')).toMatch(/^Name: +q$/m);
    expect(await run('describe ingress i')).toMatch(/example\.com\s+\/a +web:80/);
    expect(await run(`describe priorityclass high-${minor}`)).toMatch(/^Description: +urgent$/m);
    expect(await run('describe networkpolicy closed')).toContain('Selected pods are isolated for ingress connectivity');
  });

  test('explains every kind with all its fields', async () => {
    // A group behind the name would be taken for a field.
    for (const kind of new Set((await kinds('get')).map((name) => name.split('.')[0]!)))
      expect([kind, await run(`explain ${kind} --recursive`)]).toEqual([
        kind,
        expect.stringMatching(/^KIND: [\s\S]+^FIELDS:\n[\s\S]*^ +apiVersion\t<string>$/m),
      ]);
  });

  test('who one is, and what one may', async () => {
    if (minor >= 28)
      expect(await run('auth whoami')).toMatch(
        /^ATTRIBUTE +VALUE\nUsername +kubernetes-admin\nGroups +\[system:masters system:authenticated\]\n/,
      );
    expect(await run('auth can-i --list')).toMatch(
      /^Resources +Non-Resource URLs +Resource Names +Verbs\n\*\.\* +\[\] +\[\] +\[\*\]\n +\[\*\] +\[\] +\[\*\]\n/,
    );
    expect(await fails('auth can-i create jobs --as=joe')).toBe('no\n');
  });

  test('subresources', async () => {
    if (minor < 24) return;
    const patch = 'patch job j --subresource=status --type=merge -p {"status":{"active":1}}';
    expect(await run(patch)).toBe('job.batch/j patched\n');
    expect(await run('wait --for=jsonpath={.status.active}=1 job/j --timeout=5s')).toBe('job.batch/j condition met\n');
    expect(await run('get statefulset db --subresource=scale')).toMatch(
      /^NAME +DESIRED +AVAILABLE +AGE\ndb +2 +0 +\d+s\n$/,
    );
  });

  test('events', async () => {
    const { body: job } = await api.call(`/apis/batch/v1/namespaces/${namespace}/jobs/j`);
    const involvedObject = { kind: 'Job', name: 'j', namespace, apiVersion: 'batch/v1', uid: job.metadata.uid };
    const event = { reason: 'Seen', message: 'it is there', type: 'Normal', count: 1 };
    const at = new Date().toISOString().replace(/\.\d+/, '');
    await api.call(`/api/v1/namespaces/${namespace}/events`, {
      method: 'POST',
      body: { metadata: { name: 'j.1' }, involvedObject, firstTimestamp: at, lastTimestamp: at, ...event },
    });
    if (minor >= 26) {
      const row = /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\d+s +Normal +Seen +Job\/j +it is there\n$/;
      expect(await run('events')).toMatch(row);
      expect(await run('events --for job/j')).toMatch(row);
    }
    expect(await run('get events')).toMatch(/^\d+s +Normal +Seen +job\/j +it is there$/m);
    expect(await run('describe job j')).toMatch(/Normal +Seen +\d+s +it is there/);
  });

  test('prunes what is not applied any more', async () => {
    const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { set: 'a' } } });
    const prune = `apply --prune -l set=a ${minor < 26 ? '--prune-whitelist=core/v1/ConfigMap ' : ''}-f -`;
    const list = (...names: string[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map(map) });
    await run(prune, list('one', 'two'));
    const output = await run(prune, list('one'));
    expect(output).toContain('configmap/one unchanged\n');
    expect(output).toContain('configmap/two pruned\n');
    expect(await run('get configmaps -l set=a -o name')).toBe('configmap/one\n');
  });

  test('dumps all there is', async () => {
    const dump = await run(`cluster-info dump --namespaces ${namespace} -o json`);
    const lists = [...dump.matchAll(/^ {4}"kind": "(\w+)"/gm)].map(([, kind]) => kind);
    expect(lists).toEqual([
      'NodeList',
      'EventList',
      'ReplicationControllerList',
      'ServiceList',
      'DaemonSetList',
      'DeploymentList',
      'ReplicaSetList',
      'PodList',
    ]);
    expect(dump).toContain('"name": "agent"');
  });

  test('shows whether the parts of the control plane answer', async () => {
    const output = await run('get componentstatuses');
    const rows = output
      .trim()
      .split('\n')
      .filter((row) => !row.startsWith('Warning:'));
    expect(rows[0]).toMatch(/^NAME +STATUS +MESSAGE +ERROR$/);
    const names = rows.slice(1).map((row) => row.split(/ +/)[0]);
    expect(names).toEqual(['controller-manager', 'etcd-0', 'scheduler']);
    expect(output).toContain('v1 ComponentStatus is deprecated in v1.19+');
    expect(await run('get cs etcd-0')).toMatch(/^etcd-0 +Healthy +ok *$/m);
    expect(await fails('delete cs etcd-0')).toContain('MethodNotAllowed');
  });

  // Kubectl 1.20 has a kustomize of 2019, which reads other fields.
  (minor < SINCE ? test.skip : test)('builds a kustomization, and applies what it comes to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kustomization-'));
    const file = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
    mkdirSync(join(folder, 'base'));
    mkdirSync(join(folder, 'live'));
    file('base/web.yaml', { ...workload('Deployment', 'web', { replicas: 1 }), metadata: { name: 'web' } });
    file('base/kustomization.yaml', {
      resources: ['web.yaml'],
      configMapGenerator: [{ name: 'set', literals: ['a=1'] }],
    });
    file('live/kustomization.yaml', {
      resources: ['../base'],
      namePrefix: 'live-',
      patches: [{ target: { kind: 'Deployment' }, patch: '[{"op":"replace","path":"/spec/replicas","value":3}]' }],
    });
    const live = join(folder, 'live');
    expect(await run(`apply -k ${live}`)).toMatch(
      /^configmap\/live-set-\w+ created\ndeployment\.apps\/live-web created\n$/,
    );
    expect(await run(`apply -k ${live}`)).toMatch(
      /^configmap\/live-set-\w+ unchanged\ndeployment\.apps\/live-web unchanged\n$/,
    );
    expect(await run('get deployment live-web -o jsonpath={.spec.replicas}')).toBe('3');
    expect(await run(`diff -k ${live}`)).toBe('');
    await run(`delete -k ${live}`);
    rmSync(folder, { recursive: true });
  });

  test('goes on with a rollout that is held up', async () => {
    expect(await fails('rollout pause statefulset/db')).toContain('statefulsets.apps "db" pausing is not supported');
    expect(await run('rollout restart daemonset/agent statefulset/db')).toBe(
      'daemonset.apps/agent restarted\nstatefulset.apps/db restarted\n',
    );
    expect(await run('set image daemonset/agent c=nginx:2')).toContain('daemonset.apps/agent image updated');
    expect(await run('scale statefulset db --replicas=3')).toBe('statefulset.apps/db scaled\n');
  });
});
