// A node that is cut off: its pods come back on the other one, and Services stop sending traffic to it.
import { clientsOf } from '../e2e/cluster/clients';
import { command } from '../e2e/cluster/command';
import { E2E } from '../e2e/cluster/e2e-cluster';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls, type Kubectl } from '../e2e/cluster/kubectl';
import { readyPods } from '../e2e/cluster/workloads';

jest.setTimeout(180_000);

const { curlFromNode } = clientsOf(E2E);
let kubectl: Kubectl;
const link = (state: string) => command('ip', ['-netns', E2E.netnsOf('node-2'), 'link', 'set', 'eth0', state]);

beforeAll(async () => {
  kubectl = kubectls().at(-1)!;
  await kubectl('create deployment spread --image=nginx --replicas=2');
  await kubectl('expose deployment spread --port 80');
});
afterAll(async () => {
  await kubectl('delete deployment,svc spread');
});

test("a dead node's pods come back on another, and the node is welcome again", async () => {
  const before = await readyPods(kubectl, 'app=spread', 2);
  expect(new Set(before.map((pod) => pod.node)).size).toBe(2);
  const { clusterIP } = (await kubectl.json('get svc spread')).spec;
  await link('down');
  try {
    await eventually(async () => expect(await kubectl('get node node-2')).toMatch(/NotReady/), 60_000);
    await eventually(async () => {
      const { items } = await kubectl.json('get pods -l app=spread --field-selector spec.nodeName=node-1');
      const ready = items.filter((pod: any) =>
        pod.status.conditions?.some((c: any) => c.type === 'Ready' && c.status === 'True'),
      );
      expect(ready).toHaveLength(2);
    }, 60_000);
    for (let i = 0; i < 10; i++)
      expect(await curlFromNode('node-1', `http://${clusterIP}`)).toContain('Welcome to nginx!');
  } finally {
    await link('up');
    await command('ip', ['-netns', E2E.netnsOf('node-2'), 'route', 'replace', 'default', 'via', E2E.hostAddress]);
  }
  await eventually(async () => expect(await kubectl('get node node-2')).toMatch(/^node-2\s+Ready\s/m), 60_000);
  // The pods that were evicted while the node was away are taken down there, too.
  const after = await readyPods(kubectl, 'app=spread', 2, 90_000);
  for (const { ip } of after)
    await eventually(async () => expect(await curlFromNode('node-2', `http://${ip}`)).toContain('Welcome to nginx!'));
});
