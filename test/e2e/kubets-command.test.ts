// The command `kubets` on a cluster that runs: what it shows, and what it changes beside the cluster.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atOnce, jsonProblem, parseJson } from '@kubets/apimachinery';
import { cli, E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';

jest.setTimeout(120_000);

const here = ['--name', E2E.name];
const bundle = join(__dirname, '../../dist/apps/cli/main.js');
const dir = mkdtempSync(join(tmpdir(), 'kubets-command-'));
afterAll(() => rmSync(dir, { recursive: true }));

const json = async (...args: string[]) => JSON.parse(await cli(args[0]!, ...args.slice(1), '-o', 'json'));

test('a running cluster is known by its name, wherever its state is', async () => {
  expect(await json('list')).toContainEqual(
    expect.objectContaining({ name: E2E.name, status: 'Running', nodes: 2, stateDir: E2E.stateDir }),
  );
  expect(await cli('list')).toMatch(
    new RegExp(`^${E2E.name} +Running +2 +https://127\\.0\\.0\\.1:${E2E.securePort}`, 'm'),
  );
  expect(await json('node', 'list', ...here)).toEqual([
    expect.objectContaining({ name: 'node-1', status: 'Running', address: E2E.addressOf('node-1') }),
    expect.objectContaining({ name: 'node-2', status: 'Running', address: E2E.addressOf('node-2') }),
  ]);
});

test('who stops what is not there is told what there is', async () => {
  expect(await cli('stop', '--name', 'nobody')).toMatch(
    new RegExp(`^There is no cluster in /var/lib/kubets-nobody\\. There is: .*--name ${E2E.name}`),
  );
});

test('status is there for programs', async () => {
  const { processes, kubeconfig } = await json('status', ...here);
  expect(kubeconfig).toBe(E2E.kubeconfig);
  expect(processes).toContainEqual(
    expect.objectContaining({ name: 'apiserver', healthy: true, version: expect.stringMatching(/^v1\.37/) }),
  );
});

test('what is printed for people is there for programs, too', async () => {
  expect(await json('start', '--name', E2E.name)).toMatchObject({
    name: E2E.name,
    kubeconfig: E2E.kubeconfig,
    started: false,
    differences: [],
  });
  expect(await json('config', ...here)).toMatchObject({ nodes: 2, 'pod-cidr': E2E.podCidr });
  expect(await json('kubeconfig', ...here)).toMatchObject({ kind: 'Config', 'current-context': E2E.name });
  expect(await json('doctor', ...here)).toContainEqual({ name: 'services', problems: [] });
  expect(await json('version')).toContainEqual(expect.objectContaining({ program: 'kubectl' }));
  expect(await json('why', 'kubernetes', '--kubeconfig', E2E.kubeconfig)).toMatchObject({
    service: { name: 'kubernetes' },
  });
});

test('no line of any log of ours has a key twice', async () => {
  const { processes } = await json('status', ...here);
  const logs = (processes as { ours: boolean; logFile: string }[])
    .filter(({ ours }) => ours)
    .map(({ logFile }) => logFile);
  expect(logs.length).toBeGreaterThan(8);
  const lines = [...logs, join(E2E.stateDir, 'logs/supervisor.log')].flatMap((file) =>
    readFileSync(file, 'utf8').split('\n').filter(isJson),
  );
  expect(lines.length).toBeGreaterThan(logs.length);
  expect(lines.filter((line) => atOnce(parseJson(line).duplicates()).length > 0)).toEqual([]);
});

/** What a killed process was writing is none. */
const isJson = (line: string) => line.startsWith('{') && jsonProblem(line) === undefined;

test('logs are of one service or of all nodes, as far back as asked for', async () => {
  expect(await cli('logs', 'scheduler', ...here)).toMatch(/"service":"kube-scheduler"/);
  expect(await cli('logs', 'kubelet-agent', ...here)).toMatch(/^\[kubelet-agent-node-2\] /m);
  expect((await cli('logs', 'supervisor', '--since', '0s', ...here)).trim()).toBe('');
  await expect(cli('logs', 'dsn', ...here)).rejects.toThrow(/no service is called dsn; there are: supervisor, etcd/);
});

test('the kubeconfig is merged into the own one, which stays private', async () => {
  const env = { ...process.env, HOME: dir, SUDO_UID: '', SUDO_GID: '' };
  mkdirSync(join(dir, '.kube'));
  writeFileSync(join(dir, 'dotfiles'), '');
  symlinkSync(join(dir, 'dotfiles'), join(dir, '.kube/config'));
  const merge = spawnSync(process.execPath, [bundle, 'kubeconfig', '--merge', ...here], { env, encoding: 'utf8' });
  expect(lstatSync(join(dir, '.kube/config')).isSymbolicLink()).toBe(true);
  expect(merge.stdout + merge.stderr).toContain(`has the cluster ${E2E.name} now`);
  expect(statSync(join(dir, '.kube/config')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dir, '.kube/config'), 'utf8')).toContain(`current-context: ${E2E.name}`);
  expect(await cli('kubectl', ...here, '--kubeconfig', join(dir, '.kube/config'), 'get', 'nodes', '-o', 'name')).toBe(
    'node/node-1\nnode/node-2\n',
  );
});

