// docker-compose up on a machine with nothing but Docker: two nodes, a Service, every container killed, nothing left.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '@kubets/component';
import { etcdProcess } from '../../apps/cli/src/processes/etcd';
import { layoutOf } from '../../apps/cli/src/cluster/layout';
import { DEFAULT_OPTIONS } from '../../apps/cli/src/cluster/options';
import { eventually } from '../e2e/cluster/eventually';
import { startTraffic } from '../e2e/cluster/traffic';
import { shellBlocks } from '../../tools/lint/shell-blocks';
import { createComposeCluster, curl } from './compose-cluster';
import { describeDashboard } from './dashboard';
import { BASE_IMAGES } from './engine/base-images';
import { oldestCompose } from './engine/compose-program';
import { docker } from './engine/docker';
import { freezeService, killProcess } from './engine/kill';
import { ENGINE, ROOT, STATE_DIR } from './engine/paths';
import { expectNothingAfterDown } from './left-behind';
import { report } from './report';

jest.setTimeout(300_000);

const cluster = createComposeCluster({ program: oldestCompose, project: 'kubets-test' });
const { compose, containers, kubectl, kubectlJson, nodes, paste, readyNodes } = cluster;
const RIGHTLESS = ['pki', 'etcd', 'apiserver', 'controller-manager', 'scheduler', 'dns', 'cloud-lb', 'dashboard'];
const MEGABYTES_ABOVE_BASE = 90;
/** Those that most depends on; KUBETS_FAULTS=all kills every one. That each comes back is seen where all hang at once, too. */
const KILLED =
  process.env.KUBETS_FAULTS === 'all'
    ? [
        'etcd',
        'apiserver',
        'controller-manager',
        'scheduler',
        'dns',
        'cloud-lb',
        'ingress',
        'kubeconfig',
        'proxy-1',
        'proxy-2',
      ]
    : ['etcd', 'apiserver', 'dns', 'proxy-1'];

beforeAll(async () => {
  const before = Date.now();
  // README's own lines, but that the engine is there.
  const block = shellBlocks(readFileSync(join(ROOT, 'README.md'), 'utf8')).find((text) =>
    text.includes('docker-compose'),
  )!;
  expect(await paste(block.replace(/^apt-get .*$/m, ''))).toMatch(
    /node\/node-1 condition met[^]*node\/node-2 condition met/,
  );
  await readyNodes(nodes, 1_000);
  report(
    'build of all images, nothing cached',
    `${(Number(readFileSync(join(STATE_DIR, 'build-ms'), 'utf8')) / 1000).toFixed(0)} s`,
  );
  report('up to two Ready nodes, images built', `${((Date.now() - before) / 1000).toFixed(1)} s`);
});

describe('images', () => {
  const sizeOf = async (image: string) =>
    Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image])) / 1e6;

  test.each([...RIGHTLESS, 'proxy', 'node'])('%s', async (name) => {
    const [image] = JSON.parse(await docker(['image', 'inspect', `kubets/${name}`]));
    const base = await sizeOf(name === 'etcd' ? BASE_IMAGES.debian : BASE_IMAGES.node);
    const above = image.Size / 1e6 - base;
    report(`image ${name}`, `${(image.Size / 1e6).toFixed(0)} MB, ${above.toFixed(0)} MB above its base`);
    if (RIGHTLESS.includes(name)) {
      expect(above).toBeLessThan(MEGABYTES_ABOVE_BASE);
      expect(image.Config.User).toBe('65532:65532');
    }
    expect(image.Config.Labels['org.opencontainers.image.version']).toBe(version.gitVersion);
  });
});

