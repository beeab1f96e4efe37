import { nodeClient } from './kubelet/node-client';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
let api: ReturnType<typeof nodeClient>;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
  api = nodeClient(node);
  await node.run(node.pod('busy', { command: ['sh', '-c', 'while true; do :; done'] }));
}, 120_000);
afterAll(() => node?.stop(), 60_000);

interface Stats {
  cpu?: { usageNanoCores?: number; usageCoreNanoSeconds?: number };
  memory?: { workingSetBytes?: number };
}
interface Summary {
  node: Stats & { nodeName?: string; fs?: { capacityBytes?: number }; network?: { name?: string } };
  pods: (Stats & {
    podRef: { name: string };
    network?: { rxBytes?: number };
    containers: (Stats & { name: string; rootfs?: { usedBytes?: number }; logs?: { usedBytes?: number } })[];
  })[];
}

const summary = async () => JSON.parse((await api.get('/stats/summary')).text) as Summary;

test('what the node, its pods and their containers use', async () => {
  const { node: own, pods } = await eventually('figures of the pod', async () => {
    const told = await summary();
    return told.pods[0]?.containers[0]?.cpu?.usageCoreNanoSeconds ? told : undefined;
  });
  expect(own).toMatchObject({ nodeName: node.name, network: { name: 'eth0' } });
  expect(own.cpu!.usageCoreNanoSeconds).toBeGreaterThan(0);
  expect(own.memory!.workingSetBytes).toBeGreaterThan(1_000_000);
  expect(own.fs!.capacityBytes).toBeGreaterThan(1_000_000);
  expect(pods).toHaveLength(1);
  const [pod] = pods;
  expect(pod).toMatchObject({ podRef: { name: 'busy' }, containers: [{ name: 'main' }] });
  expect(pod!.memory!.workingSetBytes).toBeGreaterThan(0);
  expect(pod!.network!.rxBytes).toBeGreaterThanOrEqual(0);
  expect(pod!.containers[0]!.logs!.usedBytes).toBeGreaterThanOrEqual(0);
});

test('how much that is per second, once it is known', async () => {
  const rate = await eventually('a rate', async () => (await summary()).pods[0]?.cpu?.usageNanoCores, 30_000);
  expect(rate).toBeGreaterThan(1_000_000);
});

test('what metrics servers read, for who may', async () => {
  const { code, text } = await api.get('/metrics/resource', { token: 'of-metrics-server' });
  expect(code).toBe(200);
  for (const line of [
    /^container_cpu_usage_seconds_total\{container="main",namespace="default",pod="busy"\} [\d.]+ \d{13}$/m,
    /^container_memory_working_set_bytes\{container="main",namespace="default",pod="busy"\} \d+ \d{13}$/m,
    /^container_start_time_seconds\{container="main",namespace="default",pod="busy"\} [\d.]+$/m,
    /^node_cpu_usage_seconds_total [\d.]+ \d{13}$/m,
    /^node_memory_working_set_bytes \d+ \d{13}$/m,
    /^pod_cpu_usage_seconds_total\{namespace="default",pod="busy"\} [\d.]+ \d{13}$/m,
    /^resource_scrape_error 0$/m,
  ])
    expect(text).toMatch(line);
  expect((await api.get('/metrics/cadvisor')).text).toMatch(
    /^container_network_receive_bytes_total\{container="",id="[^"]+",image="",interface="eth0",name="[^"]+",namespace="default",pod="busy"\} \d+ \d{13}$/m,
  );
  expect(await api.get('/metrics/resource', { token: 'of-nobody' })).toEqual({ code: 401, text: 'Unauthorized' });
  expect(await api.get('/stats/summary', { token: 'of-metrics-server' })).toEqual({
    code: 403,
    text: 'Forbidden (user=metrics-server, verb=get, resource=nodes, subresource(s)=[stats])',
  });
});
