// What people do with Helm: a chart with hooks, custom resources and all that guards a Deployment, from its installation to its end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientsOf } from '../../e2e/cluster/clients';
import { E2E } from '../../e2e/cluster/e2e-cluster';
import { eventually } from '../../e2e/cluster/eventually';
import { readyPods } from '../../e2e/cluster/workloads';
import { namespacedKubectl } from '../namespaced-kubectl';
import { helmOf, type Helm } from './client';
import { helm3, helm4 } from './helm';

jest.setTimeout(400_000);

const CHART = join(__dirname, 'chart');
const HOST = 'shop.example.com';
const { curlFromHost } = clientsOf(E2E);

/** What an upgrade that fails is told to be undone by. */
const VERSIONS = [
  { version: 3, module: helm3, undo: '--atomic', appliesOnServer: false },
  { version: 4, module: helm4, undo: '--rollback-on-failure', appliesOnServer: true },
] as const;

describe.each(VERSIONS)('Helm $version', ({ version, module, undo, appliesOnServer }) => {
  const namespace = `helm-${version}`;
  const kubectl = namespacedKubectl(namespace);
  const says = (text: string) =>
    eventually(async () =>
      expect(await curlFromHost('--header', `Host: ${HOST}`, `http://${E2E.ingressAddress}/`)).toContain(text),
    );
  const scaled = () =>
    eventually(async () => expect((await kubectl.json('get deployment shop')).spec.replicas).toBe(2), 60_000);
  const password = async () => (await kubectl.json('get secret shop')).data.password as string;
  let helm: Helm;
  let passwordAtFirst: string;

  const history = async () =>
    (await helm.json(`history shop -n ${namespace}`)).map((one: any) => `${one.revision} ${one.status}`);
  /** How the hooks of a revision ended, of those that were run for it. */
  async function hooks(): Promise<Record<string, string>> {
    const { hooks } = await helm.json(`status shop -n ${namespace}`);
    const ended = hooks.map(({ name, last_run }: any) => [name, last_run?.phase ?? '']);
    return Object.fromEntries(ended.filter(([, phase]: [string, string]) => phase !== ''));
  }

  beforeAll(async () => {
    helm = await helmOf(module);
  });
  afterAll(async () => {
    await kubectl(`delete namespace ${namespace} --ignore-not-found`, { timeoutMs: 120_000 });
    await kubectl('delete crd offers.shop.example.com --ignore-not-found');
  });

  test('installs: what is in crds/, hooks, and waits until all is ready', async () => {
    expect(await helm(`lint ${CHART}`)).toContain('1 chart(s) linted, 0 chart(s) failed');
    const notes = await helm(`install shop ${CHART} -n ${namespace} --create-namespace --wait --timeout 3m`);
    expect(notes).toContain(`It says hello at http://${HOST}/, revision 1.`);
    expect(await hooks()).toEqual({
      'shop-before': 'Succeeded',
      'shop-prepare': 'Succeeded',
      'shop-announce': 'Succeeded',
    });
    const kinds = 'deployments,services,ingresses,hpa,pdb,networkpolicies,serviceaccounts,configmaps,secrets,offers';
    const labelled = (await kubectl.json(`get ${kinds} -l app.kubernetes.io/managed-by=Helm`)).items.map(
      ({ kind }: any) => kind,
    );
    expect(labelled.sort()).toEqual(
      [
        ['ConfigMap', 'Deployment', 'HorizontalPodAutoscaler', 'Ingress', 'NetworkPolicy', 'Offer'],
        ['PodDisruptionBudget', 'Secret', 'Service', 'ServiceAccount'],
      ].flat(),
    );
    expect((await kubectl.json('get offer shop')).spec).toEqual({ percent: 20, until: 'tomorrow' });
    expect((await kubectl.json('get jobs')).items.map(({ metadata }: any) => metadata.name)).toEqual(['shop-announce']);
    expect(await kubectl('logs job/shop-announce')).toBe('announce 1\n');
    await says('hello from shop, Kubernetes v1.');
    passwordAtFirst = await password();
  });

  test('the autoscaler has its way, and the budget counts', async () => {
    await readyPods(kubectl, 'app.kubernetes.io/instance=shop', 2);
    await eventually(async () =>
      expect((await kubectl.json('get pdb shop')).status).toMatchObject({ expectedPods: 2, disruptionsAllowed: 1 }),
    );
  });

  test('runs the tests of the chart, and tells their logs', async () => {
    const told = await helm(`test shop -n ${namespace} --logs`);
    expect(told).toMatch(/TEST SUITE:\s+shop-test/);
    expect(told).toMatch(/Phase:\s+Succeeded/);
    expect(told).toContain('hello from shop');
  });

  test('upgrades, after it was told what would come of it', async () => {
    const dry = await helm(`upgrade shop ${CHART} -n ${namespace} --set greeting=welcome --dry-run=server`);
    // Looked up in the cluster, also for that.
    expect(dry).toContain(passwordAtFirst);
    expect(await history()).toEqual(['1 deployed']);
    await helm(`upgrade shop ${CHART} -n ${namespace} --set greeting=welcome --wait --timeout 3m`);
    expect(await history()).toEqual(['1 superseded', '2 deployed']);
    expect(await hooks()).toMatchObject({ 'shop-prepare': 'Succeeded', 'shop-announce': 'Succeeded' });
    expect(await kubectl('logs job/shop-announce')).toBe('announce 2\n');
    expect(await password()).toBe(passwordAtFirst);
    await says('welcome from shop');
    expect((await kubectl.json('get deployment shop')).spec.replicas).toBe(2);
  });

  test('undoes an upgrade that fails', async () => {
    const failed = await helm.try(
      `upgrade shop ${CHART} -n ${namespace} --set greeting=never,image.tag=none ${undo} --timeout 40s`,
    );
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('shop failed, and has been rolled back') });
    expect(await history()).toEqual(['1 superseded', '2 superseded', '3 failed', '4 deployed']);
    await says('welcome from shop');
  });

  test('rolls back', async () => {
    await helm(`rollback shop 1 -n ${namespace} --wait --timeout 3m`);
    expect((await helm.json(`history shop -n ${namespace}`)).at(-1)).toMatchObject({
      revision: 5,
      status: 'deployed',
      description: 'Rollback to 1',
    });
    expect(await helm(`get values shop -n ${namespace}`)).not.toContain('greeting');
    await says('hello from shop');
  });

  test('a chart that begins to say how many there are, beside an autoscaler', async () => {
    // What nobody owned the autoscaler has not taken from anybody.
    await helm(`upgrade shop ${CHART} -n ${namespace} --set autoscaling.leaveReplicas=false --wait --timeout 3m`);
    await scaled();
  });

  test('a chart that goes on saying it, where the autoscaler has said something else since', async () => {
    const set = '--set autoscaling.leaveReplicas=false,greeting=again';
    const upgrade = `upgrade shop ${CHART} -n ${namespace} ${set} --wait --timeout 3m`;
    const upgraded = await helm.try(upgrade);
    if (appliesOnServer) {
      // As with Kubernetes: the field is whose write of it came last, and who applies another value is told so.
      const owner = 'conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas';
      expect(upgraded).toMatchObject({ code: 1, stderr: expect.stringContaining(owner) });
      await helm(`${upgrade} --force-conflicts`);
    } else expect(upgraded).toMatchObject({ code: 0 });
    await says('again from shop');
    await scaled();
  });

  test('uninstalls: what is left is what Helm leaves', async () => {
    await helm(`uninstall shop -n ${namespace} --wait`);
    const kinds = 'all,configmaps,secrets,serviceaccounts,ingresses,pdb,networkpolicies,offers';
    const stay = [
      ['configmap/kube-root-ca.crt', 'configmap/shop-before', 'job.batch/shop-announce', 'pod/shop-test'],
      ['serviceaccount/default'],
    ].flat();
    await eventually(async () => {
      const left = (await kubectl(`get ${kinds} -o name`)).trim().split('\n');
      expect(left.filter((name) => !name.startsWith('pod/shop-announce-')).sort()).toEqual(stay);
    });
    expect(await helm.json(`list -n ${namespace}`)).toEqual([]);
    expect((await kubectl.json('get crd offers.shop.example.com')).status.acceptedNames.kind).toBe('Offer');
  });

  test('what helm create makes is installed, tested and gone', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kubets-helm-create-'));
    try {
      await helm('create site', { cwd: dir });
      const set = '--set image.tag=1.27,autoscaling.enabled=true,ingress.enabled=true';
      await helm(`install site ${dir}/site -n ${namespace} ${set} --wait --timeout 3m`);
      expect(await helm(`test site -n ${namespace}`)).toMatch(/Phase:\s+Succeeded/);
      await helm(`uninstall site -n ${namespace} --wait`);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
