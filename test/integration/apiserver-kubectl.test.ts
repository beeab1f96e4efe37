import { spawn } from 'node:child_process';
import { spanningKubectls } from '../e2e/cluster/kubectl';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

test('shows what a cluster begins with', async () => {
  expect((await api.kubectl(['get', 'namespaces', '-o', 'name'])).trim().split('\n')).toEqual([
    'namespace/default',
    'namespace/kube-node-lease',
    'namespace/kube-public',
    'namespace/kube-system',
  ]);
  expect(await api.kubectl(['get', 'service,endpoints,endpointslices'])).toMatch(
    /service\/kubernetes +ClusterIP +10\.96\.0\.1 +<none> +443\/TCP/,
  );
  expect(await api.kubectl(['get', 'servicecidrs,ipaddresses'])).toContain('10.96.0.0/12');
});

describe.each(spanningKubectls())('kubectl %s', (version, { path: binary }) => {
  const minor = Number(version.split('.')[1]);
  const namespace = `n${minor}`;
  const run = (args: string[], stdin?: string) =>
    api.kubectl(['-n', namespace, ...args], { binary, ...(stdin === undefined ? {} : { stdin }) });
  const fails = (args: string[], stdin?: string) =>
    run(args, stdin).then(
      (output) => Promise.reject(new Error(`should have failed: ${output}`)),
      (error: Error) => error.message,
    );

  test('creates with its own generators', async () => {
    expect(await run(['create', 'namespace', namespace])).toContain(`namespace/${namespace} created`);
    expect(await run(['create', 'serviceaccount', 'default'])).toContain('created');
    expect(await run(['create', 'configmap', 'cm', '--from-literal=a=b'])).toContain('configmap/cm created');
    expect(await run(['create', 'secret', 'generic', 's', '--from-literal=p=q'])).toContain('secret/s created');
    expect(await run(['create', 'deployment', 'web', '--image=nginx', '--replicas=2'])).toContain(
      'deployment.apps/web created',
    );
    expect(await run(['expose', 'deployment', 'web', '--port=80', '--type=NodePort'])).toContain('service/web exposed');
    expect(await run(['run', 'p', '--image=nginx'])).toContain('pod/p created');
    expect(await run(['create', 'role', 'r', '--verb=get', '--resource=pods'])).toContain('created');
    expect(await run(['create', 'rolebinding', 'rb', '--role=r', '--serviceaccount=default:default'])).toContain(
      'created',
    );
    if (minor >= 24) expect((await run(['create', 'token', 'default'])).split('.')).toHaveLength(3);
  });

  test('applies what it can of a file with a kind that is not served', async () => {
    const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const unknown = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } };
    const items = [map('before-unknown'), unknown, map('after-unknown')];
    const stdin = items.map((item) => `---\n${JSON.stringify(item)}\n`).join('');
    const output = await fails(['apply', '-f', '-'], stdin);
    expect(output).toContain('no matches for kind "Widget" in version "example.com/v1"');
    expect(output).toContain('configmap/before-unknown created');
    expect(output).toContain('configmap/after-unknown created');
    expect(await run(['get', 'customresourcedefinitions'])).toContain('No resources found');
    await run(['delete', 'configmap', 'before-unknown', 'after-unknown']);
  });

  test('shows', async () => {
    expect(await run(['get', 'all'])).toMatch(
      /pod\/p +0\/1 +Pending[\s\S]*service\/web +NodePort[\s\S]*deployment\.apps\/web +0\/2 +0 +0/,
    );
    expect(await run(['get', 'deploy', '-o', 'wide'])).toMatch(
      /NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\nweb +0\/2 +0 +0 +\S+ +nginx +nginx +app=web/,
    );
    expect(await run(['get', 'svc', 'web', '-o', 'jsonpath={.spec.ports[0].nodePort}'])).toMatch(/^3\d{4}/);
    expect(await run(['get', 'cm', 'cm', '-o', 'yaml'])).toContain('data:\n  a: b\nkind: ConfigMap');
    expect(await run(['get', 'cm', '--chunk-size=1', '-o', 'name'])).toBe('configmap/cm\n');
    expect(await run(['get', 'pods', '-l', 'run=p', '-o', 'custom-columns=N:.metadata.name'])).toBe('N\np\n');
    expect(await run(['describe', 'service', 'web'])).toMatch(/Selector: +app=web\nType: +NodePort/);
    expect(await run(['describe', 'pod', 'p'])).toMatch(/Status: +Pending/);
    expect(await run(['describe', 'deployment', 'web'])).toMatch(/Replicas: +2 desired/);
    expect(await run(['api-resources', '--api-group=apps'])).toMatch(/deployments +deploy +apps\/v1 +true +Deployment/);
    expect(await run(['api-versions'])).toContain('apps/v1beta1\n');
    expect(await run(['cluster-info'])).toContain('Kubernetes control plane');
    expect(await run(['version'])).toContain('v1.37.2');
    expect(await run(['explain', 'service.spec.ports'])).toContain('targetPort');
    expect(await run(['auth', 'can-i', 'create', 'pods'])).toContain('yes');
    expect(await run(['get', '--raw', '/readyz'])).toContain('ok');
  });

  test('changes', async () => {
    expect(await run(['scale', 'deployment', 'web', '--replicas=5'])).toContain('scaled');
    expect(await run(['label', 'deployment', 'web', 'x=y'])).toContain('labeled');
    expect(await run(['annotate', 'deployment', 'web', 'n=1'])).toContain('annotate');
    expect(await run(['patch', 'deployment', 'web', '-p', '{"spec":{"replicas":3}}'])).toContain('patched');
    expect(
      await run([
        'patch',
        'deployment',
        'web',
        '--type=json',
        '-p',
        '[{"op":"replace","path":"/spec/replicas","value":1}]',
      ]),
    ).toContain('patched');
    expect(await run(['patch', 'deployment', 'web', '--type=merge', '-p', '{"spec":{"replicas":1}}'])).toContain(
      'patched (no change)',
    );
    expect(await run(['set', 'image', 'deployment/web', 'nginx=nginx:2'])).toContain('image updated');
    expect(await run(['patch', 'service', 'web', '-p', '{"spec":{"type":"LoadBalancer"}}'])).toContain('patched');
    expect(await run(['get', 'svc', 'web'])).toMatch(/web +LoadBalancer +\S+ +<pending>/);
  });

  const manifest = (value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: applied\ndata:\n  key: ${value}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: applied\nspec:\n  ports:\n  - port: 80\n`;

  test('applies, diffs, replaces', async () => {
    expect(await run(['apply', '-f', '-'], manifest('"1"'))).toBe(
      'configmap/applied created\nservice/applied created\n',
    );
    expect(await run(['apply', '-f', '-'], manifest('"1"'))).toBe(
      'configmap/applied unchanged\nservice/applied unchanged\n',
    );
    expect(await run(['apply', '-f', '-'], manifest('"2"'))).toContain('configmap/applied configured');
    expect(await fails(['diff', '-f', '-'], manifest('"3"'))).toContain('+  key: "3"');
    expect(await run(['apply', '--dry-run=server', '-f', '-'], manifest('"4"'))).toContain(
      'configured (server dry run)',
    );
    expect(await run(['get', 'cm', 'applied', '-o', 'jsonpath={.data.key}'])).toBe('2');
    expect(await run(['apply', '--server-side', '--force-conflicts', '-f', '-'], manifest('"5"'))).toContain(
      'configmap/applied serverside-applied',
    );
    expect(await run(['replace', '-f', '-'], manifest('"6"').split('---')[0])).toContain('replaced');
    expect(
      await fails(['apply', '-f', '-'], 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\nspec: {}\n'),
    ).toMatch(/unknown field "?\\?"?spec/);
    expect(await fails(['create', '-f', '-'], manifest('"7"'))).toContain('configmaps "applied" already exists');
  });

  const podTemplate = (image: string) =>
    `apiVersion: v1\nkind: PodTemplate\nmetadata:\n  name: web\ntemplate:\n  metadata:\n    labels: {app: web}\n  spec:\n    containers:\n    - name: nginx\n      image: ${image}\n`;

  test('knows a kind whose names are one option', async () => {
    expect(await run(['api-resources', '--namespaced'])).toMatch(/^podtemplates +v1 +true +PodTemplate$/m);
    expect(await run(['explain', 'podtemplates.template'])).toMatch(/made from it[\s\S]*spec\t<(PodSpec|Object)>/);
    expect(await run(['apply', '-f', '-'], podTemplate('nginx:1'))).toBe('podtemplate/web created\n');
    const table = /^NAME +CONTAINERS +IMAGES +POD LABELS\nweb +nginx +nginx:1 +app=web\n$/;
    expect(await run(['get', 'podtemplates'])).toMatch(table);
    expect(await run(['get', 'podtemplate', 'web', '-o', 'wide'])).toMatch(table);
    expect(
      await run(['get', 'podtemplate', 'web', '-o', 'jsonpath={.template.spec.restartPolicy} {.metadata.generation}']),
    ).toBe('Always 1');
    expect(await run(['apply', '-f', '-'], podTemplate('nginx:2'))).toBe('podtemplate/web configured\n');
    expect(
      await run(
        ['apply', '--server-side', '--force-conflicts', '--field-manager=me', '-f', '-'],
        podTemplate('nginx:3'),
      ),
    ).toBe('podtemplate/web serverside-applied\n');
    expect(
      await run([
        'get',
        'podtemplate',
        'web',
        '-o',
        'jsonpath={.template.spec.containers[*].image} {.metadata.generation}',
      ]),
    ).toBe('nginx:3 3');
    expect(
      await fails(['apply', '-f', '-'], podTemplate('nginx').replace('- name: nginx', '- name: Bad_Name')),
    ).toContain('template.spec.containers[0].name: Invalid value: "Bad_Name"');
    expect(await run(['delete', 'podtemplate', 'web'])).toMatch(/^podtemplate "web" deleted/);
  });

  test('watches and waits', async () => {
    const child = spawn(binary, ['--kubeconfig', api.kubeconfig, '-n', namespace, 'get', 'cm', '-w', '--no-headers'], {
      env: { ...process.env, HOME: cluster.directory },
    });
    let output = '';
    // kubectl writes a row in pieces, so what is waited for is its end
    const seen = new Promise<void>((resolve) =>
      child.stdout.on('data', (chunk) => /^late .*\n/m.test((output += String(chunk))) && resolve()),
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await run(['create', 'configmap', 'late']);
    await seen;
    child.kill();
    expect(output.trim().split('\n').at(-1)).toMatch(/^late +0 +\d+s$/);
    if (minor >= 23)
      expect(await run(['wait', '--for=jsonpath={.data.a}=b', 'configmap/cm', '--timeout=5s'])).toContain(
        'condition met',
      );
  });

  test('says what is wrong', async () => {
    expect(await fails(['get', 'pod', 'absent'])).toContain('Error from server (NotFound): pods "absent" not found');
    expect(await fails(['get', 'wombats'])).toContain('the server doesn\'t have a resource type "wombats"');
    expect(await run(['logs', 'p'])).toBe('');
    expect(await fails(['create', 'configmap', 'Bad_Name'])).toContain('Invalid value: "Bad_Name"');
    expect(await fails(['get', 'pods', '--as=joe'])).toContain(
      `pods is forbidden: User "joe" cannot list resource "pods" in API group "" in the namespace "${namespace}"`,
    );
  });

  test('deletes', async () => {
    expect(await run(['delete', 'deployment,service', 'web'])).toContain('service "web" deleted');
    expect(await run(['delete', 'pod', 'p', '--wait'])).toContain('pod "p" deleted');
    expect(await run(['delete', 'cm', '--all'])).toContain('configmap "cm" deleted');
    expect(await run(['get', 'all'])).not.toContain('web');
  });
});
