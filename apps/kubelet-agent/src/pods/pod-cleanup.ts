import { removeTree } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { removeDanglingLinks } from '../logs/container-links';
import type { ReferencedObjects } from '../objects/referenced-objects';
import type { PodCertificates } from '../objects/pod-certificates';
import type { ServiceAccountTokens } from '../objects/service-account-tokens';
import type { RuntimePod } from '../runtimes/runtime';
import type { UserNamespaces } from '../user-namespaces/user-namespaces';
import type { PodObserverOptions } from './pod-observer';
import type { SyncPodOptions } from './sync-pod';

export interface PodCleanupOptions
  extends
    Pick<
      SyncPodOptions,
      'probes' | 'groups' | 'volumes' | 'images' | 'resizes' | 'backoff' | 'runtime' | 'paths' | 'status'
    >,
    Pick<PodObserverOptions, 'messages'> {
  objects: ReferencedObjects;
  tokens: ServiceAccountTokens;
  certificates: PodCertificates;
  userNamespaces: UserNamespaces;
}

/** Gives back what a pod had of the node, once nothing of it runs. May be repeated. */
export async function cleanUp(uid: string, o: PodCleanupOptions): Promise<void> {
  o.probes.forget(uid);
  await o.volumes.tearDown(uid);
  o.userNamespaces.release(uid);
  o.objects.release(uid);
  o.tokens.forget(uid);
  o.certificates.forget(uid);
  o.images.forget(uid);
  o.resizes.forget(uid);
  o.backoff.forget(`${uid}/`);
}

/** Removes what is kept as long as the API has the pod: containers, logs and status. */
export async function removeTraces(pod: Pod, runtimePod: RuntimePod, o: PodCleanupOptions): Promise<void> {
  for (const { id } of runtimePod.sandboxes) {
    await o.runtime.stopSandbox(id);
    await o.runtime.removeSandbox(id);
  }
  await o.groups.remove(pod.metadata?.uid ?? '');
  await removeTree(o.paths.logs(pod));
  await removeDanglingLinks(o.paths, pod);
  o.messages.forget(runtimePod.containers.map(({ id }) => id));
  o.status.forget(pod.metadata?.uid ?? '');
}
