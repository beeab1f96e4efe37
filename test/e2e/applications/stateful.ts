// Members with names of their own: a database that keeps what it has, and a queue that keeps a majority.
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
