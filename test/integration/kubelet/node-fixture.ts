import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import type { Container, Event, Node, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { openCertificateAuthority, type CertificateFiles } from '../../../apps/cli/src/pki/certificate-authority';
import { serveCluster } from './api-over-socket';
import { writeBusyboxArchive } from './busybox-image';

const run = promisify(execFile);

/** A node of its own: a network namespace with a containerd in it, and an agent that can be killed and started again. */
export interface NodeFixture {
  cluster: FakeCluster;
  name: string;
  rootDir: string;
  /** Its network namespace. */
  netns: string;
  /** On the host side, to reach the node and its pods from the test. */
  nodeIp: string;
  /** The first three numbers of its pods' addresses. */
  podPrefix: string;
  ca: string;
  admin: CertificateFiles;
  startAgent(flags?: Record<string, string>): Promise<void>;
  /** Starts the agent, gives the node its pod addresses, and waits until it is ready. */
  startReady(flags?: Record<string, string>): Promise<void>;
  /** A pod of one busybox container for this node, not created yet. */
  pod(name: string, container?: Partial<Container>, spec?: PodSpec): Pod;
  /** Creates it and waits for the condition (running by default). */
  run(pod: Pod, until?: (pod: Pod) => unknown): Promise<Pod>;
  current(name: string): Pod | undefined;
  /** Waits until the pod, as the API has it, meets the condition. */
  until(name: string, what: string, condition: (pod: Pod) => unknown, timeoutMs?: number): Promise<Pod>;
  remove(name: string, gracePeriodSeconds?: number): Promise<void>;
  /** What a pod's container has printed so far. */
  log(name: string, container?: string): Promise<string>;
  /** `Type Reason message` of the events of an object, in order. */
  events(name: string): string[];
  killAgent(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  restartContainerd(): Promise<void>;
  /** Everything that runs is gone at once, and so is what lives in memory; containerd is up again, the agent is not. */
  powerCycle(): Promise<void>;
  /** Output of a command in the node's network namespace. */
  inNode(command: string, ...args: string[]): Promise<string>;
  /** What the URL answers in the node's network, once somebody listens: of a container without probes, ready says only that it runs. */
  answerOf(url: string): Promise<string>;
  ctr(...args: string[]): Promise<string>;
  agentLog(): Promise<string>;
  agentPid(): number;
  stop(): Promise<void>;
}

export const IMAGE = 'docker.io/library/busybox:test';
const SANDBOX_IMAGE = 'kubets.test/pause:1';

/** Keeps nodes apart that are there at the same time: each of jest's workers has one. */
const INDEX = Number(process.env['JEST_WORKER_ID'] ?? 1);

export async function createNodeFixture(): Promise<NodeFixture> {
  const netns = `kubelet-test-${INDEX}`;
  const directory = await mkdtemp(join(tmpdir(), `${netns}-`));
  // Users of a pod's own get to the root file system of its containers.
  await chmod(directory, 0o711);
  const name = `node-${INDEX}`;
  const nodeIp = `10.255.${70 + INDEX}.2`;
  const podPrefix = `10.244.${70 + INDEX}`;
  const podCidr = `${podPrefix}.0/24`;
  const socket = join(directory, 'containerd.sock');
  const apiSocket = join(directory, 'api.sock');
  const cniDir = join(directory, 'cni');
  const rootDir = join(directory, 'kubelet');
  const logFile = join(directory, 'agent.log');
  const cluster = createFakeCluster();
  let containerd: ChildProcess | undefined;
  let agent: ChildProcess | undefined;

  await mkdir(cniDir);
  await writeBusyboxArchive(join(directory, 'busybox.tar'), [IMAGE, SANDBOX_IMAGE]);
  await createNetns(netns, nodeIp);
  const authority = await openCertificateAuthority(directory, 'test-ca');
  const serving = await authority.issue({
    file: 'serving',
    commonName: `system:node:${name}`,
    hosts: [nodeIp],
    usages: ['server'],
  });
  const admin = await authority.issue({
    file: 'admin',
    commonName: 'kube-apiserver-kubelet-client',
    organizations: ['system:masters'],
    usages: ['client'],
  });
  const bundle = join(directory, 'agent.cjs');
  await build({
    entryPoints: [join(__dirname, 'agent-process.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    tsconfig: 'tsconfig.base.json',
    keepNames: true,
    logLevel: 'error',
  });
  await writeFile(join(directory, 'containerd.toml'), containerdToml(directory, socket, cniDir));
  await writeFile(join(directory, 'resolv.conf'), 'nameserver 192.0.2.53\nsearch node.example\n');
  const stopApi = await serveCluster(cluster, apiSocket);

  const inNode = async (command: string, ...args: string[]) =>
    (await run('nsenter', [`--net=/run/netns/${netns}`, command, ...args], { maxBuffer: 1 << 26 })).stdout;
  const ctr = async (...args: string[]) =>
    (await run('ctr', ['--address', socket, '--namespace', 'k8s.io', ...args])).stdout;

  async function startContainerd(): Promise<void> {
    containerd = spawn(
      'nsenter',
      [`--net=/run/netns/${netns}`, 'containerd', '--config', join(directory, 'containerd.toml')],
      { stdio: 'ignore' },
    );
    for (let n = 0; ; n++) {
      const ready = await ctr('version').then(
        () => true,
        () => false,
      );
      if (ready) return;
      if (n > 200) throw new Error('containerd does not start');
      await sleep(50);
    }
  }
  await startContainerd();
  await ctr('images', 'import', join(directory, 'busybox.tar'));

  const current = (podName: string) => cluster.objects<Pod>('pods').find(({ metadata }) => metadata?.name === podName);
  const until: NodeFixture['until'] = (podName, what, condition, timeoutMs) =>
    eventually(
      `${podName}: ${what}`,
      () => {
        const pod = current(podName);
        if (pod && condition(pod)) return pod;
        throw new Error(JSON.stringify(pod?.status ?? 'no such pod'));
      },
      timeoutMs,
    );

  const fixture: NodeFixture = {
    cluster,
    name,
    rootDir,
    netns,
    nodeIp,
    podPrefix,
    ca: authority.certificateFile,
    admin,
    inNode,
    answerOf: (url) => inNode('curl', '--silent', '--show-error', '--retry-connrefused', '--retry', '5', url),
    ctr,
    async startAgent(flags = {}) {
      const all: Record<string, string> = {
        kubeconfig: apiSocket,
        'hostname-override': name,
        'node-ip': nodeIp,
        'container-runtime-endpoint': `unix://${socket}`,
        'root-dir': rootDir,
        'cni-conf-dir': cniDir,
        'cluster-dns': '10.96.0.10',
        'resolv-conf': join(directory, 'resolv.conf'),
        'tls-cert-file': serving.certificateFile,
        'tls-private-key-file': serving.keyFile,
        'client-ca-file': authority.certificateFile,
        'cgroup-root': `/${netns}`,
        'log-level': 'debug',
        ...flags,
      };
      const log = openSync(logFile, 'a');
      agent = spawn(
        'nsenter',
        [
          `--net=/run/netns/${netns}`,
          process.execPath,
          bundle,
          ...Object.entries(all).map(([flag, value]) => `--${flag}=${value}`),
        ],
        { stdio: ['ignore', log, log] },
      );
      closeSync(log);
    },
    async startReady(flags) {
      await fixture.startAgent(flags);
      await eventually('node registered', () => cluster.objects<Node>('nodes').length);
      await cluster.nodes.patch({ name }, { type: 'merge', body: { spec: { podCIDR: podCidr, podCIDRs: [podCidr] } } });
      await eventually('node ready', () =>
        cluster
          .objects<Node>('nodes')[0]
          ?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      );
    },
    pod: (podName, container = {}, spec = {}) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: podName, namespace: 'default' },
      spec: {
        nodeName: name,
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'main', image: IMAGE, imagePullPolicy: 'IfNotPresent', ...container }],
        ...spec,
      },
    }),
    async run(pod, condition = ({ status }) => status?.phase === 'Running') {
      await cluster.pods.create(pod);
      return until(pod.metadata?.name ?? '', 'run', condition);
    },
    current,
    until,
    async remove(podName, gracePeriodSeconds = 1) {
      await cluster.pods.delete({ namespace: 'default', name: podName }, { gracePeriodSeconds });
      await eventually(`${podName} gone`, () => current(podName) === undefined);
    },
    async log(podName, container = 'main') {
      const uid = current(podName)?.metadata?.uid;
      const folder = join(rootDir, 'pod-logs', `default_${podName}_${uid}`, container);
      const [newest] = (await readdir(folder)).sort().toReversed();
      const lines = (await readFile(join(folder, newest!), 'utf8')).split('\n').filter(Boolean);
      return lines.map((line) => line.split(' ').slice(3).join(' ')).join('\n');
    },
    events: (object) =>
      cluster
        .objects<Event>('events')
        .filter(({ involvedObject }) => involvedObject?.name === object)
        .map(({ type, reason, message }) => `${type} ${reason} ${message}`),
    async killAgent(signal) {
      await ended(agent, signal);
      agent = undefined;
    },
    async restartContainerd() {
      await ended(containerd, 'SIGKILL');
      await startContainerd();
    },
    async powerCycle() {
      await Promise.all([ended(agent, 'SIGKILL'), ended(containerd, 'SIGKILL')]);
      agent = undefined;
      await endContainers(netns);
      await endShims(directory);
      await unmountAll(directory);
      await rm(join(directory, 'containerd-run'), { recursive: true, force: true });
      // The kernel takes away those of the namespaces that have ended, in its own time.
      const links = async () =>
        [...(await inNode('ip', '-o', 'link')).matchAll(/(veth\w+)@/g)].map(([, link]) => link!);
      for (const link of await links())
        await inNode('ip', 'link', 'delete', link).catch(async (error: unknown) => {
          if ((await links()).includes(link)) throw error;
        });
      await startContainerd();
    },
    agentLog: () => readFile(logFile, 'utf8'),
    agentPid: () => agent!.pid!,
    async stop() {
      await ended(agent, 'SIGTERM');
      await stopApi();
      await endContainers(netns);
      await ended(containerd, 'SIGTERM');
      await endShims(directory);
      await unmountAll(directory);
      await run('ip', ['netns', 'delete', netns]).catch(() => '');
      await removeCgroups(netns);
      await rm(directory, { recursive: true, force: true });
    },
  };
  return fixture;
}

