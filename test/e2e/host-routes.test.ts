// From the host to pods: the API server is on the host, and a way to what runs in the cluster.
import { clientsOf } from './cluster/clients';
import { command } from './cluster/command';
import { E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { emptyDefaultNamespace, readyPods } from './cluster/workloads';

jest.setTimeout(120_000);

const kubectl = selectedKubectls(4)[0]?.[1] as Kubectl;
const { curlFromHost } = clientsOf(E2E);

beforeAll(async () => {
  await emptyDefaultNamespace(kubectl);
  await kubectl('create -f -', {
    input: JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'routed' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'routed' } },
        template: {
          metadata: { labels: { app: 'routed' } },
          spec: {
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: 'kubernetes.io/hostname',
                whenUnsatisfiable: 'DoNotSchedule',
                labelSelector: { matchLabels: { app: 'routed' } },
              },
            ],
            containers: [{ name: 'web', image: 'nginx' }],
          },
        },
      },
    }),
  });
  await kubectl('expose deployment routed --port 8080 --target-port 80');
});
afterAll(() => emptyDefaultNamespace(kubectl));

test('pods of every node are reached from the host, and through the API server', async () => {
  const pods = await readyPods(kubectl, 'app=routed', 2);
  expect(new Set(pods.map(({ node }) => node)).size).toBe(2);
  for (const { name, ip } of pods) {
    expect(await curlFromHost(`http://${ip}`)).toContain('Welcome to nginx!');
    expect(await kubectl(`get --raw /api/v1/namespaces/default/pods/${name}:80/proxy/`)).toContain('Welcome to nginx!');
  }
});

test('so are Services, through the API server', async () => {
  await readyPods(kubectl, 'app=routed', 2);
  await eventually(async () =>
    expect(await kubectl('get --raw /api/v1/namespaces/default/services/routed:8080/proxy/')).toContain(
      'Welcome to nginx!',
    ),
  );
});

test('an address of no node is refused at once, as is a Service', async () => {
  for (const address of [E2E.podCidr.replace('0.0/16', '250.1'), E2E.kubernetesIp]) {
    await expect(curlFromHost(`http://${address}`)).rejects.toThrow(
      /No route to host|Network is unreachable|Couldn't connect/,
    );
  }
});

test("each node's pods are behind its address", async () => {
  const routes = (await command('ip', ['-4', 'route', 'show', 'root', E2E.podCidr]))
    .split('\n')
    .filter((line) => line.includes(' via '));
  expect(routes).toHaveLength(E2E.nodes.length);
  for (const node of E2E.nodes) {
    const { spec } = await kubectl.json(`get node ${node}`);
    expect(routes).toContainEqual(expect.stringMatching(`^${spec.podCIDR} via ${E2E.addressOf(node)} `));
  }
});
