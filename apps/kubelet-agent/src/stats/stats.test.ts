import { createFakeRuntime } from '../runtimes/testing/fake-runtime';
import { cadvisorMetrics } from './cadvisor-metrics';
import { createFiguresCollector } from './collect-figures';
import { exposition } from './exposition';
import type { Figures } from './figures';
import { resourceMetrics } from './resource-metrics';
import { createStatsRoutes } from './serve-stats';
import { summaryOf } from './summary';

const disk = { capacityBytes: 1000, availableBytes: 600, inodes: 50, inodesFree: 40 };
const eth0 = { rxPackets: 1, rxErrors: 0, rxDropped: 0, txPackets: 2, txErrors: 0, txDropped: 0 };
const network = { timeMs: 1500, primary: 'eth0', interfaces: [{ name: 'eth0', rxBytes: 7, txBytes: 8, ...eth0 }] };
const figures: Figures = {
  timeMs: 1500,
  node: {
    name: 'n1',
    startedAtMs: 0,
    cpus: 4,
    memoryCapacityBytes: 1000,
    cpu: { timeMs: 1000, coreNanoSeconds: 2.5e9, nanoCores: 100 },
    memory: { timeMs: 1000, workingSetBytes: 400, usageBytes: 500 },
    network,
    processes: 3,
    processesMax: 100,
  },
  pods: [
    {
      uid: 'u',
      name: 'p',
      namespace: 'd',
      sandboxId: 's1',
      startedAtMs: 500,
      network,
      containers: [
        {
          id: 'c1',
          name: 'a',
          image: 'busybox',
          startedAtMs: 500,
          cpu: { timeMs: 1000, coreNanoSeconds: 1e9, nanoCores: 30 },
          memory: { timeMs: 1100, workingSetBytes: 40, usageBytes: 50 },
          memoryLimitBytes: 100,
          rootfs: { timeMs: 900, usedBytes: 10, inodesUsed: 2, ...disk },
          logs: { timeMs: 950, usedBytes: 5, inodesUsed: 1, ...disk },
        },
        { id: 'c2', name: 'b', image: 'busybox', startedAtMs: 700, cpu: { timeMs: 1200, coreNanoSeconds: 5e8 } },
      ],
    },
  ],
};
const json = (value: object) => JSON.parse(JSON.stringify(value)) as unknown;

test('the summary of a node: a pod uses what its containers use', () => {
  expect(json(summaryOf(figures))).toEqual({
    node: {
      nodeName: 'n1',
      startTime: '1970-01-01T00:00:00Z',
      cpu: { time: '1970-01-01T00:00:01Z', usageNanoCores: 100, usageCoreNanoSeconds: 2.5e9 },
      memory: { time: '1970-01-01T00:00:01Z', availableBytes: 600, usageBytes: 500, workingSetBytes: 400 },
      network: expect.objectContaining({ name: 'eth0', rxBytes: 7, txBytes: 8 }) as object,
      rlimit: { time: '1970-01-01T00:00:01Z', maxpid: 100, curproc: 3 },
    },
    pods: [
      {
        podRef: { name: 'p', namespace: 'd', uid: 'u' },
        startTime: '1970-01-01T00:00:00Z',
        containers: [
          {
            name: 'a',
            startTime: '1970-01-01T00:00:00Z',
            cpu: { time: '1970-01-01T00:00:01Z', usageNanoCores: 30, usageCoreNanoSeconds: 1e9 },
            memory: { time: '1970-01-01T00:00:01Z', availableBytes: 60, usageBytes: 50, workingSetBytes: 40 },
            rootfs: expect.objectContaining({ usedBytes: 10, capacityBytes: 1000 }) as object,
            logs: expect.objectContaining({ usedBytes: 5, inodesUsed: 1 }) as object,
          },
          {
            name: 'b',
            startTime: '1970-01-01T00:00:00Z',
            cpu: { time: '1970-01-01T00:00:01Z', usageCoreNanoSeconds: 5e8 },
          },
        ],
        cpu: { time: '1970-01-01T00:00:01Z', usageNanoCores: 30, usageCoreNanoSeconds: 1.5e9 },
        memory: { time: '1970-01-01T00:00:01Z', usageBytes: 50, workingSetBytes: 40 },
        network: expect.objectContaining({ name: 'eth0' }) as object,
        'ephemeral-storage': expect.objectContaining({ usedBytes: 15, inodesUsed: 3 }) as object,
      },
    ],
  });
  expect(JSON.stringify(summaryOf(figures, true))).not.toMatch(/rootfs|network|rlimit|storage/);
});

