import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import { run } from '../network/run';

/** The kubelet-agent's root directory: what pods of the node find at /var/lib/kubelet. */
export const kubeletRoot = (node: NodeLayout): string => join(node.dataDir, 'kubelet');

/** Makes each of them a mount that is shared: what a driver's pod mounts there (mountPropagation: Bidirectional) the node has, too. */
export async function shareKubeletRoots(layout: ClusterLayout): Promise<void> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8');
  for (const root of layout.nodes.map(kubeletRoot)) {
    await mkdir(root, { recursive: true, mode: 0o750 });
    if (!isMountPoint(mountinfo, root)) {
      // With all that pods have mounted there already.
      await run('mount', '--rbind', root, root);
      // Else the mount that it lies on, where that is shared, would have under it all that is mounted here.
      await run('mount', '--make-rprivate', root);
    }
    await run('mount', '--make-rshared', root);
  }
}

/** Whether something is mounted right there, by proc(5), which writes blanks as \040. */
export const isMountPoint = (mountinfo: string, path: string): boolean =>
  mountinfo.split('\n').some((line) => line.split(' ')[4]?.replaceAll('\\040', ' ') === path);
