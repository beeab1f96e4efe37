import { createLister } from '@kubets/client';
import { growthRatio } from '@kubets/apimachinery/testing';
import { hostileObject } from '@kubets/component/testing';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Endpoints, Node, Pod, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import fc from 'fast-check';
import { podLabelValues, podsOfService, servicesOfChange, serviceSelectorValues } from './addresses/service-pods';
import { createTriggerTimes } from './addresses/trigger-time';
import { setsToCleanUp } from './controllers/deployment/history-cleanup';
import {
  observedStatus,
  pausedStatus,
  rolloutStatus,
  timeToDeadlineMs,
} from './controllers/deployment/deployment-status';
import { splitGenerations } from './controllers/deployment/replica-sets';
import { appendHistory, newSetAnnotations, revisionOf } from './controllers/deployment/revision';
import { scaleDownOld, scaleUpNew } from './controllers/deployment/rolling-update';
import { isScalingEvent, scaleDeployment } from './controllers/deployment/scaling';
import { desiredEndpoints as desiredObject } from './controllers/endpoints/desired-endpoints';
import { awaitsSuccessors, desiredEndpoints } from './controllers/endpointslice/desired-endpoints';
import { cpuShares, hintProportionally } from './controllers/endpointslice/proportional-hints';
import { planSlices } from './controllers/endpointslice/slice-plan';
import { mirroredSlices, planMirror, shouldMirror } from './controllers/endpointslicemirroring/mirrored-slices';
import { heartbeatOf, unknownConditions } from './controllers/nodelifecycle/node-health';
import { evictingKey, wantedTaints } from './controllers/nodelifecycle/node-taints';
import { allDisrupted, zoneStates } from './controllers/nodelifecycle/zones';
import { doomOf, surplusTerminated } from './controllers/podgc/doomed-pods';
import { evictionOf } from './controllers/tainteviction/eviction-time';
import { decideClaim } from './owned/claim';
import { revisionAfter } from './owned/revision-order';
import { rankForDeletion } from './pods/deletion-ranking';
import { isPodAvailable } from './pods/pod-state';
import { nextAvailabilityMs, replicaStatus } from './replicas/replica-status';

const now = new Date('2026-06-01T00:00:00Z');
const NUM_RUNS = 300;
const some = <T extends object>(message: string, maxLength = 3) =>
  fc.array(hostileObject<T & { metadata?: object }>(message), { maxLength }).map((objects): T[] =>
    objects.map((object, index) => ({
      ...object,
      metadata: { ...object.metadata, name: `o${index}`, namespace: 'default', uid: `u${index}` },
    })),
  );
const pods = some<Pod>('kubets.core.v1.Pod');
const node = hostileObject<Node>('kubets.core.v1.Node');
const service = hostileObject<Service>('kubets.core.v1.Service').map((object): Service => ({
  ...object,
  metadata: { ...object.metadata, name: 'web', namespace: 'default' },
}));
/** What the apiserver lets in: a share is a number from 0 or a percentage of digits. */
const share = fc.constantFrom<string | number | undefined>(
  0,
  1,
  2147483647,
  '0%',
  '25%',
  '100%',
  '2147483647%',
  `${'9'.repeat(400)}%`,
  undefined,
);
const deployment = fc
  .tuple(hostileObject<Deployment>('kubets.apps.v1.Deployment'), share, share, fc.constantFrom(0, 1, 10, 2147483647))
  .map(
    ([object, maxSurge, maxUnavailable, replicas]) =>
      ({
        ...object,
        spec: {
          ...object.spec,
          replicas,
          strategy: { ...object.spec?.strategy, rollingUpdate: { maxSurge, maxUnavailable } },
        },
      }) as Deployment,
  );
const sets = some<ReplicaSet>('kubets.apps.v1.ReplicaSet');

const finite = (value: number | undefined): boolean => value === undefined || Number.isFinite(value);

test('Deployments and their ReplicaSets: sizes are numbers, revisions texts, statuses there', () => {
  fc.assert(
    fc.property(deployment, sets, fc.boolean(), (object, all, isNew) => {
      const owned =
        isNew && all[0]
          ? [{ ...all[0], spec: { ...all[0].spec, template: object.spec?.template } }, ...all.slice(1)]
          : all;
      const generations = splitGenerations(object, owned);
      const { newSet } = generations;
      isScalingEvent(object, generations);
      const scales = scaleDeployment(object, generations);
      if (newSet)
        scales.push(
          ...scaleDownOld(object, { ...generations, newSet }),
          ...[scaleUpNew(object, { ...generations, newSet }) ?? []].flat(),
        );
      for (const { replicas } of scales) expect(Number.isFinite(replicas)).toBe(true);
      setsToCleanUp(object, generations.oldSets);
      const next = revisionAfter(owned.map(revisionOf));
      for (const set of owned) expect(revisionOf(set) <= next || next === 2n ** 63n - 1n).toBe(true);
      newSetAnnotations(object, newSet?.metadata?.annotations, next);
      observedStatus(object, generations, now);
      pausedStatus(object, now);
      expect(finite(timeToDeadlineMs(object, rolloutStatus(object, generations, now), now))).toBe(true);
    }),
    { numRuns: NUM_RUNS },
  );
});

