import { isNotFound, statusErrorFrom, type KubeObject } from '@kubets/apimachinery';
import { toSeconds } from '@kubets/proto-gen/int64';
import { groupResourceOf, type MetadataClient, type ResourceKind, type StoredResources } from '../../stored-resources';
import type { ContentReport } from './content-report';

export interface DeletedContent extends ContentReport {
  /** The longest grace period of the pods that are still terminating. */
  graceSeconds: number;
}

const isPods = ({ plural, group }: ResourceKind): boolean => plural === 'pods' && group === '';

/** Deletes everything of one resource in a namespace and answers what is still there. */
async function deleteResource(resource: MetadataClient, namespace: string): Promise<KubeObject[]> {
  if ((await resource.list({ namespace, limit: 1 })).items.length === 0) return [];
  await resource.deleteCollection({ namespace }, { propagationPolicy: 'Background' });
  return (await resource.list({ namespace })).items;
}

/**
 * Deletes the content of a namespace, pods first: what they use (secrets, policies, accounts) is not taken from under
 * them. Failures are reported, not thrown, for the rest has to be tried all the same.
 */
export async function deleteContent(resources: StoredResources, namespace: string): Promise<DeletedContent> {
  const remaining = new Map<string, number>();
  const finalizers = new Map<string, number>();
  const failures: string[] = [];
  let graceSeconds = 0;

  async function remove(kind: ResourceKind): Promise<void> {
    try {
      const left = await deleteResource(resources.client(kind), namespace);
      if (left.length > 0) remaining.set(groupResourceOf(kind), left.length);
      for (const object of left) {
        for (const finalizer of object.metadata?.finalizers ?? [])
          finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
        if (isPods(kind))
          graceSeconds = Math.max(graceSeconds, toSeconds(object.metadata?.deletionGracePeriodSeconds ?? 0));
      }
    } catch (error) {
      if (!isNotFound(error)) failures.push(`${kind.plural}: ${statusErrorFrom(error).message}`);
    }
  }

  const content = [...resources.followed(), ...resources.unfollowed()].filter(({ namespaced }) => namespaced);
  await Promise.all(content.filter(isPods).map(remove));
  if (remaining.size === 0 && failures.length === 0)
    await Promise.all(content.filter((kind) => !isPods(kind)).map(remove));
  return { remaining, finalizers, failures, graceSeconds };
}