async function createNetns(netns: string, nodeIp: string): Promise<void> {
  await run('ip', ['netns', 'delete', netns]).catch(() => undefined); // an interrupted run's
  const host = `ktest-${netns.split('-').at(-1)}`;
  const gateway = nodeIp.replace(/2$/, '1');
  await run('ip', ['netns', 'add', netns]);
  await run('ip', ['link', 'add', host, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns]);
  await run('ip', ['address', 'add', `${gateway}/24`, 'dev', host]);
  await run('ip', ['link', 'set', host, 'up']);
  await run('ip', ['-n', netns, 'address', 'add', `${nodeIp}/24`, 'dev', 'eth0']);
  await run('ip', ['-n', netns, 'link', 'set', 'eth0', 'up']);
  await run('ip', ['-n', netns, 'link', 'set', 'lo', 'up']);
  await run('ip', ['-n', netns, 'route', 'add', 'default', 'via', gateway]);
}

const containerdToml = (directory: string, socket: string, cniDir: string) => `version = 2
root = "${join(directory, 'containerd')}"
state = "${join(directory, 'containerd-run')}"
[grpc]
  address = "${socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${join(directory, 'opt')}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${SANDBOX_IMAGE}"
  netns_mounts_under_state_dir = true
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "${cniDir}"
`;

