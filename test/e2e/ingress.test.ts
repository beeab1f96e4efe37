// Requests from outside, through the ingress controller's address and engine, to pods of two nodes: by host, path and name in TLS,
// while pods are replaced, and after the controller or its engine was killed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, tryCommand } from './cluster/command';
import { clusterStatus, E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { startTraffic } from './cluster/traffic';
import { emptyDefaultNamespace, makeKeys, readyPods } from './cluster/workloads';

jest.setTimeout(300_000);

const kubectl = selectedKubectls(3)[0]?.[1] as Kubectl;
const dir = mkdtempSync(join(tmpdir(), 'ingress-e2e-'));

const deployment = (name: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { app: name } },
          },
        ],
        containers: [
          {
            name: 'nginx',
            image: 'nginx',
            // The page says which Deployment and which pod.
            command: [
              'sh',
              '-c',
              `echo "${name} $(hostname)" > /usr/share/nginx/html/index.html; mkdir -p /usr/share/nginx/html/shop; cp /usr/share/nginx/html/index.html /usr/share/nginx/html/shop; exec nginx -g "daemon off;"`,
            ],
            ports: [{ name: 'web', containerPort: 80 }],
            readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 },
          },
        ],
      },
    },
  },
});
const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 8080, targetPort: 'web' }] },
});
const backend = (name: string, port: object = { name: 'http' }) => ({ service: { name, port } });
const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'site' },
  spec: {
    tls: [{ hosts: ['site.example'], secretName: 'site-tls' }],
    rules: [
      {
        host: 'site.example',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: backend('web') },
            { path: '/shop', pathType: 'Prefix', backend: backend('shop', { number: 8080 }) },
            { path: '/nobody', pathType: 'Exact', backend: backend('not-there') },
          ],
        },
      },
    ],
  },
};
const apply = (...items: object[]) =>
  kubectl('apply -f -', { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });

/** Status and body. */
async function ask(url: string, ...args: string[]): Promise<string> {
  const { stdout } = await tryCommand('curl', [
    '--silent',
    '--max-time',
    '10',
    '--write-out',
    '%{http_code}',
    ...args,
    url,
  ]);
  return `${stdout.slice(-3)} ${stdout.slice(0, -3).trim()}`;
}
const get = (host: string, path: string) => ask(`http://${E2E.ingressAddress}${path}`, '--header', `Host: ${host}`);
const enginePids = async () =>
  (await tryCommand('pgrep', ['-f', `^haproxy.*/run/${E2E.name}/ingress/`])).stdout
    .split('\n')
    .filter(Boolean)
    .map(Number);

beforeAll(async () => {
  await emptyDefaultNamespace(kubectl);
  const { key, crt } = await makeKeys(dir, 'site.example');
  await kubectl(`create secret tls site-tls --cert=${crt} --key=${key}`);
  await apply(deployment('web', 4), deployment('shop', 1), service('web'), service('shop'));
  await readyPods(kubectl, 'app=web', 4, 120_000);
  await readyPods(kubectl, 'app=shop', 1, 120_000);
});

afterAll(async () => {
  await kubectl('delete ingress --all');
  await emptyDefaultNamespace(kubectl);
  rmSync(dir, { recursive: true, force: true });
});

test('without an Ingress there is no engine', async () => {
  expect(await enginePids()).toEqual([]);
});

test('an Ingress gets the default class, and its address once requests are taken', async () => {
  expect(await apply(ingress)).toContain('ingress.networking.k8s.io/site created');
  await eventually(async () => {
    const { spec, status } = await kubectl.json('get ingress site');
    expect([spec.ingressClassName, status.loadBalancer.ingress]).toEqual(['kubets', [{ ip: E2E.ingressAddress }]]);
  });
  expect(await get('site.example', '/')).toMatch(/^200 web web-/);
  expect(await kubectl('get ingress site')).toMatch(
    new RegExp(`site\\s+kubets\\s+site.example\\s+${E2E.ingressAddress}\\s`),
  );
});

test.each([
  ['site.example', '/shop/', /^200 shop shop-/],
  ['site.example', '/nobody', /^503 The Service behind/],
  ['site.example', '/missing', /^404 .*nginx/s],
  ['other.example', '/', /^404 No rule of any Ingress/],
])('%s%s: %s', async (host, path, answer) => expect(await get(host, path)).toMatch(answer));

test('pods of both nodes answer', async () => {
  const pods = await readyPods(kubectl, 'app=web', 4);
  expect(new Set(pods.map(({ node }) => node)).size).toBe(2);
  const seen = new Set<string>();
  for (let i = 0; i < 16; i++) seen.add((await get('site.example', '/')).split(' ')[2]!);
  expect([...seen].sort()).toEqual(pods.map(({ name }) => name).sort());
});

