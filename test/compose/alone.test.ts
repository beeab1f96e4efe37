// docs/deploy.md says how each service runs by itself. Here its commands are run, and nothing else is: no etcd, no API server.
import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, tryCommand } from '../e2e/cluster/command';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls } from '../e2e/cluster/kubectl';
import { documentedCommands } from './documented-commands';
import { docker, onMachine } from './engine/docker';
import { ROOT, STATE_DIR } from './engine/paths';

jest.setTimeout(60_000);

const NETNS = 'kubets-alone';
const NETWORK = 'kubets';
const PKI = join(STATE_DIR, 'alone/pki');
const CONTAINER_USER = 65532;
const WAITS = /trying again|retrying|Cannot acquire|did not answer/;
const LOOKED_AT_MS = 5000;

const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');
const commands = documentedCommands(page);
const NEED_NOBODY = ['pki', 'etcd', 'dashboard'];
const services = [...commands].filter(([section]) => !NEED_NOBODY.includes(section));
const SERVES_PAGE = /Serving the page/;

beforeAll(async () => {
  rmSync(join(STATE_DIR, 'alone'), { recursive: true, force: true });
  mkdirSync(PKI, { recursive: true });
  await tryCommand('ip', ['netns', 'delete', NETNS]);
  await command('ip', ['netns', 'add', NETNS]);
  await command('ip', ['-n', NETNS, 'link', 'set', 'lo', 'up']);
});
afterAll(() => tryCommand('ip', ['netns', 'delete', NETNS]));

/** A command as documented, with what it would write on the machine below the test's own directory. */
const shellLine = (line: string) =>
  line
    .replace('docker run', '/usr/bin/docker run')
    .replaceAll('$PKI', PKI)
    .replace('--root-dir=/var/lib/kubelet', `--root-dir=${PKI}/../kubelet`)
    .replace('--cni-conf-dir=/etc/cni/net.d', `--cni-conf-dir=${PKI}/../cni`)
    .replace('unix:///run/containerd/', `unix://${PKI}/../`);

test('all services of the page are here', () => {
  expect([...commands.keys()]).toEqual([
    'pki',
    'etcd',
    'apiserver',
    'controller-manager',
    'scheduler',
    'cloud-lb',
    'dns',
    'ingress',
    'dashboard',
    'kubelet-agent',
    'proxy',
  ]);
});

interface RunningProcess {
  child: ChildProcess;
  output: string;
  ended: Promise<number | null>;
}

function start(line: string): RunningProcess {
  const child = spawn('nsenter', [`--net=/run/netns/${NETNS}`, 'sh', '-c', `exec ${shellLine(line)}`], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running: RunningProcess = { child, output: '', ended: new Promise((resolve) => child.once('exit', resolve)) };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (running.output += chunk));
  return running;
}

describe('as a process', () => {
  const processes = new Map<string, RunningProcess>();

  beforeAll(async () => {
    await command('sh', ['-c', shellLine(commands.get('pki')!.process!)], { cwd: ROOT });
    for (const [section, { process: line }] of services) processes.set(section, start(line!));
    processes.set('dashboard', start(commands.get('dashboard')!.process!));
    await sleep(LOOKED_AT_MS);
  });
  afterAll(() => processes.forEach(({ child }) => child.kill('SIGKILL')));

  test.each(services)('%s waits, says so, and ends when it is told to', async (section) => {
    const running = processes.get(section)!;
    await eventually(() => expect(running.output).toMatch(WAITS));
    expect([running.child.exitCode, running.output]).toEqual([null, expect.not.stringContaining('"fatal"')]);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  });

  test('dashboard serves its page, whoever else is there, and ends when it is told to', async () => {
    const running = processes.get('dashboard')!;
    await eventually(() => expect(running.output).toMatch(SERVES_PAGE));
    const page = ['curl', '--silent', '--cacert', `${PKI}/dashboard/ca.crt`, 'https://127.0.0.1:8443/'];
    expect(await command('nsenter', [`--net=/run/netns/${NETNS}`, ...page])).toContain('<title>kubets</title>');
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  });
});

describe('as a container', () => {
  const PREFIX = 'alone-';
  const nameOf = (section: string) => PREFIX + section;
  const dockerLine = (line: string) => command('sh', ['-c', shellLine(line)], { env: { DOCKER_HOST: docker.host } });
  /** As documented, but on a network where nobody else is. */
  const runAlone = (section: string, line: string) =>
    dockerLine(
      line
        .replaceAll(/--(name|network|ip|restart)=\S+/g, '')
        .replace('docker run', `docker run --name=${nameOf(section)}`),
    );
  const stateOf = async (name: string) => JSON.parse(await docker(['inspect', '--format', '{{json .State}}', name]));
  const logOf = async (name: string) => {
    const { stdout, stderr } = await docker.try(['logs', name]);
    return stdout + stderr;
  };
  const removeContainers = async () => {
    const ids = (await docker(['ps', '--all', '--quiet'])).split('\n').filter(Boolean);
    if (ids.length > 0) await docker(['rm', '--force', '--volumes', ...ids]);
    await docker(['volume', 'rm', '--force', 'etcd-data', 'node-1-data']);
  };
  const alone = ['etcd', 'dashboard'].map((section) => [section, commands.get(section)!] as const);
  const containerLines = [...alone, ...services].map(([section, { container }]) => [section, container!] as const);

  beforeAll(async () => {
    rmSync(PKI, { recursive: true, force: true });
    mkdirSync(PKI);
    chownSync(PKI, CONTAINER_USER, CONTAINER_USER);
    await dockerLine(commands.get('pki')!.container!);
    for (const [section, line] of containerLines) await runAlone(section, line);
    await sleep(LOOKED_AT_MS);
  });
  afterAll(async () => {
    await removeContainers();
    await docker.try(['network', 'rm', NETWORK]);
  });

  test('etcd needs nobody', () =>
    eventually(async () =>
      expect(await logOf(nameOf('etcd'))).toMatch(/ready to serve client requests|serving client requests/),
    ));

  test('dashboard needs nobody', () =>
    eventually(async () => expect(await logOf(nameOf('dashboard'))).toMatch(SERVES_PAGE)));

  test.each(services)('%s waits, says so, and ends when it is told to', async (section) => {
    const name = nameOf(section);
    await eventually(async () => expect(await logOf(name)).toMatch(WAITS));
    expect([await stateOf(name), await logOf(name)]).toEqual([
      expect.objectContaining({ Running: true }),
      expect.not.stringContaining('"fatal"'),
    ]);
    await docker(['stop', '--time', '20', name]);
    expect((await stateOf(name)).ExitCode).toBe(0);
  });

  test('all together, on the network of the page, they are a cluster', async () => {
    await removeContainers();
    await dockerLine(page.match(/^docker network create .*$/m)![0].replace('docker', '/usr/bin/docker'));
    for (const [, line] of containerLines.toReversed())
      if (!line.includes('--network=container:')) await dockerLine(line);
    for (const [, line] of containerLines) if (line.includes('--network=container:')) await dockerLine(line);
    const kubectl = (...words: string[]) =>
      onMachine([kubectls().at(-1)!.path, `--kubeconfig=${PKI}/admin/kubeconfig`, ...words]);
    await eventually(async () => expect(await kubectl('get', 'nodes')).toMatch(/^node-1 +Ready /m), 60_000);
    await kubectl('create', 'service', 'loadbalancer', 'web', '--tcp=80');
    await eventually(async () => expect(await kubectl('get', 'service', 'web')).toMatch(/ 10\.0\.0\.2\d\d /));
  });
});
