import { isNotFound, parseGoDuration, parseQuantity, type Selector } from '@kubets/apimachinery';
import type { ApiReader } from '@kubets/client';
import type { CrossVersionObjectReference } from '@kubets/proto-gen/autoscaling/v2';
import type { PodMetric, PodMetrics } from './pod-groups';

/** The figures that autoscalers go by. Every rejection is an Error whose message may be shown to users. */
export interface MetricsClient {
  /** What pods use of a resource; of one container if one is named. */
  ofResource(resource: string, of: SelectedPods & { container: string }): Promise<PodMetrics>;
  /** A figure of each pod. */
  ofPods(metric: NamedMetric, of: SelectedPods): Promise<PodMetrics>;
  /** A figure of one object of the namespace, or of the namespace itself; in thousandths. */
  ofObject(metric: NamedMetric, of: ObjectOf): Promise<number>;
  /** A figure from outside, in thousandths: the sum of all that match. */
  external(metric: NamedMetric, namespace: string): Promise<number>;
}

export interface NamedMetric {
  name: string;
  /** Which of the figures of that name. */
  selector: Selector;
}

export interface SelectedPods {
  namespace: string;
  selector: Selector;
}

export interface ObjectOf {
  namespace: string;
  reference: CrossVersionObjectReference;
  /** The resource of the reference's kind, with its group: `services` or `deployments.apps`. */
  resource: string;
}

interface Usage {
  metadata?: { name?: string };
  timestamp?: string;
  window?: string;
  containers?: { name?: string; usage?: Record<string, string> }[];
}

interface MetricValue {
  describedObject?: { name?: string };
  timestamp?: string;
  windowSeconds?: number;
  value?: string;
}

interface Items<T> {
  items?: T[];
}

const RESOURCE_API = 'metrics.k8s.io';
const CUSTOM_API = 'custom.metrics.k8s.io';
const CUSTOM_VERSIONS = ['v1beta2', 'v1beta1'];
const EXTERNAL_API = 'external.metrics.k8s.io';
const DEFAULT_WINDOW_MS = 60_000;
const SECOND_MS = 1000;

/** Reads the figures from whoever serves them: the API server itself, or an extension of it. */
export function createMetricsClient(reader: ApiReader): MetricsClient {
  const read = async <T>(path: string, query: Record<string, string>): Promise<T[]> => {
    const given = Object.entries(query).filter(([, value]) => value !== '');
    const search = new URLSearchParams(given).toString();
    const { items = [] } = (await reader.read(search ? `${path}?${search}` : path)) as Items<T>;
    return items;
  };

  async function custom(
    namespace: string,
    object: string,
    metric: NamedMetric,
    selector: string,
  ): Promise<MetricValue[]> {
    const query = { labelSelector: selector, metricLabelSelector: metric.selector.toString() };
    for (const version of CUSTOM_VERSIONS) {
      const path = `/apis/${CUSTOM_API}/${version}/namespaces/${segment(namespace)}/${object}/${segment(metric.name)}`;
      try {
        return await within('unable to fetch metrics from custom metrics API', read<MetricValue>(path, query));
      } catch (error) {
        if (!isUnserved(error)) throw error;
      }
    }
    throw new Error(
      `unable to fetch metrics from custom metrics API: no custom metrics API (${CUSTOM_API}) registered`,
    );
  }

  return {
    async ofResource(resource, { namespace, selector, container }) {
      const path = `/apis/${RESOURCE_API}/v1beta1/namespaces/${segment(namespace)}/pods`;
      const asked = read<Usage>(path, { labelSelector: selector.toString() });
      const items = await within('unable to fetch metrics from resource metrics API', asked);
      if (items.length === 0) throw new Error('no metrics returned from resource metrics API');
      return new Map(
        items.flatMap((item) => {
          const value = usageOf(item, resource, container);
          if (value === undefined) return [];
          const metric: PodMetric = { value, timestampMs: timeMs(item.timestamp), windowMs: durationMs(item.window) };
          return [[item.metadata?.name ?? '', metric] as const];
        }),
      );
    },
    async ofPods(metric, { namespace, selector }) {
      const items = await custom(namespace, 'pods/*', metric, selector.toString());
      if (items.length === 0) throw new Error('no metrics returned from custom metrics API');
      return new Map(
        items.map(({ describedObject, timestamp, windowSeconds, value }) => [
          describedObject?.name ?? '',
          {
            value: milliOf(value),
            timestampMs: timeMs(timestamp),
            windowMs: windowSeconds === undefined ? DEFAULT_WINDOW_MS : windowSeconds * SECOND_MS,
          },
        ]),
      );
    },
    async ofObject(metric, { namespace, reference, resource }) {
      // An autoscaler cannot look out of its namespace, whichever it names.
      const isNamespace = resource === 'namespaces';
      const object = isNamespace ? 'metrics' : `${resource}/${segment(reference.name ?? '')}`;
      const items = await custom(namespace, object, metric, '');
      if (items.length !== 1)
        throw new Error(
          `unable to fetch metrics from custom metrics API: the custom metrics API server returned ${items.length} results when we asked for exactly one`,
        );
      return milliOf(items[0]!.value);
    },
    async external({ name, selector }, namespace) {
      const path = `/apis/${EXTERNAL_API}/v1beta1/namespaces/${segment(namespace)}/${segment(name)}`;
      const asked = read<MetricValue>(path, { labelSelector: selector.toString() });
      const items = await within('unable to fetch metrics from external metrics API', asked);
      if (items.length === 0) throw new Error('no metrics returned from external metrics API');
      return items.reduce((sum, { value }) => sum + milliOf(value), 0);
    },
  };
}

/** In thousandths; undefined where it is not known. */
function usageOf({ containers = [] }: Usage, resource: string, container: string): number | undefined {
  const counted = container === '' ? containers : containers.filter(({ name }) => name === container).slice(0, 1);
  if (counted.length === 0) return undefined;
  let sum = 0;
  for (const { usage = {} } of counted) {
    if (usage[resource] === undefined) return undefined;
    sum += milliOf(usage[resource]);
  }
  return sum;
}

/** Not there, and not because of what was asked about. */
class Unserved extends Error {}

const isUnserved = (error: unknown): boolean => error instanceof Unserved;

async function within<T>(what: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const message = `${what}: ${(error as Error).message}`;
    throw isNotFound(error) && isOfApi(error) ? new Unserved(message) : new Error(message, { cause: error });
  }
}

/** A refusal without any name is one of the path. */
const isOfApi = (error: unknown): boolean =>
  (error as { status?: { details?: { name?: string } } }).status?.details?.name === undefined;

const milliOf = (quantity: string | undefined): number => parseQuantity(quantity ?? '0').milliValue();

const timeMs = (time: string | undefined): number => Date.parse(time ?? '') || 0;

/** Go's, such as 15.03s. */
function durationMs(text: string | undefined): number {
  const duration = parseGoDuration(text ?? '');
  return typeof duration === 'number' ? duration : 0;
}

const segment = (text: string): string => encodeURIComponent(text);