test('what metrics servers read, with the times of the measurements', () =>
  expect(
    exposition(resourceMetrics(figures))
      .split('\n')
      .filter((line) => !line.startsWith('#')),
  ).toEqual([
    'container_cpu_usage_seconds_total{container="a",namespace="d",pod="p"} 1 1000',
    'container_cpu_usage_seconds_total{container="b",namespace="d",pod="p"} 0.5 1200',
    'container_memory_working_set_bytes{container="a",namespace="d",pod="p"} 40 1100',
    'container_start_time_seconds{container="a",namespace="d",pod="p"} 0.5',
    'container_start_time_seconds{container="b",namespace="d",pod="p"} 0.7',
    'node_cpu_usage_seconds_total 2.5 1000',
    'node_memory_working_set_bytes 400 1000',
    'pod_cpu_usage_seconds_total{namespace="d",pod="p"} 1.5 1200',
    'pod_memory_working_set_bytes{namespace="d",pod="p"} 40 1100',
    'resource_scrape_error 0',
    '',
  ]));

test('what dashboards read', () => {
  const text = exposition(cadvisorMetrics(figures));
  for (const line of [
    'container_cpu_usage_seconds_total{container="a",cpu="total",id="/c1",image="busybox",name="c1",namespace="d",pod="p"} 1 1000',
    'container_memory_working_set_bytes{container="a",id="/c1",image="busybox",name="c1",namespace="d",pod="p"} 40 1100',
    'container_network_receive_bytes_total{container="",id="/s1",image="",interface="eth0",name="s1",namespace="d",pod="p"} 7 1500',
    'machine_cpu_cores 4',
    'container_scrape_error 0',
  ])
    expect(text.split('\n')).toContain(line);
});

test('values in labels cannot end them', () =>
  expect(exposition([{ name: 'm', help: 'h', type: 'gauge', samples: [{ labels: { a: 'x"\\\ny' }, value: 1 }] }])).toBe(
    '# HELP m h\n# TYPE m gauge\nm{a="x\\"\\\\\\ny"} 1\n',
  ));

test('pods that run are looked at, and what the runtime does not tell is missing', async () => {
  const runtime = createFakeRuntime();
  const pod = { metadata: { uid: 'u', name: 'p', namespace: 'd' }, spec: { hostNetwork: true } };
  const sandboxId = await runtime.runSandbox({ pod, attempt: 0 } as never);
  for (const name of ['a', 'b', 'ended']) {
    const id = await runtime.createContainer({ pod, container: { name }, sandboxId } as never);
    await runtime.startContainer(id);
  }
  runtime.exit('ended', 0);
  runtime.uses.set('a', { cpu: { timeMs: 5, coreNanoSeconds: 7 } });
  const collect = createFiguresCollector({
    runtime,
    machine: { cpus: 2, memoryBytes: 100 } as never,
    nodeName: 'n1',
    rootDir: '/',
    memoryLimit: (uid, name) => (uid === 'u' && name === 'a' ? 9 : undefined),
    now: () => new Date(),
  });
  const { node, pods } = await collect();
  expect(node).toMatchObject({ name: 'n1', cpus: 2, disk: { capacityBytes: expect.any(Number) as number } });
  expect(node.cpu.coreNanoSeconds).toBeGreaterThan(0);
  const [only, ...others] = pods;
  expect(others).toEqual([]);
  const named = only!.containers.sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(named).toMatchObject([{ name: 'a', cpu: { coreNanoSeconds: 7 }, memoryLimitBytes: 9 }, { name: 'b' }]);
  expect(named[1]).not.toHaveProperty('cpu');
});

describe('routes', () => {
  function routesWith(collect: () => Promise<Figures>) {
    let nowMs = 0;
    const errors: unknown[] = [];
    const routes = createStatsRoutes({ collect, monotonicMs: () => nowMs, onError: (error) => errors.push(error) });
    return {
      ask: (path: string) => routes(path, new URLSearchParams()),
      pass: (ms: number) => void (nowMs += ms),
      errors,
    };
  }

  test('however many ask, the node is looked at once, and again a second later', async () => {
    let looked = 0;
    const { ask, pass } = routesWith(async () => {
      looked++;
      return figures;
    });
    const answers = await Promise.all(['/stats/summary', '/metrics/resource', '/metrics/cadvisor'].map(ask));
    expect(answers.map((answer) => answer!.contentType)).toEqual([
      'application/json',
      'text/plain; version=0.0.4; charset=utf-8',
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(looked).toBe(1);
    pass(1_001);
    await ask('/stats/summary');
    expect(looked).toBe(2);
    expect(await ask('/stats')).toBeUndefined();
  });

  test('without the runtime metrics say so, and the summary fails', async () => {
    const { ask, errors } = routesWith(async () => Promise.reject(new Error('away')));
    expect((await ask('/metrics/resource'))!.body).toMatch(/\nresource_scrape_error 1\n$/);
    await expect(ask('/stats/summary')).rejects.toThrow('away');
    expect(errors).toHaveLength(1);
  });
});
