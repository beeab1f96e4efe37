import type { ContainerFigures, Figures, PodFigures } from './figures';
import type { MetricFamily, Sample } from './exposition';

const NANOSECONDS = 1e9;

/** What /metrics/resource tells: what metrics servers live on. `figures` is undefined when they could not be had. */
export function resourceMetrics(figures: Figures | undefined): MetricFamily[] {
  const { node, pods = [] } = figures ?? {};
  const ofContainers = (of: (container: ContainerFigures) => Omit<Sample, 'labels'> | undefined) =>
    pods.flatMap((pod) =>
      pod.containers.flatMap((container) => {
        const sample = of(container);
        const labels = { container: container.name, namespace: pod.namespace, pod: pod.name };
        return sample ? [{ labels, ...sample }] : [];
      }),
    );
  const ofPods = (of: (pod: PodFigures) => Omit<Sample, 'labels'> | undefined) =>
    pods.flatMap((pod) => {
      const sample = of(pod);
      return sample ? [{ labels: { namespace: pod.namespace, pod: pod.name }, ...sample }] : [];
    });
  return [
    {
      name: 'container_cpu_usage_seconds_total',
      help: '[STABLE] Cumulative cpu time consumed by the container in core-seconds',
      type: 'counter',
      samples: ofContainers(cpuOf),
    },
    {
      name: 'container_memory_working_set_bytes',
      help: '[STABLE] Current working set of the container in bytes',
      type: 'gauge',
      samples: ofContainers(memoryOf),
    },
    {
      name: 'container_start_time_seconds',
      help: '[STABLE] Start time of the container since unix epoch in seconds',
      type: 'gauge',
      samples: ofContainers(({ startedAtMs }) => ({ value: startedAtMs / 1000 })),
    },
    {
      name: 'node_cpu_usage_seconds_total',
      help: '[STABLE] Cumulative cpu time consumed by the node in core-seconds',
      type: 'counter',
      samples: node ? [cpuOf(node)!] : [],
    },
    {
      name: 'node_memory_working_set_bytes',
      help: '[STABLE] Current working set of the node in bytes',
      type: 'gauge',
      samples: node ? [memoryOf(node)!] : [],
    },
    {
      name: 'pod_cpu_usage_seconds_total',
      help: '[STABLE] Cumulative cpu time consumed by the pod in core-seconds',
      type: 'counter',
      samples: ofPods(({ containers }) => total(containers.map(cpuOf))),
    },
    {
      name: 'pod_memory_working_set_bytes',
      help: '[STABLE] Current working set of the pod in bytes',
      type: 'gauge',
      samples: ofPods(({ containers }) => total(containers.map(memoryOf))),
    },
    {
      name: 'resource_scrape_error',
      help: '[STABLE] 1 if there was an error while getting container metrics, 0 otherwise',
      type: 'gauge',
      samples: [{ value: figures ? 0 : 1 }],
    },
  ];
}

const cpuOf = ({ cpu }: Pick<ContainerFigures, 'cpu'>): Sample | undefined =>
  cpu && { value: cpu.coreNanoSeconds / NANOSECONDS, timeMs: cpu.timeMs };

const memoryOf = ({ memory }: Pick<ContainerFigures, 'memory'>): Sample | undefined =>
  memory?.workingSetBytes === undefined ? undefined : { value: memory.workingSetBytes, timeMs: memory.timeMs };

/** As new as the newest; a pod has figures once one of its containers has. */
function total(samples: readonly (Sample | undefined)[]): Sample | undefined {
  const known = samples.filter((sample) => sample !== undefined);
  if (known.length === 0) return undefined;
  return {
    value: known.reduce((sum, { value }) => sum + value, 0),
    timeMs: Math.max(...known.map(({ timeMs = 0 }) => timeMs)),
  };
}
