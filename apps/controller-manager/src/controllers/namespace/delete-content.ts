import { groupOf, isNotFound, statusErrorFrom, type KubeObject } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { toSeconds } from '@kubets/proto-gen/int64';
import { RESOURCE_KINDS, type ResourceKind } from '../../resource-kinds';
import type { ContentReport } from './content-report';

const EVENTS: ResourceKind = { apiVersion: 'v1', plural: 'events', kind: 'Event', namespaced: true };
const [PODS, OTHERS] = [
  RESOURCE_KINDS.filter(({ plural }) => plural === 'pods'),
  [...RESOURCE_KINDS.filter(({ plural, namespaced }) => namespaced && plural !== 'pods'), EVENTS],
];

export interface DeletedContent extends ContentReport {
  /** The longest grace period of the pods that are still terminating. */
  graceSeconds: number;
}

/** Deletes everything of one resource in a namespace and answers what is still there. */
async function deleteResource(client: KubeClient, namespace: string, plural: string): Promise<KubeObject[]> {
  const resource = client.resource(plural);
  if ((await resource.list({ namespace, limit: 1 })).items.length === 0) return [];
  await resource.deleteCollection({ namespace }, { propagationPolicy: 'Background' });
  return (await resource.list({ namespace })).items;
}

/**
 * Deletes the content of a namespace, pods first: what they use (secrets, policies, accounts) is not taken from under
 * them. Failures are reported, not thrown, for the rest has to be tried all the same.
 */
export async function deleteContent(client: KubeClient, namespace: string): Promise<DeletedContent> {
  const remaining = new Map<string, number>();
  const finalizers = new Map<string, number>();
  const failures: string[] = [];
  let graceSeconds = 0;

  async function remove(kind: ResourceKind): Promise<void> {
    try {
      const left = await deleteResource(client, namespace, kind.plural);
      if (left.length > 0) remaining.set(`${kind.plural}.${groupOf(kind.apiVersion)}`, left.length);
      for (const object of left) {
        for (const finalizer of object.metadata?.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
        if (kind.kind === 'Pod') graceSeconds = Math.max(graceSeconds, toSeconds((object as Pod).metadata?.deletionGracePeriodSeconds ?? 0));
      }
    } catch (error) {
      if (!isNotFound(error)) failures.push(`${kind.plural}: ${statusErrorFrom(error).message}`);
    }
  }

  await Promise.all(PODS.map(remove));
  if (remaining.size === 0 && failures.length === 0) await Promise.all(OTHERS.map(remove));
  return { remaining, finalizers, failures, graceSeconds };
}
