// What is published of the kit: installed from its tarball in an empty project, it is what its README says.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@kubets/component/testing';
import { startCluster } from '../../packages/testing/src';
import { installed, ROOT, runInstaller } from '../clients/install';
import { installKit } from './built-package';

jest.setTimeout(300_000);

/** The last one that runs on Node.js 20; what it needs is taken as it was then. */
const [VITEST, AS_OF] = ['4.1.12', '2026-11-20'];

const run = promisify(execFile);

let project: string;
let kit: string;
beforeAll(() => {
  project = installKit();
  kit = join(project, 'node_modules/@kubets/testing');
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
  const files = readdirSync(kit, { recursive: true }).map(String);
  expect(files.filter((file) => file.endsWith('.node'))).toEqual([]);
  expect(readdirSync(join(project, 'node_modules/@kubets'))).toEqual(['testing']);
  expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@kubets']);
  for (const program of ['etcd', 'kube-apiserver'])
    expect(statSync(join(kit, 'envtest', program)).mode & 0o111).not.toBe(0);
});

test.each(programs)('the example $file of the README', async ({ file, text }) => {
  write(file, text);
  const { stdout } = await inProject(process.execPath, '--test', file).catch((error) =>
    Promise.reject(new Error(error.stdout)),
  );
  // Node.js 26 tells it to people, also where nobody looks.
  expect(stdout).toMatch(/^[#ℹ] fail 0$/m);
});

test('what V8 has made of it is kept in the project for the next process, which loads it in less time', async () => {
  const folder = join(project, 'node_modules/.cache/@kubets/testing');
  rmSync(folder, { recursive: true, force: true });
  write(
    'kept.mjs',
    `const begin = process.cpuUsage().user;
     const { startCluster } = await import('@kubets/testing');
     const loaded = process.cpuUsage().user;
     const cluster = await startCluster({ nodes: 0, components: [] });
     await cluster.stop();
     console.log(loaded - begin);`,
  );
  const loadUs = async (env: NodeJS.ProcessEnv = {}) =>
    Number((await run(process.execPath, ['kept.mjs'], { cwd: project, env: { ...process.env, ...env } })).stdout);
  await loadUs({ NODE_DISABLE_COMPILE_CACHE: '1' });
  expect(existsSync(folder)).toBe(false);
  const first = await loadUs();
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^[\da-f]{16}-[\da-f]+\.v8$/)]);
  const later = await Promise.all([loadUs(), loadUs(), loadUs()]);
  expect(Math.min(...later)).toBeLessThan(first * 0.8);
});

test('a first cluster begins with what the package brings, which is what the API server makes', async () => {
  const brought = JSON.parse(readFileSync(join(kit, 'lib/first-objects.json'), 'utf8')) as {
    key: string;
    text: string;
  }[];
  // Any further flag has the server make all by itself.
  const cluster = await startCluster({ nodes: 0, components: [], apiserverFlags: { 'max-requests-inflight': '401' } });
  try {
    const { items: roles } = await cluster.client.clusterRoles.list({});
    const rulesOf = (role: { metadata?: { name?: string }; rules?: unknown }) => [
      role.metadata?.name,
      role.rules ?? [],
    ];
    const inPackage = brought
      .filter(({ key }) => key.includes('/clusterroles/'))
      .map(({ text }) => rulesOf(JSON.parse(text)));
    expect(new Map(inPackage as never)).toEqual(new Map(roles.map(rulesOf) as never));
  } finally {
    await cluster.stop();
  }
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

const RUN_BY = {
  body: `
    let cluster;
    beforeAll(async () => void (cluster = await startCluster()));
    afterAll(() => cluster.stop());
    test('a pod runs', async () => {
      const spec = { containers: [{ name: 'main', image: 'any' }] };
      const applied = await cluster.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });
      expect(applied).toMatchObject([{ metadata: { name: 'a', namespace: 'default' } }]);
      const phase = async () => (await cluster.client.pods.get({ namespace: 'default', name: 'a' })).status?.phase;
      await cluster.eventually(async () => (await phase()) === 'Running');
    });
    test('what is refused is an Error', () =>
      expect(cluster.client.pods.get({ namespace: 'default', name: 'no' })).rejects.toThrow('pods "no" not found'));
  `,
  commonJs: `const { startCluster } = require('@kubets/testing');`,
};

test('jest runs it', async () => {
  write('jest.test.cjs', RUN_BY.commonJs + RUN_BY.body);
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const { stderr } = await inProject(
    process.execPath,
    jest,
    '--rootDir',
    project,
    '--testMatch',
    '**/jest.test.cjs',
    '--testTimeout=60000',
  );
  expect(stderr).toMatch(/Tests: +2 passed/);
});

test.each(['forks', 'vmThreads'])('vitest runs it in %s, as a module and as CommonJS', async (pool) => {
  const vitest = installed(`node/vitest-${VITEST}`, (into) =>
    runInstaller('npm', [
      'install',
      '--prefix',
      into,
      '--before',
      AS_OF,
      '--no-audit',
      '--no-fund',
      `vitest@${VITEST}`,
    ]),
  );
  const module = join(vitest, 'node_modules/vitest');
  const link = join(project, 'node_modules/vitest');
  if (!existsSync(link)) symlinkSync(module, link);
  const imports = `import { afterAll, beforeAll, expect, test } from 'vitest';`;
  write('module.vitest.mjs', `${imports} import { startCluster } from '@kubets/testing'; ${RUN_BY.body}`);
  const required = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;
  write('common.vitest.mjs', `${imports} ${required} ${RUN_BY.commonJs} ${RUN_BY.body}`);
  write(
    'vitest.config.mjs',
    `export default { test: { include: ['*.vitest.mjs'], testTimeout: 60_000, hookTimeout: 60_000 } };`,
  );
  const { stdout } = await inProject(process.execPath, join(module, 'vitest.mjs'), 'run', '--pool', pool, '--no-color');
  expect(stdout).toMatch(/Tests +4 passed/);
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