test('ReplicaSets and their pods: all pods are ranked, times to wait are numbers', () => {
  fc.assert(
    fc.property(sets, pods, (owners, owned) => {
      expect(rankForDeletion(owned, owned, now)).toHaveLength(owned.length);
      for (const owner of owners) {
        replicaStatus({ owner, activePods: owned, now, error: new Error('no') });
        for (const pod of owned) decideClaim(pod, owner, { matches: () => true } as never);
      }
      for (const seconds of [0, 1, 2147483647]) {
        expect(finite(nextAvailabilityMs(owned, seconds, now))).toBe(true);
        for (const pod of owned) isPodAvailable(pod, seconds, now);
      }
    }),
    { numRuns: NUM_RUNS },
  );
});

test('Services and their pods: slices and Endpoints, bounded', () => {
  fc.assert(
    fc.property(
      service,
      pods,
      node,
      some<EndpointSlice>('kubets.discovery.v1.EndpointSlice'),
      hostileObject<Endpoints>('kubets.core.v1.Endpoints'),
      (object, all, where, existing, endpoints) => {
        const listers = {
          pods: createLister(all, { label: podLabelValues }),
          services: createLister([object], { selector: serviceSelectorValues }),
        };
        podsOfService(listers.pods, object);
        for (const pod of all) servicesOfChange(listers.services, {}, pod);
        const triggerTime = createTriggerTimes().compute('default/web', object, all);
        for (const addressType of ['IPv4', 'IPv6'] as const) {
          const groups = desiredEndpoints({ service: object, pods: all, addressType, nodeOf: () => where });
          const plan = planSlices({
            service: object,
            addressType,
            existing,
            groups,
            maxEndpointsPerSlice: 100,
            triggerTime,
            awaitsSuccessors: awaitsSuccessors(all),
            hint: (slices) => {
              const hinted = hintProportionally(slices, cpuShares([where]));
              return 'slices' in hinted ? hinted.slices : [...slices];
            },
          });
          expect(plan.create.length + plan.update.length).toBeLessThan(10);
        }
        desiredObject({ service: object, pods: all, current: endpoints, triggerTime });
        shouldMirror(endpoints, object);
        const mirror = planMirror(existing, mirroredSlices(endpoints, 1000).slices);
        expect(mirror.update.length + mirror.delete.length).toBeLessThanOrEqual(existing.length);
      },
    ),
    { numRuns: NUM_RUNS },
  );
});

test('nodes and what is on them: taints with keys, ends at times', () => {
  fc.assert(
    fc.property(node, pods, (object, all) => {
      heartbeatOf(object, undefined);
      for (const mayEvict of [true, false])
        for (const { key } of wantedTaints(object, mayEvict, now)?.slice(object.spec?.taints?.length ?? 0) ?? [])
          expect(typeof key).toBe('string');
      evictingKey({ ...object, status: { ...object.status, conditions: unknownConditions(object, now) } });
      allDisrupted(zoneStates([object, {}], 0.55));
      surplusTerminated(all, 1);
      for (const pod of all) {
        doomOf(pod, object);
        const eviction = evictionOf(pod, object.spec?.taints ?? []);
        expect(eviction.when !== 'at' || Number.isFinite(eviction.atMs)).toBe(true);
      }
    }),
    { numRuns: NUM_RUNS },
  );
});

test.each<[string, (size: number) => unknown, number]>([
  [
    'zones',
    (size) =>
      zoneStates(
        Array.from({ length: size }, (): Node => ({})),
        0.5,
      ),
    1000,
  ],
  ['revision history', (size) => appendHistory('1,'.repeat(size), '2'), 2000],
  [
    'mirrored slices',
    (size) =>
      planMirror(
        Array.from({ length: size }, (_, index) => ({ addressType: 'IPv6', endpoints: [{ hostname: `${index}` }] })),
        Array.from({ length: size }, (_, index) => ({ addressType: 'IPv4', endpoints: [{ hostname: `${index}` }] })),
      ),
    500,
  ],
])('time grows with the number only: %s', (_, run, size) =>
  expect(growthRatio((count) => count, run, size)).toBeLessThan(5),
);

test.each([
  [undefined, '2', 10, '2'],
  ['1', '2', 10, '1,2'],
  ['1,2,3', '4', 5, '2,3,4'],
  ['1,22,3', '4', 5, '3,4'],
  ['1,22,3', '44444444', 5, '44444444'],
  ['1', '22', 4, '1,22'],
])('history %s and %s within %i: %s', (history, revision, most, expected) =>
  expect(appendHistory(history, revision, most)).toBe(expected),
);
