import { findCondition, withPodCondition } from '@kubets/api';
import { ignoreNotFound, nameOf, objectKey, rfc3339, semanticEqual, splitKey, uidOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { DeviceTaintRule, ResourceClaim, ResourceSlice } from '@kubets/proto-gen/resource/v1';
import type { ControllerEntry } from '../controller-context';
import { deviceEviction, evicts, isAbout, newestSlices, type DeviceWorld } from './device-taints';
import { EVICTION_IN_PROGRESS, ruleCondition } from './rule-status';

const NAME = 'device-taint-eviction-controller';
const POD = 'pod:';
const RULE = 'rule:';
/** No status of a rule is written twice in that time. */
const RULE_STATUS_MS = 10_000;

/** Deletes pods whose devices have NoExecute taints that their claims do not tolerate, or no longer, and tells rules what comes of them. */
export const deviceTaintEvictionController: ControllerEntry = {
  name: NAME,
  create(context) {
    const { client, informers, clock, loop } = context;
    const { pods, resourceClaims: claims, resourceSlices, deviceTaintRules: rules } = informers;
    const recorder = context.recorder(NAME);
    /** Pods that were found to have to go later; to tell when that is off. */
    const scheduled = new Set<string>();
    /** How many pods each rule has evicted, by its uid. */
    const evictedFor = new Map<string, number>();
    let enqueueRule: (rule: DeviceTaintRule, afterMs?: number) => void;

    const nowMs = (): number => clock.now().getTime();
    const world = (): DeviceWorld => ({
      slices: newestSlices(resourceSlices.lister.list()),
      rules: rules.lister.list(),
      claim: (namespace, name) => claims.lister.get(`${namespace}/${name}`),
    });

    const tell = (pod: Pod, message: string): void =>
      recorder.event({ ...pod, apiVersion: 'v1', kind: 'Pod' }, 'Normal', 'DeviceTaintManagerEviction', message);

    async function evict(pod: Pod): Promise<void> {
      const { namespace, name } = splitKey(objectKey(pod));
      tell(pod, 'Marking for deletion');
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByDeviceTaintManager',
        message: 'Device Taint manager: deleting due to NoExecute taint',
      };
      const conditions = withPodCondition(pod, condition, clock.now())?.filter(({ type }) => type === condition.type);
      try {
        if (conditions) {
          const body = { metadata: { uid: uidOf(pod) }, status: { conditions } };
          await client.pods.patch({ namespace, name }, { type: 'strategic', subresource: 'status', body });
        }
        await client.pods.delete({ namespace, name }, { preconditions: { uid: uidOf(pod) } });
      } catch (error) {
        ignoreNotFound(error);
      }
    }

    async function reconcilePod(key: string): Promise<void | { requeueAfterMs: number }> {
      const pod = pods.lister.get(key);
      if (!pod || pod.metadata?.deletionTimestamp !== undefined) return void scheduled.delete(key);
      const eviction = deviceEviction(pod, world(), nowMs());
      if (!eviction) {
        if (scheduled.delete(key)) tell(pod, 'Cancelling deletion');
        return;
      }
      for (const rule of eviction.rules) enqueueRule(rule, RULE_STATUS_MS);
      const waitMs = eviction.atMs - nowMs();
      if (waitMs > 0) {
        scheduled.add(key);
        return { requeueAfterMs: waitMs };
      }
      scheduled.delete(key);
      await evict(pod);
      for (const rule of eviction.rules) evictedFor.set(uidOf(rule), (evictedFor.get(uidOf(rule)) ?? 0) + 1);
    }

    async function reconcileRule(name: string): Promise<void | { requeueAfterMs: number }> {
      const rule = rules.lister.get(name);
      if (!rule) return;
      const known = findCondition(rule.status?.conditions, EVICTION_IN_PROGRESS);
      const sinceMs = nowMs() - Date.parse(known?.lastTransitionTime ?? '');
      if (known?.observedGeneration === rule.metadata?.generation && sinceMs < RULE_STATUS_MS)
        return { requeueAfterMs: RULE_STATUS_MS - sinceMs };
      const condition = ruleCondition(rule, {
        world: world(),
        pods: pods.lister.list(),
        claims: claims.lister.list(),
        evictedPods: evictedFor.get(uidOf(rule)) ?? 0,
        nowMs: nowMs(),
      });
      if (known && semanticEqual({ ...condition, lastTransitionTime: known.lastTransitionTime }, known)) return;
      const conditions = [{ ...condition, lastTransitionTime: rfc3339(clock.now()) }];
      const body = {
        apiVersion: 'resource.k8s.io/v1',
        kind: 'DeviceTaintRule',
        metadata: { name, uid: uidOf(rule) },
        status: { conditions },
      };
      const patch = { type: 'apply', subresource: 'status', force: true, body } as const;
      await client.deviceTaintRules.patch({ name }, patch, { fieldManager: NAME }).catch(ignoreNotFound);
    }

    function setup(enqueue: (key: string, afterMs?: number) => void): void {
      enqueueRule = (rule, afterMs) => enqueue(`${RULE}${nameOf(rule)}`, afterMs);
      const enqueueUsers = (claim: ResourceClaim): void => {
        for (const pod of pods.lister.byIndex('deviceClaim', objectKey(claim))) enqueue(`${POD}${objectKey(pod)}`);
      };
      const enqueueWhere = (uses: (claim: ResourceClaim) => boolean | undefined): void => {
        for (const claim of claims.lister.list()) if (uses(claim)) enqueueUsers(claim);
      };
      const devicesOf = ({ status }: ResourceClaim) => status?.allocation?.devices?.results ?? [];
      const ruleChanged = (rule: DeviceTaintRule): void => {
        if (evicts(rule.spec?.taint ?? {}))
          enqueueWhere((claim) => devicesOf(claim).some((device) => isAbout(rule, device)));
      };
      const evicting = ({ spec }: ResourceSlice) =>
        (spec?.devices ?? []).flatMap(({ name, taints = [] }) => taints.filter(evicts).map((taint) => [name, taint]));
      const sliceChanged = ({ spec }: ResourceSlice): void =>
        enqueueWhere((claim) =>
          devicesOf(claim).some(({ driver, pool }) => driver === spec?.driver && pool === spec?.pool?.name),
        );
      const hasClaims = ({ spec, status }: Pod): boolean =>
        Boolean(spec?.resourceClaims?.length || status?.extendedResourceClaimStatus);

      pods.addEventHandler({
        onAdd: (pod) => hasClaims(pod) && enqueue(`${POD}${objectKey(pod)}`),
        onUpdate(previous, pod) {
          const partsOf = ({ spec, status }: Pod) =>
            [spec?.nodeName, status?.resourceClaimStatuses, status?.extendedResourceClaimStatus] as const;
          if (hasClaims(pod) && !semanticEqual(partsOf(previous), partsOf(pod))) enqueue(`${POD}${objectKey(pod)}`);
        },
        onDelete: (pod) => void scheduled.delete(objectKey(pod)),
      });
      claims.addEventHandler({
        onAdd: enqueueUsers,
        onUpdate: (previous, claim) => (semanticEqual(previous.status, claim.status) ? undefined : enqueueUsers(claim)),
        onDelete: enqueueUsers,
      });
      resourceSlices.addEventHandler({
        onAdd: (slice) => (evicting(slice).length > 0 ? sliceChanged(slice) : undefined),
        onUpdate(previous, slice) {
          const isNewer = previous.spec?.pool?.generation !== slice.spec?.pool?.generation;
          if (isNewer || !semanticEqual(evicting(previous), evicting(slice))) sliceChanged(slice);
        },
        onDelete: (slice) => (evicting(slice).length > 0 ? sliceChanged(slice) : undefined),
      });
      rules.addEventHandler({
        onAdd(rule) {
          enqueueRule(rule);
          ruleChanged(rule);
        },
        onUpdate(previous, rule) {
          if (semanticEqual(previous.spec, rule.spec)) return;
          enqueueRule(rule);
          ruleChanged(previous);
          ruleChanged(rule);
        },
        onDelete(rule) {
          evictedFor.delete(uidOf(rule));
          ruleChanged(rule);
        },
      });
    }

    return [
      createController({
        name: 'device_taint_eviction',
        informers: [pods, claims, resourceSlices, rules],
        setup,
        reconcile: (key) =>
          key.startsWith(POD) ? reconcilePod(key.slice(POD.length)) : reconcileRule(key.slice(RULE.length)),
        ...loop,
      }),
    ];
  },
};