describe('rights', () => {
  test('no container but nodes, proxies, ingress and the one that writes to the checkout runs as root, and none is writable', async () => {
    for (const { service, inspected } of (await containers()).values()) {
      const { HostConfig, Config } = inspected;
      expect([service, HostConfig.ReadonlyRootfs]).toEqual([service, true]);
      expect([service, HostConfig.Privileged]).toEqual([service, false]);
      if (service.startsWith('node-')) continue;
      expect([service, HostConfig.CapDrop]).toEqual([service, ['ALL']]);
      if (/^(proxy-\d|ingress|kubeconfig)$/.test(service)) continue;
      expect([service, Config.User, HostConfig.CapAdd]).toEqual([service, '65532:65532', null]);
    }
  });

  test("every component holds its own files, and the authority's key is nowhere but with the pki", async () => {
    const files = async (volume: string) =>
      (
        await docker([
          'run',
          '--rm',
          '--network=none',
          '--user=0',
          '--entrypoint=find',
          `--volume=${cluster.project}_${volume}:/volume:ro`,
          'kubets/pki',
          '/volume',
          '-type',
          'f',
          '-printf',
          '%P %m\n',
        ])
      )
        .trim()
        .split('\n')
        .sort();
    expect(await files('ca')).toEqual(
      ['', 'etcd/', 'front-proxy/'].flatMap((authority) => [`${authority}ca.crt 644`, `${authority}ca.key 600`]),
    );
    const ofClient = [
      'ca.crt 644',
      'client.crt 644',
      'client.key 600',
      'kubeconfig 600',
      'serving.crt 644',
      'serving.key 600',
    ];
    // For its routes a node has an identity beside the kubelet's.
    const ofNode = [...ofClient, 'network-kubeconfig 600', 'network.crt 644', 'network.key 600'].sort();
    // It signs the tokens that lie in Secrets, with the key of the API server.
    const ofManager = [...ofClient, 'service-account.key 600'].sort();
    expect(await files('controller-manager')).toEqual(ofManager);
    for (const volume of ['scheduler', 'dns', 'cloud-lb', 'ingress', 'proxy-1', 'proxy-2'])
      expect([volume, await files(volume)]).toEqual([volume, ofClient]);
    for (const volume of ['node-1', 'node-2']) expect([volume, await files(volume)]).toEqual([volume, ofNode]);
    expect(await files('dashboard')).toEqual(['ca.crt 644', 'kubeconfig 600', 'serving.crt 644', 'serving.key 600']);
    expect(await files('etcd')).toEqual(['ca.crt 644', 'server.crt 644', 'server.key 600']);
    expect((await files('apiserver')).filter((file) => file.startsWith('ca.'))).toEqual(['ca.crt 644']);
  });

  test("etcd's settings are those of npm start", () => {
    const composeFile = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
    const own = /data-dir|-urls=|initial-cluster|-file=/; // addresses and paths
    const { args } = etcdProcess(layoutOf(DEFAULT_OPTIONS), { etcd: {} } as any);
    for (const arg of args.filter((arg) => !own.test(arg))) expect(composeFile).toContain(`- ${arg}\n`);
  });
});

