import { selectorFromLabelSelector } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { OwnerKind } from '../../owned/owner-kind';
import { createOwnedPods } from '../../owned/owned-pods';
import { createOwnedRevisions } from '../../owned/owned-revisions';
import { namingTexts } from '../../owned/pod-control';
import { ordinalOf } from '../../owned/pod-identity';
import type { ControllerEntry } from '../controller-context';
import { createClaimControl } from './claim-control';
import { STATEFUL_SET } from './claim-owners';
import { claimsOf } from './claims';
import { syncSet } from './sync';

/** When expectations have lapsed: should an event never have come, the set is looked at again. */
const EXPECTATIONS_LAPSE_MS = 5 * 60_000 + 1000;

/** Keeps the numbered pods of StatefulSets, and the claims that go with each. */
export const statefulSetController: ControllerEntry = {
  name: 'statefulset-controller',
  create(context) {
    const { client, informers, resources, clock, config, loop } = context;
    const recorder = context.recorder('statefulset-controller');
    const kind: OwnerKind<StatefulSet> = {
      type: STATEFUL_SET,
      client: client.statefulSets,
      informer: informers.statefulSets,
      selectorOf: ({ spec }) => selectorFromLabelSelector(spec?.selector),
    };
    const pods = createOwnedPods(
      { kind, component: 'statefulset-controller', texts: namingTexts('StatefulSet') },
      context,
    );
    const revisions = createOwnedRevisions(kind, context);
    const claims = createClaimControl({ claims: claimsOf(resources), recorder });
    const sync = { client, pods, revisions, claims, recorder, clock };

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const set = kind.informer.lister.get(key);
      if (!set) return pods.forget(key);
      // Asked before the cache is: what it shows afterwards is at least as new.
      const inStep = pods.inStep(key);
      const owned = await pods.claim(set, (pod) => ordinalOf(set, pod) !== undefined);
      const waitMs = await syncSet(sync, set, { owned, inStep });
      if (!inStep) return { requeueAfterMs: EXPECTATIONS_LAPSE_MS };
      if (waitMs !== undefined) return { requeueAfterMs: waitMs };
    }

    return [
      createController({
        name: 'statefulset',
        informers: [kind.informer, informers.controllerRevisions, informers.pods, resources],
        setup: pods.follow,
        reconcile,
        workers: config.concurrentStatefulsetSyncs,
        ...loop,
      }),
    ];
  },
};
