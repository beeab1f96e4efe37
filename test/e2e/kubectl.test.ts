// kubectl's own commands against the cluster, with several kubectls of the machine or those that KUBETS_KUBECTL names.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './cluster/eventually';
import { spanningKubectls } from './cluster/kubectl';
import { E2E } from './cluster/e2e-cluster';

jest.setTimeout(120_000);

const NAMESPACE = 'kubectl-test';
const dir = mkdtempSync(join(tmpdir(), 'kubets-kubectl-'));
afterAll(() => rmSync(dir, { recursive: true }));
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
};

describe.each(spanningKubectls())('kubectl %s', (_version, plain) => {
  const kubectl = (line: string, input?: unknown) =>
    plain(`--namespace ${NAMESPACE} ${line}`, input === undefined ? {} : { input: JSON.stringify(input) });
  const failing = (line: string, input?: unknown) =>
    plain.try(`--namespace ${NAMESPACE} ${line}`, input === undefined ? {} : { input: JSON.stringify(input) });

  beforeAll(async () => {
    await plain(`delete namespace ${NAMESPACE} --ignore-not-found`);
    await plain(`create namespace ${NAMESPACE}`);
    await eventually(() => kubectl('get serviceaccount default'));
    await kubectl('create -f -', POD);
    await kubectl('wait --for=condition=Ready pod/web --timeout=60s');
  });
  afterAll(() => plain(`delete namespace ${NAMESPACE} --wait=false`));

  test('discovery, version and explain', async () => {
    expect(await kubectl('api-resources')).toMatch(/^services\s+svc\s+v1\s+true\s+Service$/m);
    expect(await kubectl('api-resources')).toMatch(/^deployments\s+deploy\s+apps\/v1\s+true\s+Deployment$/m);
    expect((await kubectl('api-versions')).split('\n')).toEqual(
      expect.arrayContaining(['v1', 'apps/v1', 'apps/v1beta1', 'discovery.k8s.io/v1', 'rbac.authorization.k8s.io/v1']),
    );
    expect(await kubectl('version')).toMatch(/v1\.37/);
    expect(await kubectl('cluster-info')).toContain(`https://127.0.0.1:${E2E.securePort}`);
    const explained = await kubectl('explain service.spec.ports');
    for (const field of ['appProtocol', 'nodePort', 'targetPort', 'protocol']) expect(explained).toContain(field);
    expect(await kubectl('explain pod.spec.containers.resources --recursive')).toContain('limits');
  });

  test('describe of every kind', async () => {
    expect(await kubectl('describe pod web')).toMatch(/Successfully assigned kubectl-test\/web to node-[12]/);
    expect(await kubectl('describe nodes')).toMatch(/^Name:\s+node-1$/m);
    for (const kind of [
      'services',
      'endpoints',
      'namespaces',
      'serviceaccounts',
      'configmaps',
      'clusterroles',
      'clusterrolebindings',
    ]) {
      expect((await plain.try(`describe ${kind} --all-namespaces`)).stderr).not.toMatch(/error|unable/i);
    }
    expect(await plain('describe namespace default')).toMatch(/^Status:\s+Active$/m);
  });

  test('get in all forms', async () => {
    expect(await kubectl('get all')).toMatch(/^pod\/web\s+1\/1\s+Running/m);
    expect(await kubectl('get pod web -o name')).toBe('pod/web\n');
    expect(await kubectl(`get pods -o jsonpath='{.items[0].metadata.name}'`)).toBe('web');
    expect(await kubectl('get pods --show-labels')).toMatch(/app=web/);
    expect(await kubectl('get pods --field-selector status.phase=Running --no-headers')).toMatch(/^web\s/);
    expect(await kubectl('get pods --sort-by=.metadata.name')).toMatch(/^web\s/m);
    expect(await kubectl('get events')).toMatch(/Normal\s+Started\s+pod\/web\s+Container started/);
    const missing = await failing('get pod nothing');
    expect(missing.stderr.trim()).toBe('Error from server (NotFound): pods "nothing" not found');
    expect((await failing('get nonsense')).stderr).toContain(`the server doesn't have a resource type "nonsense"`);
  });

  test('label, annotate, patch, replace, diff, dry run', async () => {
    expect(await kubectl('label pod web tier=front')).toBe('pod/web labeled\n');
    expect(await kubectl('annotate pod web note=hello')).toMatch(/^pod\/web annotated?\n$/);
    expect(await kubectl('label pod web tier-')).toMatch(/pod\/web (unlabeled|labeled)/);
    expect(await kubectl(`patch pod web -p '{"metadata":{"labels":{"a":"strategic"}}}'`)).toBe('pod/web patched\n');
    expect(await kubectl(`patch pod web --type merge -p '{"metadata":{"labels":{"b":"merge"}}}'`)).toBe(
      'pod/web patched\n',
    );
    expect(
      await kubectl(`patch pod web --type json -p '[{"op":"add","path":"/metadata/labels/c","value":"json"}]'`),
    ).toBe('pod/web patched\n');
    const pod = JSON.parse(await kubectl('get pod web -o json'));
    expect(pod.metadata.labels).toEqual({ app: 'web', a: 'strategic', b: 'merge', c: 'json' });
    const file = join(dir, 'pod.json');
    writeFileSync(
      file,
      JSON.stringify({ ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, d: 'replaced' } } }),
    );
    expect(await kubectl(`replace -f ${file}`)).toBe('pod/web replaced\n');
    expect((await failing(`replace -f ${file}`)).stderr).toMatch(
      /the object has been modified; please apply your changes to the latest version and try again/,
    );
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } };
    await kubectl('apply -f -', configMap);
    const diff = await failing('diff -f -', { ...configMap, data: { a: '2' } });
    expect(diff.code).toBe(1);
    expect(diff.stdout).toMatch(/^-\s+a: "1"$/m);
    expect(diff.stdout).toMatch(/^\+\s+a: "2"$/m);
    expect(await kubectl('apply -f - --dry-run=server', { ...configMap, data: { a: '3' } })).toMatch(
      /configmap\/settings configured \(server dry run\)/,
    );
    expect(JSON.parse(await kubectl('get configmap settings -o json')).data).toEqual({ a: '1' });
    expect(await kubectl('apply -f -', { ...configMap, data: { a: '4' } })).toBe('configmap/settings configured\n');
  });

  test('what is refused, with the field', async () => {
    const port = await failing('create -f -', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'bad' },
      spec: { ports: [{ port: 70000 }] },
    });
    expect(port.stderr).toContain('spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive');
    const name = await failing('create -f -', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Bad_Name' } });
    expect(name.stderr).toContain('metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain');
    const unknown = await failing('create -f -', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'bad' },
      spec: { containers: [{ name: 'a', image: 'b', imagee: 'c' }] },
    });
    expect(unknown.stderr).toMatch(/unknown field .*imagee/);
    const again = await failing('create -f -', POD);
    expect(again.stderr).toContain(
      'Error from server (AlreadyExists): error when creating "STDIN": pods "web" already exists',
    );
  });

  test('exec, logs, cp and port-forward', async () => {
    expect(await kubectl('exec web -- echo hello')).toBe('hello\n');
    expect((await failing('exec web -- sh -c "exit 3"')).code).toBe(3);
    expect(await plain(`--namespace ${NAMESPACE} exec -i web -- cat`, { input: 'through stdin' })).toBe(
      'through stdin',
    );
    // Since 1.31 over a WebSocket first, and as it is served there is no second way to be looked for.
    const told = await plain.try(`--namespace ${NAMESPACE} exec -i web -v=4 -- wc -c`, {
      input: 'x'.repeat(3_000_000),
    });
    expect([told.stdout.trim(), told.code]).toEqual(['3000000', 0]);
    expect(told.stderr).not.toContain('fallback');
    await kubectl('exec web -- curl -s http://localhost');
    await eventually(async () => expect(await kubectl('logs web')).toContain('GET / HTTP/1.1'));
    expect(await kubectl('logs web --tail=1 --timestamps')).toMatch(/^\d{4}-\d\d-\d\dT/);
    writeFileSync(join(dir, 'file.txt'), 'copied');
    await kubectl(`cp ${dir}/file.txt web:/tmp/file.txt`);
    expect(await kubectl('exec web -- cat /tmp/file.txt')).toBe('copied');
    await kubectl(`cp web:/tmp/file.txt ${dir}/back.txt`);
    expect(readFileSync(join(dir, 'back.txt'), 'utf8')).toBe('copied');
    expect(await forwarded(plain, 'pod/web')).toContain('Welcome to nginx!');
  });

  test('logs -f and attach follow what a pod prints', async () => {
    await kubectl(
      'run ticker --image=radial/busyboxplus:curl --restart=Never --command -- sh -c "while :; do echo tick; sleep 0.2; done"',
    );
    await kubectl('wait --for=condition=Ready pod/ticker --timeout=60s');
    for (const line of ['logs -f --tail=1 ticker', 'attach ticker']) {
      const child = spawn(plain.path, ['--namespace', NAMESPACE, ...line.split(' ')], {
        env: { ...process.env, KUBECONFIG: E2E.kubeconfig },
      });
      let seen = '';
      child.stdout.on('data', (chunk) => (seen += chunk));
      await eventually(() => expect(seen.match(/tick\n/g)?.length).toBeGreaterThanOrEqual(4));
      child.kill();
    }
    await kubectl('delete pod ticker --grace-period=1');
  });

  test('watch prints changes as they come; wait and delete wait for them', async () => {
    const child = spawn(plain.path, ['--namespace', NAMESPACE, 'get', 'configmaps', '-w', '--no-headers'], {
      env: { ...process.env, KUBECONFIG: E2E.kubeconfig },
    });
    let seen = '';
    child.stdout.on('data', (chunk) => (seen += chunk));
    await kubectl('create configmap watched --from-literal=a=b');
    await eventually(() => expect(seen).toMatch(/^watched\s+1\s/m));
    child.kill();
    await kubectl('delete configmap watched');
    await kubectl('run short --image=radial/busyboxplus:curl --restart=Never --command -- sleep 3600');
    await kubectl('wait --for=condition=Ready pod/short --timeout=60s');
    await kubectl('delete pod short --grace-period=1 --wait');
    expect((await failing('get pod short')).code).toBe(1);
  });

  test('rolling update, status, history and undo', async () => {
    await kubectl('create deployment roll --image=gcr.io/google-samples/kubernetes-bootcamp:v1 --replicas=2');
    expect(await kubectl('rollout status deployment/roll --timeout=60s')).toContain('successfully rolled out');
    await kubectl('set image deployment/roll kubernetes-bootcamp=gcr.io/google-samples/kubernetes-bootcamp:v2');
    expect(await kubectl('rollout status deployment/roll --timeout=60s')).toContain('successfully rolled out');
    expect(await kubectl('rollout history deployment/roll')).toMatch(/^2\s/m);
    await kubectl('rollout undo deployment/roll');
    await kubectl('rollout status deployment/roll --timeout=60s');
    expect(await kubectl(`get deployment roll -o jsonpath='{.spec.template.spec.containers[0].image}'`)).toContain(
      ':v1',
    );
    await kubectl('delete deployment roll');
  });
});

/** What a pod answers through port-forward to a port of this machine. */
async function forwarded(kubectl: { path: string }, target: string): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const child = spawn(kubectl.path, ['--namespace', NAMESPACE, 'port-forward', target, `${port}:80`], {
    env: { ...process.env, KUBECONFIG: E2E.kubeconfig },
  });
  try {
    return await eventually(
      () =>
        new Promise<string>((resolve, reject) => {
          get(`http://127.0.0.1:${port}/`, (response) => {
            let body = '';
            response.on('data', (chunk) => (body += chunk));
            response.on('end', () => resolve(body));
          }).on('error', reject);
        }),
      15_000,
    );
  } finally {
    child.kill();
  }
}
