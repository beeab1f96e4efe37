import { parseLabelSelector, rfc3339, semanticEqual, type Selector } from '@kubets/apimachinery';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '@kubets/proto-gen/autoscaling/v2';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isConditionTrue, withCondition, type Condition } from './autoscaler-status';
import { MetricError, proposalOf, type MetricSources, type Proposal, type Target } from './metric-replicas';
import type { ReadinessRules } from './pod-groups';
import { newMemory, stabilize, withScaleEvent, type ScaleMemory } from './stabilize';
import { tolerancesOf } from './tolerances';

/** The object that is scaled, by its scale. */
export interface ScaleTarget {
  /** @throws Error whose message may be shown. */
  get(): Promise<Scale>;
  set(replicas: number): Promise<void>;
}

export interface SyncOptions {
  /** @throws Error for a reference that leads nowhere. */
  target(autoscaler: HorizontalPodAutoscaler): ScaleTarget;
  sources: MetricSources;
  podsOf(namespace: string, selector: Selector): Pod[];
  /** Names of the autoscalers whose pods these are, once this one's selector is known. */
  autoscalersOf(autoscaler: HorizontalPodAutoscaler, selector: Selector, pods: readonly Pod[]): string[];
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
  now(): Date;
  tolerance: number;
  downscaleWindowMs: number;
  readiness: Omit<ReadinessRules, 'now'>;
}

export interface SyncResult {
  /** What it has become; the same object when nothing is different. */
  autoscaler: HorizontalPodAutoscaler;
  memory: ScaleMemory | undefined;
  /** What has to be told of, though it may have been scaled. */
  problem?: Error;
}

