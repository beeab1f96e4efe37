import { mkdir, symlink } from 'node:fs/promises';
import { createLogger } from '@kubets/component';
import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { delegateCgroups } from '../container/cgroup-delegation';
import { makeMountsWritable } from '../container/writable-mounts';
import { run } from '../network/run';
import { providePauseImage } from '../pause/provide-pause-image';
import { containerdProcess, writeContainerdConfig } from '../processes/containerd';
import { runtimeFlags } from '../processes/node-processes';
import type { ProcessSpec } from '../processes/process-spec';
import { serviceProcess } from '../processes/service-process';
import { logFileOf } from '../supervisor/log-file';
import { probeSocket } from '../supervisor/probe-health';
import { runSupervisor } from '../supervisor/supervisor';

export interface ContainerNodeOptions {
  stateDir: string;
  registryMirrors: string[];
  podInfraImage: string;
  /** The kubelet-agent's own flags. */
  kubeletArgs: string[];
}

/** Makes the container it runs in a node: containerd and the kubelet-agent, until it is told to stop. */
export async function node({ kubeletArgs, ...options }: ContainerNodeOptions): Promise<void> {
  const serviceArgs = kubeletArgs.map((arg) => `kubelet-agent:${arg}`);
  const layout = { ...layoutOf({ ...DEFAULT_OPTIONS, ...options, nodes: 1, serviceArgs }), logDir: '/run/kubets/logs' };
  const specs = processesOf(layout);
  // Volumes that pods share with their node are passed on only where mounts are shared.
  await run('mount', '--make-rshared', '/');
  await makeMountsWritable();
  await delegateCgroups();
  await logToStdout(layout, specs);
  await writeContainerdConfig(layout);
  const logger = createLogger({ service: 'node' });
  const done = new AbortController();
  providePauseImage({ layout, logger, signal: done.signal });
  await runSupervisor({
    layout,
    specs,
    probe: () => probeSocket(layout.nodes[0]?.containerdSocket ?? ''),
    logger,
  }).finally(() => done.abort());
}

/** The container is the namespace, and has the node's name, so nothing is entered; whatever the node is called, here it is the first one. */
function processesOf(layout: ClusterLayout): ProcessSpec[] {
  const [own] = layout.nodes;
  if (!own) throw new Error('a layout without nodes');
  return [
    {
      ...containerdProcess(layout, own),
      name: 'containerd',
      netns: undefined,
      resolvConf: undefined,
      sharedMount: undefined,
      hostname: undefined,
    },
    serviceProcess(layout, {
      service: 'kubelet-agent',
      flags: runtimeFlags(layout, own),
      health: { kind: 'unix', path: own.containerdSocket },
    }),
  ];
}

async function logToStdout(layout: ClusterLayout, specs: ProcessSpec[]): Promise<void> {
  await mkdir(layout.logDir, { recursive: true });
  for (const { name } of specs) {
    await symlink('/dev/stdout', logFileOf(layout, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // /run was kept
    });
  }
}