test('a pod on the network of its node is on a machine of that name', async () => {
  const pod = {
    nodeName: 'node-2',
    hostNetwork: true,
    restartPolicy: 'Never',
    containers: [{ name: 'web', image: 'nginx' }],
  };
  const manifest = join(dir, 'pod.json');
  const metadata = { name: 'named', namespace: 'default' };
  writeFileSync(manifest, JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: pod }));
  await cli('kubectl', ...here, 'apply', '-f', manifest);
  await cli('kubectl', ...here, 'wait', '--for=condition=Ready', 'pod/named', '--timeout=60s');
  const read = ['exec', 'named', '--', 'cat', '/proc/sys/kernel/hostname'];
  expect((await cli('kubectl', ...here, ...read)).trim()).toBe('node-2');
  await cli('kubectl', ...here, 'delete', 'pod', 'named', '--now');
});

test('kubectl ends as kubectl ends', async () => {
  expect(await cli('kubectl', ...here, 'get', 'nodes', '-o', 'name')).toBe('node/node-1\nnode/node-2\n');
  await expect(cli('kubectl', ...here, 'get', 'node', 'node-9')).rejects.toThrow(/ended with 1:\n.*NotFound/);
});

test('an archive of images that is none is told with what read it', async () => {
  writeFileSync(join(dir, 'image.tar'), 'no archive');
  await expect(cli('load', join(dir, 'image.tar'), ...here)).rejects.toThrow(/ctr images import: /);
  await expect(cli('load', join(dir, 'none.tar'), ...here)).rejects.toThrow(/none\.tar: no such file/);
});

test('an archive of images is loaded into every node', async () => {
  const archive = join(dir, 'loaded.tar');
  const images = (node: string, ...args: string[]) => {
    const words = ['--address', `/run/${E2E.name}/${node}/containerd.sock`, '--namespace', 'k8s.io', 'images', ...args];
    return spawnSync('ctr', words, { encoding: 'utf8' }).stdout;
  };
  images('node-1', 'tag', '--force', 'localhost/kubets/pause:1', 'localhost/loaded:1');
  images('node-1', 'export', archive, 'localhost/loaded:1');
  images('node-1', 'remove', 'localhost/loaded:1');
  expect(await cli('load', archive, ...here)).toMatch(/loaded\.tar into node-1 .*s\n.*loaded\.tar into node-2 .*s\n/);
  for (const node of E2E.nodes) expect(images(node, 'list', '-q')).toContain('localhost/loaded:1');
  // Docker's client is asked for the same.
  images('node-1', 'remove', 'localhost/loaded:1');
  const client = join(dir, 'docker');
  writeFileSync(
    client,
    `#!/bin/sh\n[ "$*" = "save loaded:1" ] || { echo no such image: "$2" >&2; exit 1; }\ncat ${archive}\n`,
  );
  chmodSync(client, 0o755);
  const load = (name: string) =>
    spawnSync(process.execPath, [bundle, 'load', '--docker', name, ...here, '-o', 'json'], {
      env: { ...process.env, PATH: `${dir}:${process.env.PATH}` },
      encoding: 'utf8',
    });
  expect(JSON.parse(load('loaded:1').stdout)).toEqual({ loaded: ['loaded:1'], nodes: E2E.nodes });
  expect(images('node-1', 'list', '-q')).toContain('localhost/loaded:1');
  expect(load('lost:1').stderr).toContain('docker save lost:1: no such image: lost:1');
});

test('doctor finds nothing wrong with a cluster that is well', async () => {
  expect(await cli('doctor', ...here)).toMatch(/ok {2}services\n.*ok {2}versions\n.*ok {2}certificates/);
});

test('the configuration of a cluster is a file that makes the same', async () => {
  const file = join(dir, 'cluster.yaml');
  writeFileSync(file, await cli('config', ...here));
  expect(await cli('start', '-f', file)).not.toContain('What it was started with is otherwise');
  expect(await cli('start', '-f', file, '--nodes', '3')).toContain('--nodes: asked for 3, the cluster has 2');
  writeFileSync(file, 'nodez: 3\nnodes: x\n');
  await expect(cli('start', '-f', file)).rejects.toThrow(
    /there is no option nodez.*\n.*nodes: "x": a whole number is wanted/,
  );
});

test('dev builds a service and restarts it, and again when a source is saved', async () => {
  const root = join(__dirname, '../..');
  const child = spawn(process.execPath, [join(root, 'dist/apps/cli/main.js'), 'dev', 'scheduler', ...here]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  try {
    await eventually(() => expect(output.match(/Restarting scheduler .*s\n.*Watching/g)).toHaveLength(1), 60_000);
    const source = join(root, 'apps/scheduler/src/main.ts');
    const { atime, mtime } = statSync(source);
    utimesSync(source, atime, mtime);
    await eventually(() => expect(output.match(/Restarting scheduler .*s\n.*Watching/g)).toHaveLength(2), 60_000);
  } finally {
    child.kill('SIGINT');
  }
});

test('who is not root is told what to type', () => {
  const status = spawnSync(process.execPath, [bundle, 'status', ...here], { uid: 65534, gid: 65534, encoding: 'utf8' });
  expect(status.stderr).toMatch(/type sudo before the command|EACCES/);
  expect(status.status).toBe(1);
});
