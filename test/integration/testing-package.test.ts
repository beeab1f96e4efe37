// What is published of the kit: installed from its tarball in an empty project, it is what its README says.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@kubets/component/testing';
import { ROOT } from '../clients/install';
import { installKit } from './built-package';

jest.setTimeout(300_000);

const run = promisify(execFile);

let project: string;
let installed: string;
beforeAll(() => {
  project = installKit();
  installed = join(project, 'node_modules/@kubets/testing');
});
afterAll(() => project && rmSync(project, { recursive: true, force: true }));

const inProject = (command: string, ...args: string[]) =>
  run(command, args, { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } });
const write = (file: string, text: string) => writeFileSync(join(project, file), text);

const EXAMPLES = [
  ...readFileSync(join(ROOT, 'packages/testing/published/README.md'), 'utf8').matchAll(/```(\w+)\n([^]*?)```/g),
];
const programs = EXAMPLES.flatMap(([, language, text = '']) => {
  const [, file] = /^\/\/ (\S+): node --test/.exec(text) ?? [];
  return language === 'js' && file ? [{ file, text }] : [];
});

test('nothing that is installed is native, and nothing else is needed', () => {
  const files = readdirSync(installed, { recursive: true }).map(String);
  expect(files.filter((file) => file.endsWith('.node'))).toEqual([]);
  expect(readdirSync(join(project, 'node_modules/@kubets'))).toEqual(['testing']);
  expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@kubets']);
  for (const program of ['etcd', 'kube-apiserver'])
    expect(statSync(join(installed, 'envtest', program)).mode & 0o111).not.toBe(0);
});

test.each(programs)('the example $file of the README', async ({ file, text }) => {
  write(file, text);
  const { stdout } = await inProject(process.execPath, '--test', file).catch((error) =>
    Promise.reject(new Error(error.stdout)),
  );
  expect(stdout).toMatch(/# fail 0/);
});

test('CommonJS gets the same', async () => {
  write(
    'common.cjs',
    `const { startCluster } = require('@kubets/testing');
     (async () => {
       const cluster = await startCluster({ nodes: 0, components: [] });
       const { metadata } = await cluster.client.configMaps.create({ metadata: { namespace: 'default', name: 'a' } });
       console.log(metadata.name);
       await cluster.stop();
     })();`,
  );
  expect((await inProject(process.execPath, 'common.cjs')).stdout).toBe('a\n');
});

test('its types stand by themselves, and know the kinds', async () => {
  write(
    'typed.ts',
    `import { startCluster, type Cluster, type PodBehaviour } from '@kubets/testing';
     const behaviour: PodBehaviour = { readyAfterMs: 5, http: () => new Response('hello') };
     export async function use(): Promise<number | undefined> {
       const cluster: Cluster = await startCluster({ nodes: 2 });
       cluster.simulate({ labelSelector: 'app=web' }, behaviour);
       const { status } = await cluster.client.deployments.get({ namespace: 'default', name: 'web' });
       // @ts-expect-error there is no such field
       void status?.readyReplicaz;
       // @ts-expect-error a number of nodes is none
       await startCluster({ nodes: 'two' });
       return status?.readyReplicas;
     }`,
  );
  const options = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }));
  const compiler = join(ROOT, 'node_modules/typescript-native/bin/tsc');
  const checked = await inProject(process.execPath, compiler, '-p', '.').catch((error) => ({
    stdout: error.stdout as string,
  }));
  expect(checked.stdout).toBe('');
});

test('kubets-test-server writes a kubeconfig when the cluster answers, and takes it away with it', async () => {
  const file = join(project, 'cluster.kubeconfig');
  const server = spawn(
    join(project, 'node_modules/.bin/kubets-test-server'),
    ['--kubeconfig', file, '--nodes', '2', '--log-level', 'warn'],
    { stdio: 'inherit' },
  );
  const ended = once(server, 'exit');
  try {
    await eventually(() => existsSync(file));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { stdout } = await inProject('kubectl', '--kubeconfig', file, 'get', 'nodes');
    expect(stdout).toMatch(/node-1 +Ready[^]*node-2 +Ready/);
  } finally {
    server.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
  expect(existsSync(file)).toBe(false);
});
