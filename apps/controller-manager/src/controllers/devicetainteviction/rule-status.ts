import { nameOf, namespaceOf, uidOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import type { DeviceTaintRule, ResourceClaim } from '@kubets/proto-gen/resource/v1';
import { deviceEviction, isAbout, type DeviceWorld } from './device-taints';

export const EVICTION_IN_PROGRESS = 'EvictionInProgress';

export interface RuleStatusInput {
  world: DeviceWorld;
  pods: readonly Pod[];
  claims: readonly ResourceClaim[];
  /** Since the controller has been running. */
  evictedPods: number;
  nowMs: number;
}

/** How far a rule has been carried out, without the time of the condition. */
export function ruleCondition(rule: DeviceTaintRule, input: RuleStatusInput): Condition {
  const effect = rule.spec?.taint?.effect;
  const condition = { type: EVICTION_IN_PROGRESS, status: 'False', observedGeneration: rule.metadata?.generation };
  const evicted =
    input.evictedPods > 0 ? `${count(input.evictedPods, 'pod')} evicted since starting the controller.` : '';
  const withEvicted = (message: string) => [message, evicted].filter(Boolean).join(' ');
  if (effect === 'NoExecute') {
    const { pods, namespaces } = pending(rule, input);
    if (pods > 0) {
      const message = `${count(pods, 'pod')} ${pods === 1 ? 'needs' : 'need'} to be evicted in ${places(namespaces)}.`;
      return { ...condition, status: 'True', reason: 'PodsPendingEviction', message: withEvicted(message) };
    }
    return { ...condition, reason: input.evictedPods > 0 ? 'Completed' : 'NotStarted', message: evicted };
  }
  if (effect === 'None') {
    const would = { ...rule, spec: { ...rule.spec, taint: { ...rule.spec?.taint, effect: 'NoExecute' } } };
    const rules = [...input.world.rules.filter((other) => uidOf(other) !== uidOf(rule)), would];
    const { pods, namespaces } = pending(would, { ...input, world: { ...input.world, rules } });
    const { published, allocated } = selected(rule, input);
    const message =
      `${count(published, 'published device')} selected. ${count(allocated, 'allocated device')} selected. ` +
      `${count(pods, 'pod')} would be evicted in ${places(namespaces)} if the effect was NoExecute. ` +
      'This information will not be updated again. Recreate the DeviceTaintRule to trigger an update.';
    return { ...condition, reason: 'NoEffect', message: withEvicted(message) };
  }
  const message = 'Eviction only happens for the NoExecute effect.';
  return { ...condition, reason: 'OtherEffect', message: withEvicted(message) };
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const places = (n: number): string => (n === 1 ? '1 namespace' : `${n} different namespaces`);

/** The pods that the rule, perhaps among others, wants to go. */
function pending(rule: DeviceTaintRule, { pods, world, nowMs }: RuleStatusInput): { pods: number; namespaces: number } {
  const found = pods.filter(
    (pod) =>
      pod.metadata?.deletionTimestamp === undefined &&
      deviceEviction(pod, world, nowMs)?.rules.some((one) => nameOf(one) === nameOf(rule)),
  );
  return { pods: found.length, namespaces: new Set(found.map(namespaceOf)).size };
}

function selected(rule: DeviceTaintRule, { world, claims }: RuleStatusInput): { published: number; allocated: number } {
  const published = world.slices.flatMap(({ spec = {} }) =>
    (spec.devices ?? []).map(({ name }) => ({ driver: spec.driver, pool: spec.pool?.name, device: name })),
  );
  const allocated = claims.flatMap(({ status }) => status?.allocation?.devices?.results ?? []);
  const matching = (places: Parameters<typeof isAbout>[1][]) => places.filter((place) => isAbout(rule, place)).length;
  return { published: matching(published), allocated: matching(allocated) };
}
