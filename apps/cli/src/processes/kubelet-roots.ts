import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMountPoints } from '@kubets/component';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import { run } from '../network/run';

/** The kubelet-agent's root directory: what pods of the node find at /var/lib/kubelet. */
export const kubeletRoot = (node: NodeLayout): string => join(node.dataDir, 'kubelet');

/** Makes each of them a mount that is shared: what a driver's pod mounts there (mountPropagation: Bidirectional) the node has, too. */
export async function shareKubeletRoots(layout: ClusterLayout): Promise<void> {
  const mounted = new Set(parseMountPoints(await readFile('/proc/self/mountinfo', 'utf8')));
  for (const root of layout.nodes.map(kubeletRoot)) {
    await mkdir(root, { recursive: true, mode: 0o750 });
    if (!mounted.has(root)) {
      // With all that pods have mounted there already.
      await run('mount', '--rbind', root, root);
      // Else the mount that it lies on, where that is shared, would have under it all that is mounted here.
      await run('mount', '--make-rprivate', root);
    }
    await run('mount', '--make-rshared', root);
  }
}
