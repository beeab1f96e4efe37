// What extends the cluster.
import { eventually } from '../cluster/eventually';
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

/** Where the objects are that extensions have to do with; not where they are themselves. */
const USERS = 'applications-users';

async function makeUsers({ kubectl }: Installation, ...labels: string[]): Promise<void> {
  await kubectl(`create namespace ${USERS}`);
  for (const label of labels) await kubectl(`label namespace ${USERS} ${label}`);
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

/** What a user writes. */
const site = (spec: object) =>
  JSON.stringify({ apiVersion: 'web.example.com/v1', kind: 'Site', metadata: { name: 'blog' }, spec });

export const operator: Application = {
  name: 'operator',
  namespace: 'site-operator',
  workloads: ['deployment/site-operator'],
  upgrade: [
    ['by site-operator/1', 'by site-operator/2'],
    ["example.com/revision: '1'", "example.com/revision: '2'"],
    ['enum: [light, dark]', 'enum: [light, dark, sepia]'],
  ],
  prepare: makeUsers,
  async scale({ kubectl }) {
    await kubectl(`-n ${USERS} scale site blog --replicas=2`);
    await kubectl('scale deployment site-operator --replicas=3');
    await readyPods(kubectl, 'control-plane=site-operator', 3);
    await readyPods(kubectl, `site=blog -n ${USERS}`, 2);
    expect(await kubectl(`-n ${USERS} get deployment site-blog -o jsonpath={.spec.replicas}`)).toBe('2');
  },
  async use({ kubectl, curl }, step) {
    const user = (line: string, input?: string) => kubectl(`-n ${USERS} ${line}`, { input });
    const refused = async (line: string, input?: string) =>
      (await kubectl.try(`-n ${USERS} ${line}`, { input })).stderr;
    const spec = { domain: 'blog.example.com', title: `At ${step}` };
    // The number of replicas is not its own to say, once somebody has scaled it.
    await user('apply -f -', site(spec));
    await user('wait site/blog --for=condition=Ready --timeout=90s');
    const address = await user('get service site-blog -o jsonpath={.spec.clusterIP}');
    const page = `<h1>At ${step}</h1> light, by site-operator/${versionAt(step)}`;
    await eventually(async () => expect(await curl(`http://${address}/`)).toBe(page), 60_000);

    const row = new RegExp(
      `^blog +blog.example.com +True +${step === 'installed' || step === 'upgraded' ? 1 : 2} `,
      'm',
    );
    await eventually(async () => expect(await user('get sites -o wide')).toMatch(row));
    expect(await user('get web -o name')).toBe('site.web.example.com/blog\n');
    expect(await user('get st --field-selector spec.domain=other.example.com -o name')).toBe('');
    expect(await refused('get sites.v1beta1.web.example.com blog')).toContain('Site is deprecated; use');
    expect(await refused('apply -f -', site({ ...spec, domain: 'other.example.com' }))).toContain(
      'spec.domain: Forbidden: a site keeps its domain',
    );
    expect(await refused('apply -f -', site({ ...spec, aliases: [spec.domain] }))).toContain(
      'the domain is no alias of itself',
    );
    const sepia = await kubectl.try(`-n ${USERS} apply --dry-run=server -f -`, {
      input: site({ ...spec, theme: 'sepia' }),
    });
    if (step === 'installed')
      expect(sepia.stderr).toContain('Unsupported value: "sepia": supported values: "light", "dark"');
    else expect(sepia).toMatchObject({ code: 0 });

    expect(await kubectl('get configmap sites -o jsonpath={.data}')).toBe(`{"${USERS}.blog":"At installed"}`);
    const pods = (await kubectl.json('get pods')).items.map(({ metadata }: any) => metadata.name);
    await eventually(async () =>
      expect(pods).toContain(await kubectl('get lease site-operator -o jsonpath={.spec.holderIdentity}')),
    );
    if (step === 'installed')
      await user('create rolebinding editor --clusterrole=edit --serviceaccount=default:editor');
    const may = (verb: string) =>
      kubectl.try(`-n ${USERS} auth can-i ${verb} sites.web.example.com --as system:serviceaccount:default:editor`);
    await eventually(async () => expect((await may('create')).stdout).toBe('yes\n'));
    expect((await may('impersonate')).stdout).toBe('no\n');
  },
  async retire({ kubectl }) {
    await kubectl(`-n ${USERS} delete site blog --timeout=60s`, { timeoutMs: 70_000 });
    expect(await kubectl('get configmap sites -o jsonpath={.data}')).toBe('');
    await eventually(async () => expect(await kubectl(`-n ${USERS} get all,configmaps -l site=blog -o name`)).toBe(''));
  },
  cleanUp: leave,
};
