import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  hasDeadline,
  isInScopes,
  isPodTerminal,
  limitedNames,
  quantitiesOf,
  quantityTexts,
  quotaUsage,
  totalUsage,
  type Quantities,
} from '@kubets/api';
import { ignoreNotFound, namespaceOf, objectKey, semanticEqual, type KubeObject } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Pod, ResourceQuota } from '@kubets/proto-gen/core/v1';
import { groupResourceOf, type ResourceKind } from '../../stored-resources';
import type { ControllerEntry } from '../controller-context';

/** Every quota is counted anew after this long, whatever is seen of its objects; --resource-quota-sync-period. */
const RESYNC_MS = 5 * 60_000;

/** A pod may name tens of thousands of quantities: after so long other controllers have their turn. */
const TURN_MS = 10;

/** Tells quotas what is used: admission counts up, and this controller down, and anew when a quota changes. */
export const resourceQuotaController: ControllerEntry = {
  name: 'resourcequota-controller',
  create(context) {
    const { client, informers, resources, clock, loop } = context;
    const { resourceQuotas } = informers;

    function setup(enqueue: (key: string) => void): void {
      const enqueueQuota = (quota: ResourceQuota) => enqueue(objectKey(quota));
      resourceQuotas.addEventHandler({
        onAdd: enqueueQuota,
        onUpdate: (before, quota) => {
          if (!semanticEqual(before.spec?.hard, quota.spec?.hard)) enqueueQuota(quota);
        },
      });
      const freed = (kind: ResourceKind, object: KubeObject) => {
        for (const quota of resourceQuotas.lister.list(namespaceOf(object)))
          if (doesLimit(quota, kind)) enqueueQuota(quota);
      };
      resources.onResource((kind) => {
        if (!kind.namespaced) return;
        resources.objects(kind).addEventHandler({
          onDelete: (object) => freed(kind, object),
          onUpdate: (before, object) => {
            if (usesLess(kind, before, object)) freed(kind, object);
          },
        });
      });
    }

    async function usedOf({ metadata, spec = {} }: ResourceQuota): Promise<Record<string, string>> {
      const names = Object.keys(spec.hard ?? {});
      const now = clock.now();
      const usages: Quantities[] = [];
      let begunMs = clock.monotonicMs();
      for (const kind of resources.followed().filter((one) => one.namespaced && limitedNames(one, names).length > 0))
        for (const object of resources.objects(kind).lister.list(metadata?.namespace)) {
          if (isInScopes(spec, kind.plural, object)) usages.push(quotaUsage(kind, object, now));
          if (clock.monotonicMs() - begunMs < TURN_MS) continue;
          await nextTurn();
          begunMs = clock.monotonicMs();
        }
      return quantityTexts(totalUsage(usages, names));
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const quota = resourceQuotas.lister.get(key);
      if (!quota) return;
      const hard = quantityTexts(quantitiesOf(quota.spec?.hard));
      const used = await usedOf(quota);
      const { status } = quota;
      if (!status?.used || !semanticEqual(status.hard ?? {}, hard) || !semanticEqual(status.used, used))
        await client.resourceQuotas.updateStatus({ ...quota, status: { hard, used } }).catch(ignoreNotFound);
      return { requeueAfterMs: RESYNC_MS };
    }

    return [
      createController({
        name: 'resourcequota',
        informers: [resourceQuotas, informers.pods, informers.services, resources],
        setup,
        reconcile,
        ...loop,
      }),
    ];
  },
};

const limited = new WeakMap<ResourceQuota, Map<string, boolean>>();

/** Whether a quota says something of objects of a kind: found out once, as it may have thousands of names and is asked for each object. */
function doesLimit(quota: ResourceQuota, kind: ResourceKind): boolean {
  const known = limited.get(quota) ?? new Map<string, boolean>();
  limited.set(quota, known);
  const id = groupResourceOf(kind);
  let answer = known.get(id);
  if (answer === undefined)
    known.set(id, (answer = limitedNames(kind, Object.keys(quota.spec?.hard ?? {})).length > 0));
  return answer;
}

/** Whether an object that is still there may have given something back. */
function usesLess({ group, plural }: ResourceKind, before: KubeObject, object: KubeObject): boolean {
  if (group !== '') return false;
  if (plural === 'pods') return podUsesLess(before as Pod, object as Pod);
  if (plural !== 'services' && plural !== 'persistentvolumeclaims') return false;
  const specOf = (one: KubeObject) => (one as { spec?: unknown }).spec;
  return !semanticEqual(specOf(before), specOf(object));
}

/** A pod gives back what it has when it ends, when its deadline puts it under other quotas, and when a resize has been done. */
function podUsesLess(before: Pod, pod: Pod): boolean {
  if (isPodTerminal(pod) !== isPodTerminal(before) || hasDeadline(pod) !== hasDeadline(before)) return true;
  const had = givenTo(before);
  return had.size > 0 && [...givenTo(pod)].some(([name, now]) => had.has(name) && !semanticEqual(had.get(name), now));
}

/** What the containers have that it is known of, by name. */
function givenTo({ status }: Pod): Map<string | undefined, unknown> {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return new Map(
    all
      .filter((one) => one.resources)
      .map(({ name, resources, allocatedResources }) => [name, { resources, allocatedResources }]),
  );
}
