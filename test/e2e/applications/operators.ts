// What extends the cluster.
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

/** Where the objects are that extensions have to do with; not where they are themselves. */
const USERS = 'applications-users';

async function makeUsers({ kubectl }: Installation, label: string): Promise<void> {
  await kubectl(`create namespace ${USERS}`);
  await kubectl(`label namespace ${USERS} ${label}`);
}
const leave = async ({ kubectl }: Installation): Promise<void> => {
  await kubectl(`delete namespace ${USERS} --ignore-not-found`);
};

export const webhook: Application = {
  name: 'webhook',
  namespace: 'rules',
  workloads: ['deployment/rules'],
  upgrade: [
    ['looked at by rules, version 1', 'looked at by rules, version 2'],
    ["example.com/revision: '1'", "example.com/revision: '2'"],
  ],
  prepare: (on) => makeUsers(on, 'rules.example.com/apply=true'),
  async scale({ kubectl }) {
    await kubectl('scale deployment rules --replicas=3');
    await readyPods(kubectl, 'app=rules', 3);
  },
  async use({ kubectl }, step) {
    await kubectl('wait job/certificate --for=condition=Complete --timeout=60s');
    const create = (name: string, literal: string) =>
      kubectl.try(`-n ${USERS} create configmap ${name} --from-literal=${literal}`);
    const allowed = await create(step, 'openly=done');
    expect(allowed).toMatchObject({
      code: 0,
      stderr: `Warning: looked at by rules, version ${versionAt(step)}\n`,
    });
    expect((await kubectl.json(`-n ${USERS} get configmap ${step}`)).metadata.annotations).toEqual({
      'example.com/seen': 'true',
    });
    expect((await create('refused', 'secretly=done')).stderr).toContain(
      'admission webhook "validate.rules.example.com" denied the request: nothing is done secretly here',
    );
    const exempt = {
      metadata: { name: 'exempt', labels: { 'rules.example.com/exempt': '' } },
      data: { secretly: 'x' },
    };
    await kubectl(`-n ${USERS} create --dry-run=server -f -`, {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', ...exempt }),
    });
    expect((await kubectl.try('create configmap other --from-literal=secretly=done')).code).toBe(0);
    await kubectl('delete configmap other');
  },
  cleanUp: leave,
};