function ended(child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

async function endContainers(cgroup: string): Promise<void> {
  const root = join('/sys/fs/cgroup/pids', cgroup);
  for (const entry of await readdir(root, { recursive: true }).catch(() => [])) {
    const pids = await readFile(join(root, entry, 'cgroup.procs'), 'utf8').catch(() => '');
    for (const pid of pids.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
  }
}

/** Shims outlive containerd; only those of this containerd are ended. */
async function endShims(directory: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('containerd-shim') && command.includes(directory)) process.kill(Number(pid), 'SIGKILL');
  }
}

async function unmountAll(directory: string): Promise<void> {
  const points = (await readFile('/proc/self/mountinfo', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(directory));
  for (const point of points.sort((a, b) => b.length - a.length))
    await run('umount', ['--lazy', point]).catch(() => '');
}

async function removeCgroups(name: string): Promise<void> {
  for (const controller of await readdir('/sys/fs/cgroup')) {
    const root = join('/sys/fs/cgroup', controller, name);
    const below = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    const folders = [
      root,
      ...below.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)),
    ];
    for (const folder of folders.sort((a, b) => b.length - a.length)) await run('rmdir', [folder]).catch(() => '');
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until the function returns something true, and returns that; fails with the function's last error or what it was. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<NonNullable<T>> {
  const untilMs = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > untilMs)
      throw new Error(
        `not within ${timeoutMs} ms: ${what} (${last instanceof Error ? last.message : JSON.stringify(last)})`,
      );
    await sleep(30);
  }
}