test('TLS with the certificate of the Secret, HTTP/2, and the new one when it changes', async () => {
  const resolve = ['--resolve', `site.example:443:${E2E.ingressAddress}`];
  const trusted = () =>
    ask(
      'https://site.example/',
      ...resolve,
      '--cacert',
      join(dir, 'nginx.crt'),
      '--write-out',
      ' %{http_version} %{http_code}',
    );
  expect(await trusted()).toMatch(/^200 web web-\S+\s+2$/);
  expect(
    await ask('https://other.example/', '--resolve', `other.example:443:${E2E.ingressAddress}`, '--insecure'),
  ).toMatch(/^404/);
  const { key, crt } = await makeKeys(dir, 'site.example');
  const data = { 'tls.crt': readFileSync(crt).toString('base64'), 'tls.key': readFileSync(key).toString('base64') };
  await kubectl(`patch secret site-tls --type=merge -p '${JSON.stringify({ data })}'`);
  await eventually(async () => expect(await trusted()).toMatch(/^200 web/));
});

test('a default backend takes what no rule takes', async () => {
  await apply({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'rest' },
    spec: { defaultBackend: backend('shop') },
  });
  await eventually(async () => expect(await get('other.example', '/')).toMatch(/^200 shop/));
  expect(await get('site.example', '/')).toMatch(/^200 web/);
  await kubectl('delete ingress rest');
  await eventually(async () => expect(await get('other.example', '/')).toMatch(/^404 No rule/));
});

test('what cannot be led is told in events, and keeps nobody else’s requests from being led', async () => {
  const strange = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'strange' },
    spec: {
      rules: [
        {
          host: 'strange.example',
          http: {
            paths: [
              { path: '/a" b\nacl x{%[src]', pathType: 'ImplementationSpecific', backend: backend('web') },
              { path: '/bucket', pathType: 'Prefix', backend: { resource: { kind: 'Bucket', name: 'b' } } },
              { path: '/', pathType: 'Prefix', backend: backend('shop') },
            ],
          },
        },
      ],
    },
  };
  await apply(strange);
  await eventually(async () => expect(await get('strange.example', '/bucket')).toMatch(/^404 .*nginx/s));
  expect(await get('site.example', '/')).toMatch(/^200 web/);
  await eventually(async () =>
    expect(await kubectl('get events --field-selector involvedObject.name=strange')).toMatch(
      /Warning\s+ResourceBackend/,
    ),
  );
  await kubectl('delete ingress strange');
  await eventually(async () => expect(await get('strange.example', '/')).toMatch(/^404 No rule/));
});

test('a rollout and a scaling lose no request, and start no other engine', async () => {
  const [engine] = await eventually(async () => {
    const pids = await enginePids();
    expect(pids).toHaveLength(1);
    return pids;
  }, 60_000);
  const url = `--header 'Host: site.example' http://${E2E.ingressAddress}/`;
  const traffic = [startTraffic([], url, { patienceSeconds: 20 }), startTraffic([], url, { patienceSeconds: 20 })];
  await kubectl('set env deployment/web ROUND=2');
  await kubectl('rollout status deployment web --timeout=150s', { timeoutMs: 160_000 });
  await readyPods(kubectl, 'app=web', 4, 90_000);
  await kubectl('scale deployment web --replicas=1');
  await readyPods(kubectl, 'app=web', 1, 90_000);
  for (const client of traffic) {
    const { failures } = client;
    const { answered } = await client.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  }
  expect(await enginePids()).toEqual([engine]);
});

describe('killed', () => {
  const pidOf = async () => {
    const row = (await clusterStatus()).split('\n').find((line) => line.startsWith('ingress '))!;
    return Number(/\s(\d+)\s+\d+ MiB/.exec(row)?.[1]);
  };

  test('the controller: its engine goes on, and is told of what changed meanwhile', async () => {
    const engines = await enginePids();
    const pid = await pidOf();
    process.kill(pid, 'SIGKILL');
    expect(await get('site.example', '/')).toMatch(/^200 web/);
    await kubectl('scale deployment web --replicas=2');
    const pods = await readyPods(kubectl, 'app=web', 2, 90_000);
    await eventually(async () => {
      const seen = new Set<string>();
      for (let i = 0; i < 8; i++) seen.add((await get('site.example', '/')).split(' ')[2]!);
      expect([...seen].sort()).toEqual(pods.map(({ name }) => name).sort());
    });
    expect(await pidOf()).not.toBe(pid);
    expect(await enginePids()).toEqual(engines);
  });

  test('the engine: it is back at once', async () => {
    for (const pid of await enginePids()) process.kill(pid, 'SIGKILL');
    await eventually(async () => expect(await get('site.example', '/')).toMatch(/^200 web/));
  });
});

test('with the last Ingress the engine ends', async () => {
  await kubectl('delete ingress --all');
  await eventually(async () => expect(await enginePids()).toEqual([]), 60_000);
  await command('sh', ['-c', `! curl --silent --max-time 2 http://${E2E.ingressAddress}/`]);
});
