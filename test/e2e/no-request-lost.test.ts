// Pods come and go in every way there is while a Service is asked, from each node, from a pod, through a node's port and through
// the load balancer, by clients that never try again. The image has no preStop hook and takes no more connections
// from the moment it is told to end. With KUBETS_ORDER=kubernetes pods are told so at once, as in Kubernetes, and what is lost is shown.
import { E2E, IS_KUBERNETES_ORDER } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { startTraffic, type Traffic } from './cluster/traffic';
import { emptyDefaultNamespace, readyPods } from './cluster/workloads';

jest.setTimeout(600_000);

const kubectl = selectedKubectls(6)[0]?.[1] as Kubectl;
const REPLICAS = 4;
const ROLLOUTS = 3;
/** Long enough for a busy machine: an answer that is late is not lost. */
const PATIENCE_SECONDS = 20;
const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'nginx',
            image: 'nginx',
            readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 },
          },
        ],
      },
    },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const client = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'client' },
  spec: {
    nodeName: 'node-1',
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx', command: ['sleep', '100000'] }],
  },
};

let traffic: Record<string, Traffic>;

beforeAll(async () => {
  await emptyDefaultNamespace(kubectl);
  await kubectl('create -f -', {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [web, service, client] }),
  });
  await kubectl('wait pod client --for=condition=Ready --timeout=90s');
  await readyPods(kubectl, 'app=web', REPLICAS, 90_000);
  const { spec, status } = await eventually(async () => {
    const found = await kubectl.json('get service web');
    expect(found.status.loadBalancer.ingress?.[0]?.ip).toBeDefined();
    return found;
  });
  const inPod = [...kubectl.words, '--kubeconfig', E2E.kubeconfig, 'exec', 'client', '--'];
  const ask = (prefix: string[], address: string) =>
    startTraffic(prefix, `http://${address}/`, { patienceSeconds: PATIENCE_SECONDS });
  const fromNodes = await Promise.all(
    E2E.nodes.map(async (node) => [`${node}, ClusterIP`, ask(await E2E.nodePrefix(node), spec.clusterIP)] as const),
  );
  traffic = {
    ...Object.fromEntries(fromNodes),
    'a pod, ClusterIP': ask(inPod, spec.clusterIP),
    'the host, node port': ask([], `${E2E.addressOf('node-1')}:${spec.ports[0].nodePort}`),
    'the host, load balancer': ask([], status.loadBalancer.ingress[0].ip),
  };
  await someMore();
});

afterAll(async () => {
  await Promise.all(Object.values(traffic ?? {}).map((each) => each.stop()));
  await kubectl('uncordon node-2');
  await emptyDefaultNamespace(kubectl);
});

/** Until each client has had twenty answers more. */
async function someMore(): Promise<void> {
  const before = Object.values(traffic).map(({ answered }) => answered);
  await eventually(() => {
    for (const [i, { answered }] of Object.values(traffic).entries()) {
      expect(answered).toBeGreaterThan(before[i]! + 20);
    }
  }, 60_000);
}

async function settled(): Promise<void> {
  await readyPods(kubectl, 'app=web', REPLICAS, 120_000);
  await someMore();
}

test.each<[what: string, change: () => Promise<unknown>]>([
  [
    `${ROLLOUTS} rolling updates`,
    async () => {
      for (let round = 0; round < ROLLOUTS; round++) {
        await kubectl('rollout restart deployment/web');
        await kubectl('rollout status deployment web --timeout=150s', { timeoutMs: 160_000 });
      }
    },
  ],
  [
    'four, one, and four again',
    async () => {
      await kubectl('scale deployment web --replicas=1');
      await readyPods(kubectl, 'app=web', 1, 90_000);
      await kubectl(`scale deployment web --replicas=${REPLICAS}`);
    },
  ],
  [
    'a node drained',
    async () => {
      await kubectl('drain node-2 --ignore-daemonsets --force --timeout=100s', { timeoutMs: 120_000 });
      await readyPods(kubectl, 'app=web', REPLICAS, 90_000);
      await kubectl('uncordon node-2');
    },
  ],
  ['all pods deleted at once', () => kubectl('delete pods -l app=web', { timeoutMs: 120_000 })],
])('%s: every request is answered', async (what, change) => {
  const before = Object.values(traffic).map(({ answered, failures }) => ({ answered, failed: failures.length }));
  const startedAt = new Date().toISOString();
  await change();
  await settled();
  if (IS_KUBERNETES_ORDER) return showLost(what, before);
  const failed = Object.entries(traffic).flatMap(([from, { failures }], i) =>
    failures.slice(before[i]!.failed).map((why) => `${from}: ${why}`),
  );
  if (failed.length > 0)
    failed.push(`begun at ${startedAt}`, await kubectl('get events --sort-by=.metadata.creationTimestamp'));
  expect(failed).toEqual([]);
});

/** One line for each client: how many of its requests were not answered. */
function showLost(what: string, before: readonly { answered: number; failed: number }[]): void {
  const lines = Object.entries(traffic).map(([from, { answered, failures }], i) => {
    const lost = failures.length - before[i]!.failed;
    return `${from}: ${lost} of ${answered - before[i]!.answered + lost}`;
  });
  process.stdout.write(`${what}, in Kubernetes' order, lost\n  ${lines.join('\n  ')}\n`);
}
