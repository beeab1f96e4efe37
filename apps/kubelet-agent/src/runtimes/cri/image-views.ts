import { GRPC } from '@kubets/rpc';
import { SnapshotsService as snapshots } from '@kubets/proto-gen/containerd/services/snapshots/v1';
import { ImageServiceService as images, RuntimeServiceService as runtime } from '@kubets/proto-gen/runtime/v1';
import { RuntimeError, isMissing, type ImageMount } from '../runtime';
import type { CriConnection } from './cri-connection';

/** The namespace in which containerd keeps what CRI makes. */
const NAMESPACE = 'k8s.io';
/** What has this label is not taken for garbage, nor the layers below it. */
const KEPT = 'containerd.io/gc.root';
const DEFAULT_SNAPSHOTTER = 'overlayfs';

export interface ImageViews {
  /** How the content of an image that is on the node is mounted, read-only. The same key gives the same view. */
  view(image: string, key: string): Promise<ImageMount[]>;
  /** Lets the view go; succeeds if it is gone already. */
  remove(key: string): Promise<void>;
}

/** Views of images by containerd's own API, as CRI has none before containerd 2.1. */
export function createImageViews(cri: CriConnection): ImageViews {
  let snapshotter: Promise<string> | undefined;

  async function configuredSnapshotter(): Promise<string> {
    const { info } = await cri.call(runtime.status, { verbose: true });
    const config = JSON.parse(info?.['config'] ?? '{}') as { containerd?: { snapshotter?: string } };
    return config.containerd?.snapshotter || DEFAULT_SNAPSHOTTER;
  }

  const known = () =>
    (snapshotter ??= configuredSnapshotter().catch((error: unknown) => {
      snapshotter = undefined;
      throw error;
    }));

  async function chainOf(image: string): Promise<string> {
    const { info } = await cri.call(images.imageStatus, { image: { image }, verbose: true });
    const { chainID } = JSON.parse(info?.['info'] ?? '{}') as { chainID?: string };
    if (!chainID) throw new RuntimeError(`the runtime does not tell of what layers ${image} is made`);
    return chainID;
  }

  return {
    async view(image, key) {
      const name = await known();
      const parent = await chainOf(image);
      const labels = { [KEPT]: new Date().toISOString() };
      const { mounts = [] } = await cri
        .call(snapshots.view, { snapshotter: name, key, parent, labels }, { namespace: NAMESPACE })
        .catch((error: unknown) => {
          if (!(error instanceof RuntimeError) || error.code !== GRPC.ALREADY_EXISTS) throw error;
          return cri.call(snapshots.mounts, { snapshotter: name, key }, { namespace: NAMESPACE });
        });
      return mounts.map(({ type = '', source = '', options = [] }) => ({ type, source, options }));
    },
    async remove(key) {
      await cri
        .call(snapshots.remove, { snapshotter: await known(), key }, { namespace: NAMESPACE })
        .catch((error: unknown) => {
          if (!isMissing(error)) throw error;
        });
    },
  };
}