/** Looks at an autoscaler once: reads its figures, scales its target, and says how it is. */
export async function syncAutoscaler(
  autoscaler: HorizontalPodAutoscaler,
  memory: ScaleMemory | undefined,
  o: SyncOptions,
): Promise<SyncResult> {
  const { spec = {} } = autoscaler;
  const now = o.now();
  let status = { ...autoscaler.status };
  const note = (condition: Condition) => {
    status = { ...status, conditions: withCondition(status.conditions ?? [], condition, now) };
  };
  const result = (kept: ScaleMemory | undefined, problem?: Error): SyncResult => ({
    autoscaler: semanticEqual(status, autoscaler.status ?? {}) ? autoscaler : { ...autoscaler, status },
    memory: kept,
    ...(problem ? { problem } : {}),
  });

  let target: ScaleTarget;
  let scale: Scale;
  try {
    target = o.target(autoscaler);
    scale = await target.get();
  } catch (error) {
    const { message } = error as Error;
    o.event('Warning', 'FailedGetScale', message);
    note(
      no(
        'AbleToScale',
        'FailedGetScale',
        `the HPA controller was unable to get the target's current scale: ${message}`,
      ),
    );
    return result(memory, error as Error);
  }
  note(yes('AbleToScale', 'SucceededGetScale', "the HPA controller was able to get the target's current scale"));

  const current = scale.spec?.replicas ?? 0;
  const { minReplicas: min = 1, maxReplicas: max = 0, metrics = [], behavior } = spec;
  let kept = memory ?? newMemory(current, now.getTime());
  const goesToZero = metrics.some(({ type }) => type === 'Object' || type === 'External');
  const wasScaledToZero = isConditionTrue(status, 'ScaledToZero');
  const setStatus = (desired: number | undefined, currentMetrics: MetricStatus[] | undefined, rescaled: boolean) => {
    const { conditions, lastScaleTime } = status;
    status = {
      ...(autoscaler.metadata?.generation === undefined ? {} : { observedGeneration: autoscaler.metadata.generation }),
      ...(rescaled ? { lastScaleTime: rfc3339(now) } : lastScaleTime ? { lastScaleTime } : {}),
      currentReplicas: current,
      desiredReplicas: desired ?? 0,
      ...(currentMetrics ? { currentMetrics } : {}),
      ...(conditions ? { conditions } : {}),
    };
  };

  let desired = current;
  let reason = '';
  let statuses: MetricStatus[] | undefined;
  let problem: Error | undefined;
  const isOff = current === 0 && !(wasScaledToZero && (min !== 0 || goesToZero));
  if (isOff) {
    note(no('ScalingActive', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero'));
  } else if (current > max) {
    [desired, reason] = [max, 'Current number of replicas above Spec.MaxReplicas'];
  } else if (current !== 0 && current < min) {
    [desired, reason] = [min, 'Current number of replicas below Spec.MinReplicas'];
  } else {
    const computed = await computeReplicas(autoscaler, scale, metrics, o);
    if (computed.condition) note(computed.condition);
    ({ statuses, problem } = computed);
    if (computed.replicas === undefined) {
      setStatus(status.desiredReplicas, statuses, false);
      o.event('Warning', 'FailedComputeMetricsReplicas', problem!.message);
      return result(kept, problem);
    }
    const proposed = computed.replicas;
    if (proposed > current) reason = `${computed.name} above target`;
    if (proposed < current) reason = 'All metrics below target';
    const stable = stabilize(
      { current, desired: proposed, min, max, behavior, downscaleWindowMs: o.downscaleWindowMs, nowMs: now.getTime() },
      kept,
    );
    kept = stable.memory;
    note({ type: 'AbleToScale', status: 'True', ...stable.able });
    const { isLimited, ...limited } = stable.limited;
    note({ type: 'ScalingLimited', status: isLimited ? 'True' : 'False', ...limited });
    desired = stable.replicas;
    if (current === 0 && min !== 0 && desired < min) {
      desired = min;
      reason ||= 'Current number of replicas below Spec.MinReplicas';
    }
  }

  const rescale = desired !== current;
  if (rescale) {
    try {
      await target.set(desired);
    } catch (error) {
      const { message } = error as Error;
      o.event('Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${message}`);
      note(
        no('AbleToScale', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${message}`),
      );
      setStatus(status.desiredReplicas, statuses, false);
      return result(kept, error as Error);
    }
    note(
      yes('AbleToScale', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`),
    );
    o.event('Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
    kept = withScaleEvent(kept, { current, desired, behavior, nowMs: now.getTime() });
    note(
      desired === 0 && min === 0 && goesToZero
        ? yes('ScaledToZero', 'ScaledToZero', 'the HPA controller scaled the workload to zero')
        : no('ScaledToZero', 'NotScaledToZero', 'the HPA controller did not scale the workload to zero'),
    );
  }
  setStatus(desired, statuses, rescale);
  return result(kept, problem);
}

const yes = (type: Condition['type'], reason: string, message: string): Condition => ({
  type,
  status: 'True',
  reason,
  message,
});

const no = (type: Condition['type'], reason: string, message: string): Condition => ({
  ...yes(type, reason, message),
  status: 'False',
});

interface Computed {
  /** Undefined when the figures that there are do not suffice. */
  replicas?: number;
  /** Of the metric that asks for most. */
  name?: string;
  statuses?: MetricStatus[];
  condition?: Condition;
  problem?: Error;
}

const UNABLE = 'the HPA was unable to compute the replica count: ';

/** The most that any metric asks for. Where one says nothing, the others may only ask for more. */
async function computeReplicas(
  autoscaler: HorizontalPodAutoscaler,
  { spec, status }: Scale,
  metrics: readonly MetricSpec[],
  o: SyncOptions,
): Promise<Computed> {
  const selected = selectPods(autoscaler, status?.selector ?? '', o);
  if ('problem' in selected) return selected;
  const current = spec?.replicas ?? 0;
  const target: Target = {
    ...selected,
    namespace: autoscaler.metadata?.namespace ?? '',
    specReplicas: current,
    statusReplicas: status?.replicas ?? 0,
    tolerances: tolerancesOf(autoscaler.spec?.behavior, o.tolerance),
    readiness: { ...o.readiness, now: o.now() },
  };
  const statuses: MetricStatus[] = [];
  const failures: MetricError[] = [];
  let most: Proposal | undefined;
  for (const metric of metrics) {
    try {
      const proposal = await proposalOf(metric, target, o.sources);
      statuses.push(proposal.status);
      if (!most || proposal.replicas > most.replicas) most = proposal;
    } catch (error) {
      if (!(error instanceof MetricError)) throw error;
      o.event('Warning', error.reason, error.problem);
      failures.push(error);
      statuses.push({ type: '' });
    }
  }
  const [first] = failures;
  const problem =
    first &&
    new Error(
      `invalid metrics (${failures.length} invalid out of ${metrics.length}), first error is: ${first.message}`,
    );
  if (first && (!most || most.replicas < current))
    return { statuses, problem, condition: no('ScalingActive', first.reason, UNABLE + first.problem) };
  const name = most?.name ?? '';
  const found = `the HPA was able to successfully calculate a replica count from ${name}`;
  return {
    replicas: most?.replicas ?? 0,
    name,
    statuses,
    condition: yes('ScalingActive', 'ValidMetricFound', found),
    ...(problem ? { problem } : {}),
  };
}

/** The target's pods, which have to be nobody else's. */
function selectPods(
  autoscaler: HorizontalPodAutoscaler,
  text: string,
  o: SyncOptions,
): { selector: Selector; pods: Pod[] } | { problem: Error; condition: Condition } {
  const refused = (eventReason: string, reason: string, problem: string, message = problem) => {
    o.event('Warning', eventReason, problem);
    return { problem: new Error(problem), condition: no('ScalingActive', reason, message) };
  };
  if (text === '')
    return refused(
      'SelectorRequired',
      'InvalidSelector',
      'selector is required',
      "the HPA target's scale is missing a selector",
    );
  let selector: Selector;
  try {
    selector = parseLabelSelector(text);
  } catch (error) {
    return refused(
      'InvalidSelector',
      'InvalidSelector',
      `couldn't convert selector into a corresponding internal selector object: ${(error as Error).message}`,
    );
  }
  const pods = o.podsOf(autoscaler.metadata?.namespace ?? '', selector);
  const others = o.autoscalersOf(autoscaler, selector, pods);
  if (others.length > 1)
    return refused(
      'AmbiguousSelector',
      'AmbiguousSelector',
      `pods by selector ${text} are controlled by more than one HPA (e.g. [${others.join(' ')}])`,
    );
  return { selector, pods };
}
