// What answers requests.
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishGreeterImage } from '../../images/greeter-image';
import { E2E } from '../cluster/e2e-cluster';
import { eventually } from '../cluster/eventually';
import { makeKeys, readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

export const web: Application = {
  name: 'web',
  isInShortForm: true,
  workloads: ['deployment/web'],
  upgrade: [
    ['GREETING: hello', 'GREETING: welcome'],
    ["checksum/config: '1'", "checksum/config: '2'"],
    ['version: v1', 'version: v2'],
    ['image: nginx:1.27', 'image: nginx:stable'],
  ],
  async scale({ kubectl }) {
    await kubectl('scale deployment web --replicas=3');
    await readyPods(kubectl, 'app=web', 3);
  },
  async use({ kubectl, curl, addressOf }, step) {
    const pods = (await kubectl.json('get pods -l app=web')).items.map(({ metadata }: any) => metadata.name);
    const version = versionAt(step);
    const page = await eventually(async () => {
      const text = await curl(`http://${await addressOf('web')}/`);
      expect(text).toContain(version === 1 ? 'hello from' : 'welcome from');
      return text;
    });
    const [, pod] = /from (\S+) \(v[12]\), build 7\n$/.exec(page) ?? [];
    expect(pods).toContain(pod);
    expect(page).toContain(`(v${version})`);
    const inPod = (words: string) => kubectl(`exec ${pod} -c web -- ${words}`);
    expect(await inPod('printenv CALLED MEMORY_LIMIT')).toBe(`${pod} with only-an-example, not $(POD_NAME)\n64\n`);
    expect(await inPod('cat /etc/web/secret/api-key /etc/web/BUILD')).toBe('only-an-example7');
    expect(await inPod('cat /etc/web/labels')).toContain(`version="v${version}"`);
    expect((await inPod('cat /etc/web/token')).split('.')).toHaveLength(3);
    expect(await inPod('cat /etc/hosts')).toContain('legacy.example.com');
    expect(await inPod('cat /etc/resolv.conf')).toContain('ndots:2');
    await eventually(async () => expect(await kubectl(`logs ${pod} -c log`)).toContain('"GET / HTTP/1.1" 200'));
    const changed = `patch configmap web-build -p '{"data":{"BUILD":"8"}}'`;
    expect((await kubectl.try(changed)).stderr).toContain('field is immutable when `immutable` is set');
  },
};

export const orders: Application = {
  name: 'orders',
  workloads: ['deployment/orders-store', 'deployment/orders'],
  upgrade: [
    ['orders-schema-1', 'orders-schema-2'],
    ["example.com/schema: '1'", "example.com/schema: '2'"],
    ['001-orders: create table orders', '001-orders: create table orders\n  002-customers: create table customers'],
    ['"orders 1\\n"', '"orders 2\\n"'],
  ],
  // The store's volume is on a node; the service itself is not.
  staysWithItsNode: true,
  unbroken: async ({ addressOf }) => `http://${await addressOf('orders')}/version`,
  async scale({ kubectl }) {
    await kubectl('scale deployment orders --current-replicas=2 --replicas=3');
    await readyPods(kubectl, 'app=orders', 3);
  },
  async use({ kubectl, curl, addressOf }, step) {
    const version = versionAt(step);
    const service = `http://${await addressOf('orders')}`;
    await eventually(async () => expect(await curl(`${service}/version`)).toBe(`orders ${version}\n`));
    await eventually(() => curl('--fail', '--data', `order ${step}`, `${service}/orders`));
    const placed = (['installed', 'upgraded', 'scaled', 'drained'] as const).map((of) => `order ${of}\n`);
    expect(await curl(`${service}/orders`)).toBe(placed.slice(0, placed.indexOf(`order ${step}\n`) + 1).join(''));
    const schema = ['001-orders: create table orders\n', '002-customers: create table customers\n'];
    expect(await kubectl('exec deployment/orders-store -- cat /data/schema')).toBe(schema.slice(0, version).join(''));
    const job = await kubectl.json(`get job orders-schema-${version}`);
    expect(job.status.conditions.map(({ type }: any) => type)).toEqual(['SuccessCriteriaMet', 'Complete']);
    // No pod was ready before the schema was.
    const { items } = await kubectl.json('get pods -l app=orders');
    for (const { status } of items.filter(({ metadata }: any) => !metadata.deletionTimestamp)) {
      const began = status.containerStatuses[0].state.running.startedAt;
      expect(Date.parse(began)).toBeGreaterThanOrEqual(Date.parse(job.status.completionTime));
    }
    if (step === 'installed')
      expect(await curl(`http://${await addressOf('orders-store')}/cgi-bin/schema`)).not.toContain('create table');
  },
};

const SHOP_HOST = 'shop.example.com';

/** More than two pods of the cart are there for; until it is ended. */
const BUYERS = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'buyers' },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'buyers',
        image: 'busybox:1.37',
        command: ['sh', '-c', 'while :; do wget -q -O /dev/null http://shop-cart/cgi-bin/cart; done'],
      },
    ],
  },
});

/** Where the certificate is that the shop is known by. */
const SHOP_KEYS = join(tmpdir(), 'kubets-shop-keys');

async function makeCertificate({ kubectl }: Installation): Promise<void> {
  await mkdir(SHOP_KEYS, { recursive: true });
  const { key, crt } = await makeKeys(SHOP_KEYS, SHOP_HOST);
  await kubectl(`create secret tls shop-tls --cert=${crt} --key=${key}`);
}

