// Ports of the host that lead into the cluster: node ports on loopback, those of --port, and the cluster's registry.
import { createServer } from 'node:http';
import { command, tryCommand } from './cluster/command';
import { clientsOf } from './cluster/clients';
import { E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { emptyDefaultNamespace, readyPods } from './cluster/workloads';

jest.setTimeout(120_000);

const kubectl = selectedKubectls(4)[0]?.[1] as Kubectl;
const { curlFromHost } = clientsOf(E2E);
const REPOSITORY = `localhost:${E2E.clusterRegistryPort}/mine`;

const create = (kind: string, name: string, spec: object) =>
  kubectl('create -f -', { input: JSON.stringify({ apiVersion: 'v1', kind, metadata: { name }, spec }) });

beforeAll(async () => {
  await emptyDefaultNamespace(kubectl);
  await kubectl('create deployment ported --image=nginx');
  await readyPods(kubectl, 'app=ported', 1);
});
afterAll(() => emptyDefaultNamespace(kubectl));

test('a node port answers on loopback while its Service is there, and a mapped port wherever the host is called', async () => {
  const ports = [{ port: 80, nodePort: E2E.mappedPort.nodePort }];
  await create('Service', 'ported', { type: 'NodePort', selector: { app: 'ported' }, ports });
  for (const url of [
    `http://localhost:${E2E.mappedPort.nodePort}`,
    `http://127.0.0.1:${E2E.mappedPort.host}`,
    `http://${E2E.hostAddress}:${E2E.mappedPort.host}`,
  ])
    await eventually(async () => expect(await curlFromHost(url)).toContain('Welcome to nginx!'), 10_000);
  await kubectl('delete service ported');
  await eventually(
    () => expect(curlFromHost(`http://127.0.0.1:${E2E.mappedPort.nodePort}`)).rejects.toThrow(/connect/i),
    10_000,
  );
});

test("from the nodes' network nobody reaches what listens on the host's loopback alone", async () => {
  const server = createServer((_, response) => response.end('mine alone'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const ip = (...words: string[]) => command('ip', words);
  const netns = 'kubets-e2e-intruder';
  try {
    await ip('netns', 'add', netns);
    await ip('link', 'add', 'kubets-e2e-x', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns);
    await ip('link', 'set', 'kubets-e2e-x', 'master', `${E2E.name}0`, 'up');
    await ip('-netns', netns, 'addr', 'add', E2E.nodeCidr.replace('0/24', '99/24'), 'dev', 'eth0');
    await ip('-netns', netns, 'link', 'set', 'eth0', 'up');
    await ip('netns', 'exec', netns, 'sysctl', '-qw', 'net.ipv4.conf.all.route_localnet=1');
    await ip('-netns', netns, 'route', 'add', '127.0.0.1/32', 'via', E2E.hostAddress);
    const curl = ['netns', 'exec', netns, 'curl', '--silent', '--max-time', '2'];
    expect(
      (await tryCommand('ip', [...curl, '--insecure', `https://${E2E.hostAddress}:${E2E.securePort}/version`])).code,
    ).toBe(0);
    expect(await tryCommand('ip', [...curl, `http://127.0.0.1:${port}`])).toMatchObject({ code: 28, stdout: '' });
  } finally {
    await tryCommand('ip', ['netns', 'delete', netns]);
    server.close();
  }
});

test('an image that is pushed to the registry on localhost is what a pod of that name runs, on another node, too', async () => {
  const { spec } = (await kubectl.json('get pods -l app=ported')).items[0];
  const socket = `/run/${E2E.name}/${spec.nodeName}/containerd.sock`;
  const images = (...words: string[]) =>
    command('ctr', ['--address', socket, '--namespace', 'k8s.io', 'images', ...words]);
  await images('tag', '--force', 'docker.io/library/nginx:latest', `${REPOSITORY}:1`);
  await images('push', '--plain-http', `${REPOSITORY}:1`);
  const nodeName = E2E.nodes.find((node) => node !== spec.nodeName);
  await create('Pod', 'pushed', { nodeName, containers: [{ name: 'web', image: `${REPOSITORY}:1` }] });
  await kubectl('wait --for=condition=Ready pod/pushed --timeout=60s');
});
