import { goSelector, parseQuantity, type Selector, selectorFromLabelSelector } from '@kubets/apimachinery';
import type {
  CrossVersionObjectReference,
  MetricIdentifier,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '@kubets/proto-gen/autoscaling/v2';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { MetricsClient, NamedMetric } from './metrics-client';
import { milliQuantity } from './milli-quantity';
import type { PodMetrics, ReadinessRules } from './pod-groups';
import { requestsOf } from './pod-requests';
import { byAverage, byRatio, byShare, byUtilization, type PodFigures, type Recommendation } from './replica-count';
import type { Tolerances } from './tolerances';

/** What is known of the target when its figures are asked for. */
export interface Target {
  namespace: string;
  /** Of its pods. */
  selector: Selector;
  pods: readonly Pod[];
  specReplicas: number;
  statusReplicas: number;
  tolerances: Tolerances;
  readiness: ReadinessRules;
}

/** What a metric asks for. */
export interface Proposal {
  replicas: number;
  /** What it is called when it decides. */
  name: string;
  status: MetricStatus;
}

/** A metric that says nothing, with the reason of the condition and the event. */
export class MetricError extends Error {
  constructor(
    readonly reason: string,
    /** What the event and the condition say; the message is what the autoscaler makes of it. */
    readonly problem: string,
    message: string,
  ) {
    super(message);
    this.name = 'MetricError';
  }
}

export interface MetricSources {
  client: MetricsClient;
  /** The resource of a kind, with its group. @throws Error for a kind that is not there. */
  resourceOf(reference: CrossVersionObjectReference): string;
}

/** How many replicas one of an autoscaler's metrics asks for. @throws MetricError */
export async function proposalOf(metric: MetricSpec, target: Target, sources: MetricSources): Promise<Proposal> {
  switch (metric.type) {
    case 'Resource':
    case 'ContainerResource':
      return byResource(metric, target, sources);
    case 'Pods':
      return failingAs('FailedGetPodsMetric', 'failed to get pods metric value', () => byPods(metric, target, sources));
    case 'Object':
      return failingAs('FailedGetObjectMetric', 'failed to get object metric value', () =>
        byObject(metric, target, sources),
      );
    case 'External': {
      const { name = '' } = metric.external?.metric ?? {};
      return failingAs('FailedGetExternalMetric', `failed to get ${name} external metric value`, () =>
        byExternal(metric, target, sources),
      );
    }
    default: {
      const problem = `unknown metric source type ${JSON.stringify(metric.type ?? '')}`;
      throw new MetricError('InvalidMetricSourceType', problem, problem);
    }
  }
}

/** What an event says is said in more words where the error goes on. */
class Wordy extends Error {
  constructor(
    readonly problem: string,
    message: string,
  ) {
    super(message);
  }
}

async function failingAs<T>(reason: string, what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { message } = error as Error;
    throw new MetricError(reason, error instanceof Wordy ? error.problem : message, `${what}: ${message}`);
  }
}

