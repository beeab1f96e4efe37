import { parseQuantity, rfc3339, type KubeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { NodeMetrics, PodMetrics } from '@kubets/proto-gen/metrics/v1beta1';
import { nameColumn, textColumn } from '../columns/standard-columns';
import type { ComputedObjects, ResourceDefinition } from '../registry/resource';
import type { TableColumn } from '../registry/table-column';
import type { Usage } from './usage-history';
import type { UsageSource } from './usage-source';

const GROUP = 'metrics.k8s.io';
const VERSION = 'v1beta1';
const NANO = 1e9;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
const STEP = 1024;

/** NodeMetrics and PodMetrics: what the kubelets tell, computed when it is asked for. */
export function metricsResources(source: UsageSource): ResourceDefinition[] {
  const nodes: ComputedObjects = async ({ reader, now, signal }) => {
    const usage = await source.usage(signal);
    return reader.list({ group: '', plural: 'nodes' }).flatMap(({ metadata }) => {
      const used = usage.ofNode(metadata?.name ?? '', now.getTime());
      return used ? [{ ...objectOf('NodeMetrics', metadata, used, now), usage: usageTexts(used) } as KubeObject] : [];
    });
  };
  const pods: ComputedObjects = async ({ reader, namespace, now, signal }) => {
    const usage = await source.usage(signal);
    const all = reader.list({ group: '', plural: 'pods' }, namespace || undefined) as Pod[];
    return all.flatMap(({ metadata, status }) => {
      if (status?.phase !== 'Running') return [];
      const used = usage.ofPod(metadata?.namespace ?? '', metadata?.name ?? '', now.getTime());
      if (!used) return [];
      const containers = [...used].map(([name, one]) => ({ name, usage: usageTexts(one) }));
      // All are measured together, and one that was started later shortens the window.
      const [shortest] = [...used.values()].sort((a, b) => a.windowMs - b.windowMs);
      return [{ ...objectOf('PodMetrics', metadata, shortest!, now), containers } as KubeObject];
    });
  };
  return [
    definition({ plural: 'nodes', kind: 'NodeMetrics', namespaced: false, columns: nodeColumns, computed: nodes }),
    definition({ plural: 'pods', kind: 'PodMetrics', namespaced: true, columns: podColumns, computed: pods }),
  ];
}

type Particular = Pick<ResourceDefinition, 'plural' | 'kind' | 'namespaced' | 'computed'> & {
  columns: TableColumn<never>[];
};

const definition = ({ columns, ...rest }: Particular): ResourceDefinition => ({
  group: GROUP,
  singular: '',
  // Their window is a text here, and a message there.
  versions: [{ version: VERSION, message: `kubets.metrics.${VERSION}.${rest.kind}`, jsonOnly: true }],
  columns: columns as TableColumn[],
  readOnly: true,
  ...rest,
});

function objectOf(kind: string, metadata: KubeObject['metadata'], usage: Usage, now: Date): KubeObject {
  const { name, namespace, labels } = metadata ?? {};
  return {
    apiVersion: `${GROUP}/${VERSION}`,
    kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      creationTimestamp: rfc3339(now),
    },
    timestamp: rfc3339(new Date(usage.timeMs)),
    window: windowText(usage.windowMs),
  } as KubeObject;
}

const usageTexts = ({ cpuCores, memoryBytes }: Usage): Record<string, string> => ({
  cpu: parseQuantity(`${Math.round(cpuCores * NANO)}n`).toString(),
  memory: bytesText(memoryBytes),
});

/** By the largest power of 1024 that leaves a whole number. */
function bytesText(bytes: number): string {
  let value = Math.round(bytes);
  let power = 0;
  for (; value !== 0 && value % STEP === 0 && power < BINARY.length - 1; power++) value /= STEP;
  return `${value}${BINARY[power]}`;
}

/** As Go writes durations. */
function windowText(windowMs: number): string {
  const minutes = Math.floor(windowMs / 60_000);
  const seconds = (windowMs - minutes * 60_000) / 1000;
  return `${minutes > 0 ? `${minutes}m` : ''}${Number(seconds.toFixed(3))}s`;
}

const usageColumn = <T extends KubeObject>(resource: string, usage: (object: T) => Record<string, string>[]) =>
  textColumn<T>({
    name: resource,
    description: `How much ${resource} was used.`,
    value: (object) =>
      usage(object)
        .map((one) => parseQuantity(one[resource] ?? '0'))
        .reduce((sum, one) => sum.add(one), parseQuantity('0'))
        .toString(),
  });

const windowColumn = <T extends KubeObject & { window?: string }>() =>
  textColumn<T>({ name: 'Window', description: 'How long that was.', value: ({ window }) => window ?? '' });

const nodeColumns: TableColumn<never>[] = [
  nameColumn,
  ...['cpu', 'memory'].map((resource) => usageColumn<NodeMetrics>(resource, ({ usage = {} }) => [usage])),
  windowColumn<NodeMetrics>(),
] as TableColumn<never>[];

const podColumns: TableColumn<never>[] = [
  nameColumn,
  ...['cpu', 'memory'].map((resource) =>
    usageColumn<PodMetrics>(resource, ({ containers = [] }) => containers.map(({ usage = {} }) => usage)),
  ),
  windowColumn<PodMetrics>(),
] as TableColumn<never>[];
