import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import { writeWhole } from '../files/write-whole';
import { registryHosts } from './image-registry';
import { kubeletRoot } from './kubelet-roots';
import type { ProcessSpec } from './process-spec';

const CNI_BIN_DIR = '/usr/lib/cni';
const CAP_SYS_RESOURCE = 24n;
/** Snapshotters and tracing that a node has no use for. */
const DISABLED_PLUGINS = [
  'io.containerd.snapshotter.v1.aufs',
  'io.containerd.snapshotter.v1.btrfs',
  'io.containerd.snapshotter.v1.devmapper',
  'io.containerd.snapshotter.v1.zfs',
  'io.containerd.tracing.processor.v1.otlp',
  'io.containerd.internal.v1.tracing',
];

const configFile = (node: NodeLayout) => join(node.runDir, 'containerd.toml');
const resolvConfFile = (layout: ClusterLayout) => join(layout.runDir, 'resolv.conf');

export function containerdProcess(layout: ClusterLayout, node: NodeLayout): ProcessSpec {
  return {
    name: `containerd-${node.name}`,
    command: 'containerd',
    args: ['--config', configFile(node)],
    netns: node.netns,
    // That of pods on the node's network.
    hostname: node.name,
    ...(!hasReachableResolver(readFileSync('/etc/resolv.conf', 'utf8')) && {
      resolvConf: resolvConfFile(layout),
      sharedMount: kubeletRoot(node),
    }),
    health: { kind: 'unix', path: node.containerdSocket },
    ours: false,
  };
}

/** Writes what the nodes' containerds read: their configuration, the registries' hosts and a resolv.conf that works in a namespace. */
export async function writeContainerdConfig(layout: ClusterLayout): Promise<void> {
  const registryDir = join(layout.runDir, 'registries');
  await writeRegistryHosts(layout, registryDir);
  await writeWhole(resolvConfFile(layout), (await usableResolvConf()) ?? `nameserver ${layout.dnsServiceAddress}\n`);
  const restrictOomScore = !(await mayRaiseResourceLimits());
  await Promise.all(
    layout.nodes.map(async (node) => {
      await mkdir(node.cniConfDir, { recursive: true });
      await writeWhole(configFile(node), containerdToml(layout, node, registryDir, restrictOomScore));
    }),
  );
}

/** What a node's containerd reads: version 2 of its configuration, which containerd 1.6 and later know. */
export const containerdToml = (
  layout: ClusterLayout,
  node: NodeLayout,
  registryDir: string,
  restrictOomScore: boolean,
): string =>
  stringify({
    version: 2,
    root: join(node.dataDir, 'containerd'),
    state: join(node.runDir, 'containerd'),
    disabled_plugins: DISABLED_PLUGINS,
    grpc: { address: node.containerdSocket },
    plugins: {
      'io.containerd.internal.v1.opt': { path: join(node.dataDir, 'opt') },
      'io.containerd.grpc.v1.cri': {
        sandbox_image: layout.options.podInfraImage,
        netns_mounts_under_state_dir: true,
        restrict_oom_score_adj: restrictOomScore,
        stream_server_address: '127.0.0.1',
        stream_server_port: '0',
        max_container_log_line_size: 16384,
        containerd: { runtimes: { runc: { runtime_type: 'io.containerd.runc.v2' } } },
        cni: { bin_dir: CNI_BIN_DIR, conf_dir: node.cniConfDir },
        registry: { config_path: registryDir },
      },
    },
  });

/** The mirrors in the order they are asked in. */
export const hostsToml = (mirrors: readonly string[]): string =>
  stringify({ host: Object.fromEntries(mirrors.map((url) => [url, { capabilities: ['pull', 'resolve'] }])) });

async function writeRegistryHosts(layout: ClusterLayout, registryDir: string): Promise<void> {
  await mkdir(registryDir, { recursive: true });
  for (const { host, url } of registryHosts(layout)) {
    await mkdir(join(registryDir, host), { recursive: true });
    await writeWhole(join(registryDir, host, 'hosts.toml'), hostsToml([url]));
  }
  if (layout.options.registryMirrors.length === 0) return;
  await mkdir(join(registryDir, '_default'), { recursive: true });
  await writeWhole(join(registryDir, '_default', 'hosts.toml'), hostsToml(layout.options.registryMirrors));
}

/**
 * A resolver on loopback (systemd-resolved, Docker's) is out of another namespace's reach: then its own upstreams are used.
 * Undefined when they are not known; the cluster's DNS asks whom this machine asks.
 */
async function usableResolvConf(): Promise<string | undefined> {
  for (const file of ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (hasReachableResolver(text)) return text;
  }
  return undefined;
}

const hasReachableResolver = (resolvConf: string) => /^nameserver\s+(?!127\.|::1)/m.test(resolvConf);

/** Without CAP_SYS_RESOURCE no process may be made less likely to be killed than its parent, and sandboxes fail to start. */
async function mayRaiseResourceLimits(): Promise<boolean> {
  const match = /^CapEff:\s*([0-9a-f]+)/m.exec(await readFile('/proc/self/status', 'utf8'));
  return match?.[1] !== undefined && ((BigInt(`0x${match[1]}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
}