async function within<T>(what: string, ask: () => Promise<T> | T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

function byResource(metric: MetricSpec, target: Target, sources: MetricSources): Promise<Proposal> {
  const isContainer = metric.type === 'ContainerResource';
  const { name = '', target: wanted = {} } = (isContainer ? metric.containerResource : metric.resource) ?? {};
  const container = isContainer ? (metric.containerResource?.container ?? '') : '';
  const [reason, what] = isContainer
    ? ['FailedGetContainerResourceMetric', `failed to get ${container} container metric value`]
    : ['FailedGetResourceMetric', `failed to get ${name} resource metric value`];
  const statusWith = (current: MetricValueStatus): MetricStatus =>
    isContainer
      ? { type: 'ContainerResource', containerResource: { name, current, container } }
      : { type: 'Resource', resource: { name, current } };
  const figures = async (): Promise<PodFigures> => ({
    ...podFigures(
      target,
      await within(`unable to get metrics for resource ${name}`, () =>
        sources.client.ofResource(name, { namespace: target.namespace, selector: target.selector, container }),
      ),
    ),
    resource: name,
  });
  return failingAs(reason, what, async () => {
    const { averageValue, averageUtilization } = wanted;
    if (averageValue !== undefined) {
      const counted = await within(`failed to get ${name} usage`, async () =>
        byAverage(await figures(), milliOf(averageValue)),
      );
      const status = statusWith({ averageValue: milliQuantity(counted.usage, name) });
      return { replicas: counted.replicas, name: `${name} resource`, status };
    }
    if (averageUtilization === undefined)
      throw new Error(
        'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
      );
    const counted = await within(`failed to get ${name} utilization`, async () => {
      const known = await figures();
      assertPods(known);
      return byUtilization(known, requestsOf(target.pods, name, container), averageUtilization);
    });
    const status = statusWith({
      averageUtilization: counted.utilization,
      averageValue: milliQuantity(counted.usage, name),
    });
    const kind = isContainer ? 'container resource' : 'resource';
    return { replicas: counted.replicas, name: `${name} ${kind} utilization (percentage of request)`, status };
  });
}

function assertPods({ pods }: PodFigures): void {
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
}

async function byPods({ pods = {} }: MetricSpec, target: Target, { client }: MetricSources): Promise<Proposal> {
  const metric = named(pods.metric);
  const { namespace, selector } = target;
  const figures = await within(`unable to get metric ${metric.name}`, () =>
    client.ofPods(metric, { namespace, selector }),
  );
  const { replicas, usage } = byAverage(podFigures(target, figures), milliOf(pods.target?.averageValue));
  const status: MetricStatus = {
    type: 'Pods',
    pods: { metric: identifier(pods.metric), current: { averageValue: milliQuantity(usage) } },
  };
  return { replicas, name: `pods metric ${metric.name}`, status };
}

async function byObject({ object = {} }: MetricSpec, target: Target, sources: MetricSources): Promise<Proposal> {
  const { describedObject: reference = {}, target: wanted = {} } = object;
  const metric = named(object.metric);
  const read = () =>
    within(`unable to get metric ${metric.name} on ${reference.kind} ${target.namespace}/${reference.name}`, () =>
      within('unable to fetch metrics from custom metrics API', () => sources.resourceOf(reference)).then((resource) =>
        sources.client.ofObject(metric, { namespace: target.namespace, reference, resource }),
      ),
    );
  const proposal = (current: MetricValueStatus, replicas: number, name: string): Proposal => ({
    replicas,
    name,
    status: { type: 'Object', object: { metric: identifier(object.metric), current, describedObject: reference } },
  });
  if (wanted.type === 'Value' && wanted.value !== undefined) {
    const { replicas, usage } = ratioOf(target, await read(), wanted.value);
    return proposal({ value: milliQuantity(usage) }, replicas, `${reference.kind} metric ${metric.name}`);
  }
  if (wanted.type === 'AverageValue' && wanted.averageValue !== undefined) {
    const usage = await wordily(`failed to get ${metric.name} object metric`, read);
    const shared = shareOf(target, usage, wanted.averageValue);
    return proposal({ averageValue: milliQuantity(shared.usage) }, shared.replicas, externalName(object.metric));
  }
  throw new Error('invalid object metric source: neither a value target nor an average value target was set');
}

async function byExternal({ external = {} }: MetricSpec, target: Target, { client }: MetricSources): Promise<Proposal> {
  const { target: wanted = {} } = external;
  const metric = named(external.metric);
  const read = () =>
    within(
      `unable to get external metric ${target.namespace}/${metric.name}/${goSelector(external.metric?.selector)}`,
      () => client.external(metric, target.namespace),
    );
  const proposal = (current: MetricValueStatus, replicas: number): Proposal => ({
    replicas,
    name: externalName(external.metric),
    status: { type: 'External', external: { metric: identifier(external.metric), current } },
  });
  if (wanted.averageValue !== undefined) {
    const usage = await wordily(`failed to get ${metric.name} external metric`, read);
    const shared = shareOf(target, usage, wanted.averageValue);
    return proposal({ averageValue: milliQuantity(shared.usage) }, shared.replicas);
  }
  if (wanted.value !== undefined) {
    const usage = await wordily(`failed to get external metric ${metric.name}`, async () =>
      ratioOf(target, await read(), wanted.value),
    );
    return proposal({ value: milliQuantity(usage.usage) }, usage.replicas);
  }
  throw new Error('invalid external metric source: neither a value target nor an average value target was set');
}

/** The event is without these words. */
async function wordily<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { message } = error as Error;
    throw new Wordy(message, `${what}: ${message}`);
  }
}

const ratioOf = (target: Target, usage: number, value: string | undefined): Recommendation =>
  byRatio({ ...wholeFigure(target, usage, value), currentReplicas: target.specReplicas }, target.pods);

const shareOf = (target: Target, usage: number, value: string | undefined): Recommendation =>
  byShare({ ...wholeFigure(target, usage, value), currentReplicas: target.statusReplicas });

const wholeFigure = ({ tolerances }: Target, usage: number, value: string | undefined) => ({
  usage,
  target: milliOf(value),
  tolerances,
});

const podFigures = ({ pods, specReplicas, tolerances, readiness }: Target, metrics: PodMetrics): PodFigures => ({
  pods,
  metrics,
  resource: '',
  currentReplicas: specReplicas,
  tolerances,
  readiness,
});

const externalName = (metric: MetricIdentifier | undefined): string =>
  `external metric ${metric?.name ?? ''}(${goSelector(metric?.selector)})`;

const identifier = ({ name, selector }: MetricIdentifier = {}): MetricIdentifier => ({
  name,
  ...(selector ? { selector } : {}),
});

/** Without a selector any figure of that name will do. @throws Error for a selector that is none. */
const named = ({ name = '', selector }: MetricIdentifier = {}): NamedMetric => ({
  name,
  selector: selectorFromLabelSelector(selector ?? {}),
});

const milliOf = (quantity: MetricTarget['value']): number => parseQuantity(quantity ?? '0').milliValue();
