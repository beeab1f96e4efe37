// What every provider of load balancers promises, shown by packets between namespaces: a client outside, a machine that runs cloud-lb, and
// two nodes with their proxies and pods. The API is in memory; rules, routes and the clock are real.
import { execFile } from 'node:child_process';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Service } from '@kubets/proto-gen/core/v1';
import { runCloudLb } from '../../apps/cloud-lb/src/cloud-lb';
import type { TcpProbe } from '../../apps/cloud-lb/src/answers/tcp-probe';
import { createPooledProvider } from '../../apps/cloud-lb/src/assignment/pooled-provider';
import { config } from '../../apps/cloud-lb/src/config';
import type { HttpProbe } from '../../apps/cloud-lb/src/nodes/http-probe';
import { configuredPools } from '../../apps/cloud-lb/src/pools/configured-pools';
import { createAnnounceDelivery } from '../../apps/cloud-lb/src/providers/l2-pool/announce-delivery';
import { createKernelForwarder } from '../../apps/cloud-lb/src/providers/passthrough/kernel/kernel-forwarder';
import { createRunProgram } from '../../apps/cloud-lb/src/providers/passthrough/kernel/run-program';
import { createPassthroughDelivery } from '../../apps/cloud-lb/src/providers/passthrough/passthrough-delivery';
import type { ProviderEntry } from '../../apps/cloud-lb/src/providers/provider';
import { node } from '../../apps/cloud-lb/src/testing/objects';
import { endpoint, service as serviceObject, slice } from '../../apps/proxy/src/testing/cluster-objects';
import { addresses, canMakeLab, createNetLab, type NetLab, type Place } from '../../apps/proxy/src/testing/net-lab';
import { createNodeProxy } from '../../apps/proxy/src/testing/node-proxy';

jest.setTimeout(120_000);

const POOL = '10.201.7.200-10.201.7.210';
const HEALTH_CHECK_PORT = 30_100;
/** From the death of a node to the last request that fails. */
const LONGEST_OUTAGE_MS = 3000;

const logger = createTestLogger();
const bothNodes = () => [
  slice('web', [endpoint(addresses['pod-a'], 'node'), endpoint(addresses['pod-c'], 'other')]),
  slice('local', [endpoint(addresses['pod-c'], 'other')]),
];
const loadBalancer = (name: string, spec: Service['spec'] = {}) =>
  serviceObject(name, {
    type: 'LoadBalancer',
    clusterIP: name === 'web' ? '10.96.0.50' : '10.96.0.51',
    ipFamilies: ['IPv4'],
    selector: { app: name },
    ...spec,
  });

interface Answer {
  code: number;
  text: string;
}
function curlIn(lab: NetLab, place: Place, ...args: string[]): Promise<Answer> {
  const [program = '', ...rest] = [...lab.inside(place), 'curl', '-s', '--noproxy', '*', ...args];
  return new Promise((resolve) =>
    execFile(program, rest, (error, stdout) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, text: stdout.trim() }),
    ),
  );
}

type Provider = 'l2-pool' | 'passthrough';

