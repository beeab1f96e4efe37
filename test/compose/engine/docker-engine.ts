import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, tryCommand } from '../../e2e/cluster/command';
import { eventually } from '../../e2e/cluster/eventually';
import { ENGINE } from './paths';

const IP_FORWARD = '/proc/sys/net/ipv4/ip_forward';
/** Made by dockerd, whatever directories it is told. */
const RUN_DIRS = ['/run/docker', '/run/docker/plugins'];
const CONTAINERD_DIR = '/run/containerd';
const STOP_MS = 60_000;

/**
 * Starts Debian's dockerd in namespaces of its own (network, mounts, processes): what it leaves in them goes with them,
 * and the machine's firewall is never touched.
 */
export async function startEngine(): Promise<void> {
  await mkdir(ENGINE.dir, { recursive: true });
  await writeFile(ENGINE.runDirsFile, RUN_DIRS.filter((dir) => !existsSync(dir)).join('\n'));
  await makeNetwork();
  const log = openSync(join(ENGINE.dir, 'dockerd.log'), 'w');
  const own = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'];
  const dockerd = [
    `--host=unix://${ENGINE.socket}`,
    `--data-root=${join(ENGINE.dir, 'data')}`,
    `--exec-root=${join(ENGINE.dir, 'exec')}`,
    `--pidfile=${join(ENGINE.dir, 'docker.pid')}`,
    `--bip=${ENGINE.bridgeAddress}`,
    `--cgroup-parent=${ENGINE.cgroup}`,
    '--log-level=warn',
  ];
  // It would use a containerd of the machine's, and so the machine's namespaces, where it finds one.
  const alone = `[ ! -d ${CONTAINERD_DIR} ] || mount -t tmpfs tmpfs ${CONTAINERD_DIR}; exec dockerd "$@"`;
  const child = spawn(
    'nsenter',
    [`--net=/run/netns/${ENGINE.netns}`, 'unshare', ...own, 'sh', '-c', alone, 'dockerd', ...dockerd],
    { stdio: ['ignore', log, log], detached: true, cwd: '/' },
  );
  closeSync(log);
  child.unref();
  await writeFile(ENGINE.pidFile, String(child.pid));
  await eventually(() => command('/usr/bin/docker', ['--host', `unix://${ENGINE.socket}`, 'version']));
}

/** Ends the engine and everything in it, and removes its traces from the machine. Works from any half-finished state. */
export async function stopEngine(): Promise<void> {
  await stopProcesses();
  await tryCommand('ip', ['netns', 'delete', ENGINE.netns]);
  await tryCommand('ip', ['link', 'delete', ENGINE.hostLink]);
  await tryCommand('nft', ['delete', 'table', 'ip', ENGINE.natTable]);
  const before = await readFile(ENGINE.ipForwardFile, 'utf8').catch(() => undefined); // nothing was started
  if (before !== undefined) await writeFile(IP_FORWARD, before.trim());
  const runDirs = await readFile(ENGINE.runDirsFile, 'utf8').catch(() => ''); // nothing was started
  for (const dir of runDirs.split('\n').reverse()) if (existsSync(dir)) await rmdir(dir);
  for (const cgroup of await cgroups()) await removeCgroup(cgroup);
  await rm(ENGINE.dir, { recursive: true, force: true });
}

async function makeNetwork(): Promise<void> {
  const { netns, hostLink, hostAddress, address, network, natTable } = ENGINE;
  const ip = (line: string) => command('ip', line.split(' '));
  await ip(`netns add ${netns}`);
  await ip(`link add ${hostLink} type veth peer name eth0 netns ${netns}`);
  await ip(`addr add ${hostAddress}/24 dev ${hostLink}`);
  await ip(`link set ${hostLink} up`);
  for (const line of [
    'link set lo up',
    `addr add ${address}/24 dev eth0`,
    'link set eth0 up',
    `route add default via ${hostAddress}`,
  ])
    await ip(`-n ${netns} ${line}`);
  await writeFile(ENGINE.ipForwardFile, await readFile(IP_FORWARD, 'utf8'));
  await writeFile(IP_FORWARD, '1');
  const rules = `table ip ${natTable} {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip saddr ${network} oifname != "${hostLink}" masquerade
  }
}
`;
  await command('nft', ['-f', '-'], { input: rules });
}

/** `unshare` takes its child, the first process of the process namespace, with it, and that takes all others. */
async function stopProcesses(): Promise<void> {
  const pid = Number(await readFile(ENGINE.pidFile, 'utf8').catch(() => '0')); // nothing was started
  if (!pid || !(await isOurs(pid))) return;
  const [dockerd] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'))
    .split(' ')
    .filter(Boolean)
    .map(Number);
  if (dockerd) process.kill(dockerd, 'SIGTERM');
  await eventually(async () => expectGone(pid), STOP_MS).catch(() => process.kill(pid, 'SIGKILL'));
  await eventually(async () => expectGone(pid));
}

async function expectGone(pid: number): Promise<void> {
  if (await isOurs(pid)) throw new Error(`the engine, process ${pid}, does not end`);
}

const isOurs = async (pid: number) =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(ENGINE.socket);

/** The engine's control groups, in every hierarchy. */
async function cgroups(): Promise<string[]> {
  const { stdout } = await tryCommand('find', [
    '/sys/fs/cgroup',
    '-maxdepth',
    '5',
    '-type',
    'd',
    '-name',
    ENGINE.cgroup,
  ]);
  return stdout.split('\n').filter(Boolean);
}

async function removeCgroup(dir: string): Promise<void> {
  if (!existsSync(dir)) return; // hierarchies are linked to one another
  for (const entry of await readdir(dir, { withFileTypes: true }))
    if (entry.isDirectory()) await removeCgroup(join(dir, entry.name));
  await eventually(() => rmdir(dir), 5000);
}