describe('a Service', () => {
  let loadBalancer = '';
  let nodePort = 0;
  let clusterIp = '';

  beforeAll(async () => {
    await kubectl('create deployment web --image=nginx --replicas=2');
    await kubectl('create deployment work --image=nginx --replicas=0');
    await kubectl('expose deployment web --port 80 --type LoadBalancer');
    await kubectl('run client --image=radial/busyboxplus:curl --command -- sleep infinity');
    await kubectl('wait --for=condition=Available deployment/web --timeout=55s');
    await kubectl('wait --for=condition=Ready pod/client --timeout=50s');
    const service = await eventually(async () => {
      const found = await kubectlJson('get svc web');
      expect(found.status.loadBalancer.ingress).toHaveLength(1);
      return found;
    });
    loadBalancer = service.status.loadBalancer.ingress[0].ip;
    nodePort = service.spec.ports[0].nodePort;
    clusterIp = service.spec.clusterIP;
  });

  test('has pods on both nodes', async () => {
    const { items } = await kubectlJson('get pods -l app=web');
    expect(items.map((pod: any) => pod.spec.nodeName).sort()).toEqual(nodes);
  });

  test('answers at its load balancer address', () =>
    eventually(async () => expect(await curl(`http://${loadBalancer}`)).toContain('Welcome to nginx!')));

  test.each(nodes)('answers at the node port of %s', async (node) => {
    await eventually(async () =>
      expect(await curl(`http://${cluster.addressOf(node)}:${nodePort}`)).toContain('Welcome to nginx!'),
    );
  });

  test('answers under its name in a pod', async () => {
    await eventually(async () =>
      expect(await kubectl('exec client -- nslookup web.default.svc.cluster.local')).toContain(clusterIp),
    );
    await eventually(async () =>
      expect(await kubectl('exec client -- curl --silent --max-time 5 http://web')).toContain('Welcome to nginx!'),
    );
  });

  test('is seen in the log of its pods', async () =>
    expect(await kubectl('logs -l app=web --prefix --tail=100')).toContain('GET / HTTP/1.1'));

  test('names of the outside are forwarded', async () => {
    await eventually(async () =>
      expect(await kubectl('exec client -- nslookup deb.debian.org')).toMatch(/Address.*\d\.\d/),
    );
  });

  describe('goes on answering while a container is killed, which comes back by itself:', () => {
    /** Kills one, waits until the cluster has done new work without or after it, and says how it went for the Service meanwhile. */
    async function killed(service: string, back: () => Promise<unknown>) {
      const before = (await containers()).get(service)!;
      const traffic = startTraffic(['nsenter', `--net=/run/netns/${ENGINE.netns}`], `http://${loadBalancer}`);
      await killProcess(before.pid);
      const { ms } = await runsAgain(service, before.startedAt);
      await back();
      const result = await traffic.stop();
      report(
        `kill -9 of ${service}`,
        `runs again after ${(ms / 1000).toFixed(1)} s; ${result.answered} requests answered, ${result.failed} not, longest gap ${result.longestGapMs} ms`,
      );
      return result;
    }

    test.each(KILLED)('%s', async (service) => {
      expect((await killed(service, newWorkIsDone)).failed).toBe(0);
    });

    // Its pods die with a node, and all it has with its network: the Service has the other node left, and both after a while.
    test.each(['node-1', 'network-2'])('%s, with its pods', async (name) => {
      const node = name.replace('network', 'node');
      const before = await containers();
      const { longestGapMs } = await killed(name, async () => {
        if (name !== node)
          for (const guest of [node, node.replace('node', 'proxy')])
            await runsAgain(guest, before.get(guest)!.startedAt);
        await readyNodes(nodes, 60_000);
        await kubectl('wait --for=condition=Available deployment/web --timeout=55s');
        await newWorkIsDone();
        await eventually(async () => {
          for (let i = 0; i < 10; i++) expect(await curl(`http://${loadBalancer}`)).toContain('Welcome to nginx!');
        }, 60_000);
      });
      expect(longestGapMs).toBeLessThan(30_000);
    });

    test.each([['etcd'], ['apiserver controller-manager scheduler dns cloud-lb proxy-1']])(
      '%s: hanging, ended and started anew',
      async (services) => {
        const hanging = services.split(' ');
        const before = await containers();
        for (const service of hanging) await freezeService(before.get(service)!.pid);
        const lives = await Promise.all(hanging.map((service) => runsAgain(service, before.get(service)!.startedAt)));
        report(`frozen: ${services}`, lives.map(({ ms }) => `${(ms / 1000).toFixed(1)} s`).join(', '));
        for (const service of hanging)
          expect(await compose(['logs', '--no-color', service])).toContain('Hangs, ended by the health check');
        await newWorkIsDone();
      },
    );

    test('and all are healthy afterwards', async () => {
      for (const service of (await containers()).keys()) if (service !== 'pki') await healthy(service);
    });
  });

  /** All that it takes to make a pod, end it and find a name; not one of the Service's own, whose coming and going would be seen in the traffic. */
  async function newWorkIsDone(): Promise<void> {
    await eventually(() => kubectl('scale deployment work --replicas=1'));
    await eventually(
      async () => expect((await kubectlJson('get deployment work')).status.readyReplicas).toBe(1),
      60_000,
    );
    await eventually(() => kubectl('scale deployment work --replicas=0'));
    await eventually(async () => expect((await kubectlJson('get pods -l app=work')).items).toEqual([]), 60_000);
    await eventually(
      async () => expect(await kubectl('exec client -- nslookup web.default.svc.cluster.local')).toContain(clusterIp),
      60_000,
    );
  }
});

/** Waits for the next life of a container. */
async function runsAgain(service: string, notStartedAt: string): Promise<{ ms: number }> {
  const before = Date.now();
  await eventually(async () => {
    const { status, startedAt } = (await containers()).get(service)!;
    expect([service, status, startedAt]).toEqual([service, 'running', expect.not.stringMatching(notStartedAt)]);
  }, 60_000);
  return { ms: Date.now() - before };
}