(canMakeLab() ? describe : describe.skip).each<Provider>(['l2-pool', 'passthrough'])('packets through %s', (name) => {
  let lab: NetLab;
  let cluster: FakeCluster;
  const slices = bothNodes();
  let running: { stop(): Promise<void> };
  const stopProxies = new AbortController();

  /** As the program does it, but for the namespace in which it asks and acts. */
  function startCloudLb(): { stop(): Promise<void> } {
    const abort = new AbortController();
    const options = config.parse(['--kubeconfig', 'unused', '--load-balancer-pool', POOL], {});
    const probeHttp: HttpProbe = async (url) => {
      const { code, text } = await curlIn(lab, 'balancer', '-o', '/dev/null', '-w', '%{http_code}', '-m', '0.8', url);
      return code === 0 ? (text === '200' ? 'healthy' : 'unhealthy') : code === 7 ? 'refused' : 'silent';
    };
    const probeTcp: TcpProbe = async (address, port) =>
      [0, 7].includes((await curlIn(lab, 'balancer', '-m', '1', `http://${address}:${port}/`)).code);
    const forwarder = createKernelForwarder({ run: createRunProgram(lab.inside('balancer')), logger });
    const provider: ProviderEntry = {
      name,
      create: async ({ informers: { nodes, services }, clock }) =>
        createPooledProvider({
          pools: await configuredPools(options),
          clock,
          probeTcp,
          deliver: (context) =>
            name === 'l2-pool'
              ? createAnnounceDelivery({ nodes, clock, probeHttp }, context)
              : createPassthroughDelivery(
                  {
                    nodes,
                    synced: Promise.all([nodes.synced(), services.synced()]),
                    forwarder,
                    clock,
                    probeHttp,
                    logger,
                  },
                  context,
                ),
        }),
    };
    const done = runCloudLb({ client: cluster, config: options, provider, clock: realClock, logger }, abort.signal);
    return {
      stop: () => {
        abort.abort();
        return done;
      },
    };
  }

  /** Each node's proxy follows the Services. */
  async function runProxies(): Promise<void> {
    const proxies = (['node', 'other'] as const).map((place) => createNodeProxy(lab, place));
    let seen = '';
    while (!stopProxies.signal.aborted) {
      const services = cluster.objects<Service>('services');
      const text = JSON.stringify([services, slices]);
      if (text !== seen) {
        await Promise.all(proxies.map((proxy) => proxy.apply(services, slices)));
        seen = text;
      }
      await realClock.sleep(20, stopProxies.signal);
    }
  }

  const published = (service: string) =>
    cluster.objects<Service>('services').find(({ metadata }) => metadata?.name === service)?.status?.loadBalancer
      ?.ingress?.[0]?.ip;
  const addressOf = (service: string) => eventually(() => published(service) ?? false);
  const ask = (address: string, from: Place = 'client') => curlIn(lab, from, '-m', '1', `http://${address}/`);
  const link = (place: Place, state: 'up' | 'down') => lab.run(place, 'ip', 'link', 'set', 'eth0', state);
  let proxies: Promise<void>;

  beforeAll(async () => {
    lab = createNetLab();
    await Promise.all([
      ...(['pod-a', 'pod-c'] as const).map((pod) => lab.serve(pod, { tcp: [8080] })),
      lab.serve('node', { tcp: [10_256] }),
      lab.serve('other', { tcp: [10_256, HEALTH_CHECK_PORT] }),
    ]);
    cluster = createFakeCluster([
      node('node', addresses.node),
      node('other', addresses.other),
      loadBalancer('web'),
      loadBalancer('local', { externalTrafficPolicy: 'Local', healthCheckNodePort: HEALTH_CHECK_PORT }),
    ]);
    proxies = runProxies();
    running = startCloudLb();
  });
  afterAll(async () => {
    await running?.stop();
    stopProxies.abort();
    await proxies;
    lab?.close();
  });

  test('what is published answers, to clients outside and to the machine itself', async () => {
    const address = await addressOf('web');
    const pods = new Set<string | undefined>();
    await eventually(async () => {
      pods.add((await ask(address)).text.split(' ')[0]);
      return pods.size > 1;
    });
    expect([...pods].sort()).toEqual(['pod-a', 'pod-c']);
    expect((await ask(address, 'balancer')).code).toBe(0);
  });

  test('a port that the Service has not is refused', async () => {
    const address = await addressOf('web');
    for (const from of ['client', 'balancer'] as const)
      expect((await curlIn(lab, from, '-m', '1', `http://${address}:81/`)).code).toBe(7);
  });

  test('with the policy Local the pod sees the address of the client', async () => {
    const address = await addressOf('local');
    expect(await ask(address)).toEqual({ code: 0, text: `pod-c ${addresses.client}` });
  });

  test('a restart moves no address and breaks no connection', async () => {
    const before = { web: await addressOf('web'), local: await addressOf('local') };
    cluster.clearCalls();
    // One connection, a request every 50 ms.
    const many = curlIn(
      lab,
      'client',
      '--rate',
      '20/s',
      '-o',
      '/dev/null',
      '-w',
      '%{num_connects}\n',
      `http://${before.web}/?[1-80]`,
    );
    await running.stop();
    running = startCloudLb();
    const { code, text } = await many;
    expect(code).toBe(0);
    expect(text.split('\n')).toEqual(['1', ...Array<string>(79).fill('0')]);
    expect({ web: published('web'), local: published('local') }).toEqual(before);
    expect(cluster.calls.filter(({ resource }) => resource === 'services')).toEqual([]);
  });

  test("is taken over within 3 s of a node's death, and keeps the address", async () => {
    const address = await addressOf('web');
    const announcing = cluster.objects<Service>('services')[0]?.metadata?.annotations?.['loadbalancer.kubets.dev/node'];
    const dead = announcing === 'other' ? 'other' : 'node';
    // As the controllers will have it later: what is measured is the address.
    slices[0] = slice('web', [
      dead === 'node' ? endpoint(addresses['pod-c'], 'other') : endpoint(addresses['pod-a'], 'node'),
    ]);
    await realClock.sleep(500);
    link(dead, 'down');
    const diedMs = Date.now();
    let lastFailureMs = diedMs;
    for (let ok = 0; ok < 40;) {
      const startedMs = Date.now();
      const failed = (await ask(address)).code !== 0;
      if (failed) lastFailureMs = startedMs;
      ok = failed ? 0 : ok + 1;
      expect(Date.now() - diedMs).toBeLessThan(30_000);
    }
    expect(lastFailureMs - diedMs).toBeLessThan(LONGEST_OUTAGE_MS);
    expect(published('web')).toBe(address);
  });

  test('what is deleted answers no more', async () => {
    const address = await addressOf('web');
    await cluster.services.delete({ namespace: 'default', name: 'web' });
    await eventually(async () => [7, 28].includes((await ask(address)).code));
  });
});
