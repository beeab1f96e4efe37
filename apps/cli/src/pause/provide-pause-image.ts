import { Readable } from 'node:stream';
import { retry, type Logger } from '@kubets/component';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import { importImages, nodeImageFlags } from '../images/import-images';
import { run } from '../network/run';
import { OWN_POD_INFRA_IMAGE } from '../setup/pod-infra-image.mjs';
import { probeSocket } from '../supervisor/probe-health';
import { pauseImage } from './image';

export interface PauseImageOptions {
  layout: ClusterLayout;
  logger: Logger;
  signal: AbortSignal;
}

/** Puts the image of sandboxes into each node's containerd as soon as that answers, unless the cluster's sandboxes are of another one. */
export function providePauseImage({ layout, logger, signal }: PauseImageOptions): void {
  if (layout.options.podInfraImage !== OWN_POD_INFRA_IMAGE) return;
  for (const node of layout.nodes) {
    retry(() => ensureImage(node, signal), {
      initialMs: 50,
      maxMs: 2000,
      factor: 1.5,
      signal,
      retriable: (error) => {
        if (!(error instanceof NotYet)) logger.error({ node: node.name, err: error }, 'no image for sandboxes yet');
        return true;
      },
    }).catch(() => undefined); // stopped meanwhile
  }
}

/** containerd does not answer. */
class NotYet extends Error {}

async function ensureImage(node: NodeLayout, signal: AbortSignal): Promise<void> {
  if (!(await probeSocket(node.containerdSocket)).healthy) throw new NotYet();
  const found = await run('ctr', ...nodeImageFlags(node), 'images', 'list', '-q', `name==${OWN_POD_INFRA_IMAGE}`);
  if (found.trim() !== OWN_POD_INFRA_IMAGE) await importImages(node, Readable.from([pauseImage()]), signal);
}
