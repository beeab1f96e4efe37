// An operator as kubebuilder scaffolds one, with all that is optional there: two versions with a conversion, webhooks whose certificate is
// cert-manager's, a finalizer, two that elect a leader.
import { clientsOf } from '../../e2e/cluster/clients';
import { E2E } from '../../e2e/cluster/e2e-cluster';
import { eventually } from '../../e2e/cluster/eventually';
import { installCertManager, uninstallCertManager } from '../cert-manager/install';
import { helmOf, type Helm } from '../helm/client';
import { helm4 } from '../helm/helm';
import { namespacedKubectl } from '../namespaced-kubectl';
import { publishProgram } from '../software';
import { operatorProgram } from './operator';

jest.setTimeout(400_000);

const kubectl = namespacedKubectl('pages');
const system = namespacedKubectl('page-operator-system');
const { curlFromNode } = clientsOf(E2E);
const page = (name: string, spec: object, version = 'v1') =>
  JSON.stringify({ apiVersion: `operator.example.com/${version}`, kind: 'Page', metadata: { name }, spec });
const available = (name: string) =>
  kubectl(`wait page/${name} --for=condition=Available --timeout=90s`, { timeoutMs: 100_000 });
const served = async (name: string) =>
  curlFromNode('node-1', `http://${(await kubectl.json(`get service ${name}`)).spec.clusterIP}/`);
const leader = async () => (await system.json('get leases')).items[0].spec.holderIdentity.split('_')[0] as string;

let helm: Helm;
beforeAll(async () => {
  helm = await helmOf(helm4);
  await publishProgram({
    repository: 'software/page-operator',
    tag: 'v1',
    program: operatorProgram(),
    path: 'manager',
  });
  await installCertManager(helm);
  await kubectl('create namespace pages');
});
afterAll(async () => {
  // While its webhooks and its controller still answer.
  await kubectl('delete pages --all --timeout=60s', { timeoutMs: 70_000 }).catch(() => undefined);
  await kubectl('delete namespace pages --ignore-not-found', { timeoutMs: 120_000 });
  await system(`delete -k ${__dirname}/config --ignore-not-found --timeout=90s`, { timeoutMs: 100_000 });
  await uninstallCertManager(helm);
});

test('is installed by kustomize; its certificate is there, and the API server trusts it', async () => {
  await system(`apply -k ${__dirname}/config`);
  await system('rollout status deployment/page-operator-controller-manager --timeout=120s', { timeoutMs: 130_000 });
  const { data } = await system.json('get secret webhook-server-cert');
  await eventually(async () => {
    const { spec } = await kubectl.json('get crd pages.operator.example.com');
    expect(spec.conversion.webhook.clientConfig.caBundle).toBe(data['ca.crt']);
    for (const what of [
      'mutatingwebhookconfiguration/page-operator-mutating',
      'validatingwebhookconfiguration/page-operator-validating',
    ])
      expect((await kubectl.json(`get ${what}`)).webhooks[0].clientConfig.caBundle).toBe(data['ca.crt']);
  });
});

test('a page is served, and its status says so', async () => {
  await eventually(() => kubectl('apply -f -', { input: page('hello', { text: 'hello' }) }));
  await available('hello');
  expect(await served('hello')).toBe('hello\n');
  const { metadata, spec, status } = await kubectl.json('get page hello');
  expect(spec).toEqual({ text: 'hello', replicas: 1 }); // by the webhook
  expect(metadata.finalizers).toEqual(['operator.example.com/record']);
  expect(status.conditions).toEqual([expect.objectContaining({ type: 'Available', status: 'True', reason: 'Served' })]);
  expect(await kubectl('get pg')).toMatch(/NAME\s+TEXT\s+AVAILABLE\nhello\s+hello\s+True\n/);
  expect(await kubectl('get events --field-selector reason=Served')).toContain('page/hello');
});

test.each([
  [
    'by its webhook',
    { text: 'a secret' },
    'admission webhook "vpage.operator.example.com" denied the request: spec.text: no secrets on pages',
  ],
  ['by its schema', { text: '' }, 'spec.text in body should be at least 1 chars long'],
  ['by its rule', { text: 'x', replicas: 6 }, 'so many only for what is much asked for'],
])('is refused %s', async (_by, spec, message) => {
  const refused = await kubectl.try('apply -f -', { input: page('refused', spec) });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
});

test('its webhook warns', async () => {
  const warned = await kubectl.try('apply --dry-run=server -f -', { input: page('loud', { text: 'LOUD' }) });
  expect(warned).toMatchObject({ code: 0, stderr: 'Warning: spec.text: need it be so loud?\n' });
});

test('the older version is converted, both ways', async () => {
  expect((await kubectl.json('get pages.v1alpha1.operator.example.com hello')).spec).toEqual({
    greeting: 'hello',
    count: 1,
  });
  const old = await kubectl.try('apply -f -', { input: page('old', { greeting: 'as before' }, 'v1alpha1') });
  expect(old.stderr).toContain('Warning: operator.example.com/v1alpha1 Page is deprecated; use v1');
  // Its webhooks are about v1, and asked about the older one as v1.
  await available('old');
  expect((await kubectl.json('get page old')).spec).toEqual({ text: 'as before', replicas: 1 });
});

test('it is scaled, changed, and what goes comes again', async () => {
  await kubectl('scale page hello --replicas=2');
  await eventually(async () => expect((await kubectl.json('get page hello')).status.replicas).toBe(2), 60_000);
  await kubectl('delete service hello');
  await eventually(async () => expect(await served('hello')).toBe('hello\n'));
  await kubectl(`patch page hello --type=merge -p '{"spec":{"text":"welcome"}}'`);
  await eventually(async () =>
    expect((await system.json('get configmap record-pages-hello')).data).toEqual({ text: 'welcome' }),
  );
});

test('another leads when the one that leads goes', async () => {
  const first = await leader();
  await system(`delete pod ${first}`, { timeoutMs: 90_000 });
  await eventually(async () => expect(await leader()).not.toBe(first), 60_000);
  await kubectl('apply -f -', { input: page('later', { text: 'later' }) });
  await available('later');
});

test('with a page goes what it owns, and what its finalizer is for', async () => {
  await kubectl('delete page hello', { timeoutMs: 60_000 });
  expect((await system.try('get configmap record-pages-hello')).stderr).toContain('not found');
  await eventually(async () =>
    expect(await kubectl('get deployments,services,configmaps -o name')).not.toContain('hello'),
  );
});
