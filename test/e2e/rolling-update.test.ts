// Pods that are replaced while clients use their Service: nobody loses a request, and no pod needs a preStop hook for it.
import { E2E } from './cluster/e2e-cluster';
import { kubectls, type Kubectl } from './cluster/kubectl';
import { startTraffic } from './cluster/traffic';
import { endpointsOf, readyPods } from './cluster/workloads';

jest.setTimeout(240_000);

const REPLICAS = 4;
const ROUNDS = 3;
const CLIENTS_PER_NODE = 3;

let kubectl: Kubectl;
let url: string;

beforeAll(async () => {
  kubectl = kubectls().at(-1)!;
  await kubectl(`create deployment rolled --image=nginx --replicas=${REPLICAS}`);
  await readyPods(kubectl, 'app=rolled', REPLICAS);
  await kubectl('expose deployment rolled --port 80');
  await endpointsOf(kubectl, 'rolled', REPLICAS);
  url = `http://${(await kubectl.json('get svc rolled')).spec.clusterIP}`;
});
afterAll(() => kubectl('delete deployment,svc rolled'));

test(`${ROUNDS} updates of ${REPLICAS} pods lose no request from any node`, async () => {
  const prefixes = await Promise.all(E2E.nodes.map((node) => E2E.nodePrefix(node)));
  const clients = prefixes.flatMap((prefix) =>
    Array.from({ length: CLIENTS_PER_NODE }, () => startTraffic(prefix, url)),
  );
  for (let round = 0; round < ROUNDS; round++) {
    await kubectl('rollout restart deployment/rolled');
    await kubectl('rollout status deployment/rolled --timeout=60s');
  }
  const results = await Promise.all(clients.map((client) => client.stop()));
  expect(results.reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(100);
  expect(results.map(({ failed }) => failed)).toEqual(results.map(() => 0));
});
