import type { Pod } from '@kubets/proto-gen/core/v1';
import { loadKubeconfig } from '@kubets/rpc';
import { createApiReader } from '@kubets/why';
import type { ClusterLayout } from '../cluster/layout';

/** A pod that cannot start because one of its images cannot be pulled. */
export interface PodWithoutImage {
  pod: string;
  image: string;
  message: string;
}

const REASONS = new Set(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable']);
const PENDING = '/api/v1/pods?fieldSelector=status.phase%3DPending&limit=500';

/** Of the cluster's pods; none where the API does not answer, which the health of its server tells. */
export async function podsWithoutImages({ kubeconfig }: ClusterLayout): Promise<PodWithoutImage[]> {
  try {
    const api = await createApiReader(await loadKubeconfig(kubeconfig));
    try {
      return waitingOf(await api.list<Pod>(PENDING));
    } finally {
      api.close();
    }
  } catch {
    return [];
  }
}

/** By what the pods' containers say that they wait for. */
export const waitingOf = (pods: readonly Pod[]): PodWithoutImage[] =>
  pods.flatMap(({ metadata, status }) =>
    [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
      .filter(({ state }) => REASONS.has(state?.waiting?.reason ?? ''))
      .map(({ image, state }) => ({
        pod: `${metadata?.namespace}/${metadata?.name}`,
        image: image ?? '',
        message: state?.waiting?.message ?? '',
      })),
  );

/** The lines that `status` has of them: how many there are, and what one of them waits for. */
export function waitingForImages(waiting: readonly PodWithoutImage[]): string[] {
  const [first] = waiting;
  if (!first) return [];
  const count = new Set(waiting.map(({ pod }) => pod)).size;
  return [
    '',
    count === 1 ? `${first.pod} waits for an image.` : `${count} pods wait for images, such as ${first.pod}.`,
    `${first.image}: ${first.message}`,
  ];
}
