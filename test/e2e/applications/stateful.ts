// Members with names of their own: a database that keeps what it has, and a queue that keeps a majority.
import { E2E } from '../cluster/e2e-cluster';
import { eventually } from '../cluster/eventually';
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

const PASSWORD = ['--header', 'X-Password: only-an-example'];

async function claimsOf({ kubectl }: Installation): Promise<string[]> {
  const { items } = await kubectl.json('get pvc');
  return items.map(({ metadata, status }: any) => `${metadata.name} ${status.phase}`);
}

export const database: Application = {
  name: 'database',
  isInShortForm: true,
  workloads: ['statefulset/database'],
  upgrade: [["example.com/revision: '1'", "example.com/revision: '2'"]],
  staysWithItsNode: true,
  async scale(on) {
    await on.kubectl('scale statefulset database --replicas=3');
    await readyPods(on.kubectl, 'app.kubernetes.io/name=database', 3);
    expect(await claimsOf(on)).toEqual(['data-database-0 Bound', 'data-database-1 Bound', 'data-database-2 Bound']);
    await on.kubectl('scale statefulset database --replicas=1');
    await readyPods(on.kubectl, 'app.kubernetes.io/name=database', 1);
    // What is scaled away comes back with its data.
    expect(await claimsOf(on)).toHaveLength(3);
    await on.kubectl('scale statefulset database --replicas=2');
    await readyPods(on.kubectl, 'app.kubernetes.io/name=database', 2);
  },
  async use({ kubectl, curl, addressOf, namespace }, step) {
    const store = `http://${await addressOf('database')}/cgi-bin/store`;
    await eventually(async () => expect(await curl(`${store}?first`)).toBe('who are you?\n'));
    if (step === 'installed') await curl(...PASSWORD, '--data', 'kept', `${store}?first`);
    expect(await curl(...PASSWORD, `${store}?first`)).toBe('kept');
    for (const member of [0, 1]) {
      const name = `database-${member}.database-members.${namespace}.svc.cluster.local`;
      await eventually(() => kubectl(`exec database-0 -c database -- nslookup ${name}`));
      expect(await kubectl(`exec database-${member} -c database -- cat /data/ordinal`)).toBe(`${member}\n`);
    }
    const starts = (await kubectl('exec database-0 -c database -- cat /data/starts/log')).trim().split('\n');
    expect(starts.length).toBeGreaterThanOrEqual(versionAt(step));
    expect(await kubectl('exec database-0 -c database -- id -u')).toBe('65534\n');
    const readOnly = await kubectl.try('exec database-0 -c database -- touch /etc/mine');
    expect(readOnly.stderr).toContain('Read-only file system');
  },
};

export const queue: Application = {
  name: 'queue',
  workloads: ['statefulset/queue'],
  upgrade: [["QUEUE_VERSION, value: '1'", "QUEUE_VERSION, value: '2'"]],
  async scale({ kubectl }) {
    await kubectl('scale statefulset queue --replicas=4');
    await readyPods(kubectl, 'app=queue', 4);
  },
  async use({ kubectl, curl, addressOf }, step) {
    const address = await addressOf('queue');
    await eventually(async () => expect(await curl(`http://${address}/version`)).toBe(`${versionAt(step)}\n`));
    // One client comes to one member.
    const members = new Set<string>();
    for (let i = 0; i < 6; i++) members.add(await curl(`http://${address}/peers/name`));
    expect(members.size).toBe(1);
    const pods = (await kubectl.json('get pods -l app=queue')).items.map(({ metadata }: any) => metadata.name);
    expect(pods.slice(0, 3)).toEqual(['queue-1', 'queue-2', 'queue-3']);
    expect(new Set((await readyPods(kubectl, 'app=queue', pods.length)).map(({ node }) => node)).size).toBe(
      step === 'drained' ? 1 : 2,
    );
    await eventually(async () =>
      expect(await kubectl('get pdb queue -o jsonpath={.status.disruptionsAllowed}')).toBe(String(pods.length - 2)),
    );
  },
};

export const cache: Application = {
  name: 'cache',
  workloads: ['deployment/origin', 'statefulset/cache'],
  upgrade: [
    ["CACHE_VERSION, value: '1'", "CACHE_VERSION, value: '2'"],
    ['partition: 0', 'partition: 2'],
  ],
  unbroken: async ({ addressOf }) => `http://${await addressOf('cache')}/member`,
  async scale({ kubectl }) {
    await kubectl('scale statefulset cache --replicas=4');
    await readyPods(kubectl, 'app=cache', 4);
    // The last comes, and goes, first.
    await kubectl('scale statefulset cache --replicas=3');
    expect((await readyPods(kubectl, 'app=cache', 3)).map(({ name }) => name)).toEqual([
      'cache-0',
      'cache-1',
      'cache-2',
    ]);
  },
  async use({ kubectl, curl, curlFrom, addressOf, namespace }, step) {
    const member = async (index: number, path: string) => {
      const { status } = await kubectl.json(`get pod cache-${index}`);
      return curl('--include', `http://${status.podIP}:6380${path}`);
    };
    const versions = () =>
      Promise.all([0, 1, 2].map(async (index) => /version (\d)/.exec(await member(index, '/member'))?.[1]));
    if (step === 'upgraded') {
      expect(await versions()).toEqual(['1', '1', '2']);
      const { status } = await kubectl.json('get statefulset cache');
      expect(status).toMatchObject({ updatedReplicas: 1, replicas: 3 });
      expect(status.currentRevision).not.toBe(status.updateRevision);
      // What goes while the partition stands comes back as it was.
      await kubectl('delete pod cache-0');
      await readyPods(kubectl, 'app=cache', 3);
      await eventually(async () => expect(await versions()).toEqual(['1', '1', '2']));
      await kubectl(`patch statefulset cache -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'`);
      await kubectl('rollout status statefulset/cache --timeout=150s', { timeoutMs: 160_000 });
    }
    await eventually(async () => expect(await versions()).toEqual(Array(3).fill(String(versionAt(step)))));
    const [first, second] = [await member(1, `/${step}`), await member(1, `/${step}`)];
    expect(first).toContain('X-Cache: MISS');
    expect(second).toContain('X-Cache: HIT');
    expect(first.split('\n').at(-2)).toBe(second.split('\n').at(-2));
    expect(await member(1, '/?warm')).toContain('X-Cache: HIT');
    // Clients that share keys among the members know them by name, and one that does not takes any, at any node.
    const found = await kubectl(`exec cache-0 -- curl -s cache-2.cache-members.${namespace}:6380/member`);
    expect(found).toBe(`cache-2 of version ${versionAt(step)}\n`);
    const port = await kubectl('get service cache -o jsonpath={.spec.ports[0].nodePort}');
    for (const node of E2E.nodes)
      expect(await curlFrom(node, `http://${E2E.addressOf(node)}:${port}/member`)).toMatch(/^cache-[012] of version/);
    const members = new Set<string>();
    for (let i = 0; i < 20; i++) members.add(await curl(`http://${await addressOf('cache')}/member`));
    expect(members.size).toBe(3);
  },
};
