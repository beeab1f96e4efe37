// NetworkPolicies between pods of two nodes, and what `kubets why` and kubectl's plugin say of them.
import { command, tryCommand } from './cluster/command';
import { E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { emptyDefaultNamespace } from './cluster/workloads';

jest.setTimeout(180_000);

const kubectl = selectedKubectls(6)[0]?.[1] as Kubectl;
const ROOT = `${__dirname}/../..`;
const pod = (name: string, nodeName: string, args?: string[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: {
    nodeName,
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx', ...(args && { command: args }) }],
  },
});
const policy = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec,
});
const create = (...items: object[]) =>
  kubectl('create -f -', { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
const ask = (from: string) => kubectl.try(`exec ${from} -- curl --silent --max-time 1 http://web`);
const why = (...args: string[]) =>
  tryCommand(`${ROOT}/tools/kubectl/kubectl-why`, [...args, '-o', 'json'], { env: { KUBECONFIG: E2E.kubeconfig } });

beforeAll(async () => {
  await emptyDefaultNamespace(kubectl);
  await create(
    pod('web', 'node-1'),
    pod('near', 'node-1', ['sleep', '100000']),
    pod('far', 'node-2', ['sleep', '100000']),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    },
  );
  await kubectl('wait pod --all --for=condition=Ready --timeout=90s');
  for (const from of ['near', 'far']) await eventually(async () => expect((await ask(from)).stdout).toContain('nginx'));
});
afterAll(async () => {
  await kubectl('delete networkpolicies --all');
  await emptyDefaultNamespace(kubectl);
});

test('default deny, a rule for one client, and a pod that starts under its policy', async () => {
  await create(
    policy('deny', { podSelector: {} }),
    policy('web', {
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'far' } } }] }],
    }),
  );
  await eventually(async () => expect((await ask('near')).code).not.toBe(0));
  expect((await ask('far')).stdout).toContain('nginx');
  const { code, stdout } = await why('web', '--from', 'pod/near');
  expect(code).toBe(1);
  expect(JSON.parse(stdout).finding).toMatchObject({
    hop: 'policies',
    field: 'spec.ingress',
    object: expect.stringContaining('NetworkPolicy default/'),
  });
  expect(JSON.parse((await why('web:80', '--from', 'pod/far')).stdout).finding).toBeUndefined();

  await create(policy('shut', { podSelector: { matchLabels: { app: 'early' } }, policyTypes: ['Egress'] }));
  // It counts what it gets from its very first moment on.
  const script =
    'n=0; for i in 1 2 3; do curl --silent --max-time 1 http://web-by-ip && n=$((n+1)); done; echo answers=$n; sleep 100000';
  const { status } = await kubectl.json('get pod web');
  await create(pod('early', 'node-2', ['sh', '-c', script.replace('web-by-ip', status.podIP)]));
  await eventually(async () => expect(await kubectl('logs early')).toContain('answers='), 60_000);
  expect(await kubectl('logs early')).toContain('answers=0');
  await kubectl('delete networkpolicies --all');
  await eventually(async () => expect((await ask('near')).stdout).toContain('nginx'));
  const tables = await command('ip', ['netns', 'exec', E2E.netnsOf('node-1'), 'nft', 'list', 'tables']);
  expect(tables).not.toContain('kubets-policy');
});