const healthy = (service: string) =>
  eventually(async () => {
    const { status, health = 'healthy' } = (await containers()).get(service)!;
    expect([service, status, health]).toEqual([service, 'running', 'healthy']);
  }, 60_000);

/** Replaces a container and checks that no other one noticed, and that pods are still made. */
async function expectOnlyReplaced(service: string, upFlags: readonly string[]): Promise<void> {
  const before = await containers();
  await compose(['up', '-d', '--no-deps', ...upFlags, service]);
  await runsAgain(service, before.get(service)!.startedAt);
  await readyNodes(nodes, 60_000);
  await kubectl(`run after-${service} --image=nginx`);
  await kubectl(`wait --for=condition=Ready pod/after-${service} --timeout=50s`);
  const started = (all: typeof before) =>
    [...all.values()]
      .filter((container) => container.service !== service)
      .map((container) => [container.service, container.startedAt]);
  expect(started(await containers())).toEqual(started(before));
}

test('a newer build of a service replaces it, and nothing else is restarted', async () => {
  await compose(['build', '--build-arg', 'VERSION=v1.37.2+newer', 'scheduler']);
  await expectOnlyReplaced('scheduler', []);
  expect((await containers()).get('scheduler')!.inspected.Config.Labels['org.opencontainers.image.version']).toBe(
    'v1.37.2+newer',
  );
});

test('a node is replaced, and nothing else is restarted', () => expectOnlyReplaced('node-1', ['--force-recreate']));

test('one more node is one more profile', async () => {
  await compose(['--profile', 'node-3', 'up', '-d']);
  await readyNodes([...nodes, 'node-3'], 60_000);
});

describe('the page', () => describeDashboard(cluster));

describe('two of each over one etcd', () => {
  const LEADERS = {
    'controller-manager': 'kube-controller-manager',
    scheduler: 'kube-scheduler',
    'cloud-lb': 'cloud-controller-manager',
  };
  const holderOf = async (lease: string) =>
    (await kubectlJson(`get lease ${lease} --namespace kube-system`)).spec.holderIdentity as string;

  beforeAll(async () => {
    await compose(['--profile', 'ha', '--profile', 'node-3', 'up', '-d']);
    for (const service of ['apiserver-2', ...Object.keys(LEADERS).map((name) => `${name}-2`)]) await healthy(service);
  });

  test('both API servers are endpoints of the Service kubernetes, and both answer', async () => {
    await eventually(async () => {
      const { subsets } = await kubectlJson('get endpoints kubernetes');
      expect(subsets[0].addresses.map((address: any) => address.ip).sort()).toEqual(['10.201.0.2', '10.201.0.3']);
    });
    expect(await kubectl('get nodes --server=https://10.201.0.3:6443')).toContain('node-1');
  });

  test.each(Object.entries(LEADERS))('when the leading %s stops, the other one takes over', async (service, lease) => {
    const holder = await holderOf(lease);
    const replicas = [service, `${service}-2`];
    const all = await containers();
    const leader = replicas.find((name) => holder.startsWith(all.get(name)!.inspected.Config.Hostname))!;
    expect([holder, replicas]).toEqual([holder, expect.arrayContaining([leader])]);
    await compose(['stop', leader]);
    // It gives the Lease back, so nobody has to wait for its end.
    await eventually(async () => expect(['', undefined, holder]).not.toContain(await holderOf(lease)), 10_000);
    await compose(['--profile', 'ha', 'start', leader]);
  });

  test('without the first API server the cluster works on', async () => {
    await compose(['stop', 'apiserver']);
    const server = '--server=https://10.201.0.3:6443';
    await eventually(() => kubectl(`run without-first --image=nginx ${server}`));
    await eventually(async () => expect(await kubectl(`get pod without-first ${server}`)).toContain('Running'), 90_000);
    await compose(['start', 'apiserver']);
    await healthy('apiserver');
  });
});

test('down -v leaves nothing', () => expectNothingAfterDown(cluster, ['dashboard', 'ha', 'node-3']));