export const shop: Application = {
  name: 'shop',
  workloads: ['deployment/shop-front', 'deployment/shop-cart'],
  upgrade: [
    ['The shop, version 1', 'The shop, version 2'],
    ["checksum/config: '1'", "checksum/config: '2'"],
    ["example.com/revision: '1'", "example.com/revision: '2'"],
  ],
  prepare: makeCertificate,
  unbroken: async () => `--header 'Host: ${SHOP_HOST}' http://${E2E.ingressAddress}/`,
  async scale({ kubectl }) {
    const replicas = async () => Number(await kubectl('get hpa shop-cart -o jsonpath={.status.desiredReplicas}'));
    await kubectl('create -f -', { input: BUYERS });
    await eventually(async () => expect(await replicas()).toBe(4), 120_000);
    await readyPods(kubectl, 'app.kubernetes.io/name=shop-cart', 4);
    await kubectl('delete pod buyers');
    await eventually(async () => expect(await replicas()).toBe(2), 120_000);
    await readyPods(kubectl, 'app.kubernetes.io/name=shop-cart', 2);
    await kubectl('scale deployment shop-front --replicas=3');
    await readyPods(kubectl, 'app.kubernetes.io/name=shop-front', 3);
  },
  async use({ kubectl, curl }, step) {
    const address = 'get ingress shop -o jsonpath={.status.loadBalancer.ingress[0].ip}';
    await eventually(async () => expect(await kubectl(address)).toBe(E2E.ingressAddress));
    const resolve = ['--resolve', `${SHOP_HOST}:443:${E2E.ingressAddress}`, '--cacert', join(SHOP_KEYS, 'nginx.crt')];
    const ask = (path: string) => curl(...resolve, `https://${SHOP_HOST}${path}`);
    const title = `<title>The shop, version ${versionAt(step)}</title>\n`;
    await eventually(async () => expect(await ask('/')).toBe(title));
    expect(await ask('/nothing')).toContain('404 Not Found');
    await eventually(async () => expect(await ask('/cgi-bin/cart')).toMatch(/^45150 at shop-cart-/));
    // At least two, as the autoscaler has it, though the Deployment does not say so.
    await eventually(async () => {
      const hpa = await kubectl.json('get hpa shop-cart');
      expect(hpa.status.currentReplicas).toBeGreaterThanOrEqual(2);
      const conditions = hpa.status.conditions.map(({ type, status }: any) => `${type} ${status}`);
      expect(conditions).toEqual(expect.arrayContaining(['AbleToScale True', 'ScalingActive True']));
    }, 90_000);
    const front = (await kubectl.json('get pods -l app.kubernetes.io/name=shop-front')).items;
    for (const { spec } of front)
      expect(spec).toMatchObject({ priority: 1000, preemptionPolicy: 'PreemptLowerPriority' });
  },
  retire: async ({ kubectl }) => void (await kubectl('delete secret shop-tls')),
  cleanUp: () => rm(SHOP_KEYS, { recursive: true, force: true }),
};

const NODE_IN_IMAGE = '/usr/local/bin/node';

export const greeter: Application = {
  name: 'greeter',
  workloads: ['deployment/greeter'],
  upgrade: [['example/greeter:1.0', 'example/greeter:1.1']],
  prepare: () => publishGreeterImage(`http://127.0.0.1:${E2E.registryPort}`),
  async scale({ kubectl }) {
    await kubectl('scale deployment greeter --replicas=4');
    await readyPods(kubectl, 'app=greeter', 4);
  },
  async use({ kubectl }, step) {
    const count = step === 'installed' || step === 'upgraded' ? 3 : 4;
    const pods = (await readyPods(kubectl, 'app=greeter', count)).map(({ name }) => name);
    const [first, other] = pods;
    const run = (pod: string | undefined, words: string) => kubectl(`exec ${pod} -- ${NODE_IN_IMAGE} ${words}`);
    /** Who answers clients, each of whose calls goes to the next one. */
    const answering = async () => {
      const lines = (await run(first, '/app/client.js dns:///greeter-members:50051 12')).trim().split('\n');
      expect(lines).toHaveLength(15);
      const names = lines.map((line) => /^hello (?:you|all) from (\S+), version 1\.[01]$/.exec(line)?.[1]);
      expect(lines.every((line) => line.endsWith(`version 1.${versionAt(step) - 1}`))).toBe(true);
      return [...new Set(names)].sort();
    };
    await eventually(async () => expect(await answering()).toEqual([...pods].sort()));
    expect(await run(first, '/app/client.js greeter:50051')).toContain('hello you from greeter-');

    // It lives, and lets nobody in.
    await run(other, `-e 'fs.writeFileSync("/state/closed", "")'`);
    await eventually(async () => expect(await answering()).toEqual(pods.filter((name) => name !== other).sort()));
    await eventually(async () =>
      expect(await kubectl(`get events --field-selector involvedObject.name=${other},reason=Unhealthy`)).toContain(
        'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
      ),
    );
    await run(other, `-e 'fs.rmSync("/state/closed")'`);
    await readyPods(kubectl, 'app=greeter', count);
    const { status } = await kubectl.json(`get pod ${other}`);
    expect(status.containerStatuses[0].restartCount).toBe(0);
    expect((await kubectl.try(`exec ${first} -- sh`)).stderr).toMatch(/"sh": executable file not found/);
  },
};
