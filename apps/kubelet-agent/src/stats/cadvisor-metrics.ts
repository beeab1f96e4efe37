import type { ContainerFigures, Figures, InterfaceFigures, PodFigures } from './figures';
import type { MetricFamily, Sample } from './exposition';

const NANOSECONDS = 1e9;

type ContainerMetric = [
  name: string,
  type: MetricFamily['type'],
  help: string,
  of: (container: ContainerFigures) => (Omit<Sample, 'labels'> & { labels?: Record<string, string> })[],
];

const one = (value: number | undefined, timeMs: number | undefined, labels?: Record<string, string>) =>
  value === undefined ? [] : [{ value, timeMs, labels }];

const CONTAINER_METRICS: ContainerMetric[] = [
  [
    'container_cpu_usage_seconds_total',
    'counter',
    'Cumulative cpu time consumed in seconds.',
    ({ cpu }) => (cpu ? one(cpu.coreNanoSeconds / NANOSECONDS, cpu.timeMs, { cpu: 'total' }) : []),
  ],
  [
    'container_memory_working_set_bytes',
    'gauge',
    'Current working set in bytes.',
    ({ memory }) => one(memory?.workingSetBytes, memory?.timeMs),
  ],
  [
    'container_memory_usage_bytes',
    'gauge',
    'Current memory usage in bytes, including all memory regardless of when it was accessed',
    ({ memory }) => one(memory?.usageBytes, memory?.timeMs),
  ],
  ['container_memory_rss', 'gauge', 'Size of RSS in bytes.', ({ memory }) => one(memory?.rssBytes, memory?.timeMs)],
  [
    'container_memory_failures_total',
    'counter',
    'Cumulative count of memory allocation failures.',
    ({ memory }) => [
      ...one(memory?.pageFaults, memory?.timeMs, { failure_type: 'pgfault', scope: 'container' }),
      ...one(memory?.majorPageFaults, memory?.timeMs, { failure_type: 'pgmajfault', scope: 'container' }),
    ],
  ],
  [
    'container_spec_memory_limit_bytes',
    'gauge',
    'Memory limit for the container.',
    ({ memoryLimitBytes = 0 }) => one(memoryLimitBytes, undefined),
  ],
  [
    'container_fs_usage_bytes',
    'gauge',
    'Number of bytes that are consumed by the container on this filesystem.',
    ({ rootfs }) => one(rootfs?.usedBytes, rootfs?.timeMs, { device: '' }),
  ],
  [
    'container_start_time_seconds',
    'gauge',
    'Start time of the container since unix epoch in seconds.',
    ({ startedAtMs }) => one(Math.floor(startedAtMs / 1000), undefined),
  ],
  [
    'container_last_seen',
    'gauge',
    'Last time a container was seen by the exporter',
    ({ cpu }) => one(cpu && Math.floor(cpu.timeMs / 1000), cpu?.timeMs),
  ],
];

const NETWORK_METRICS: [name: string, help: string, of: keyof Omit<InterfaceFigures, 'name'>][] = [
  ['container_network_receive_bytes_total', 'Cumulative count of bytes received', 'rxBytes'],
  ['container_network_receive_packets_total', 'Cumulative count of packets received', 'rxPackets'],
  ['container_network_receive_errors_total', 'Cumulative count of errors encountered while receiving', 'rxErrors'],
  [
    'container_network_receive_packets_dropped_total',
    'Cumulative count of packets dropped while receiving',
    'rxDropped',
  ],
  ['container_network_transmit_bytes_total', 'Cumulative count of bytes transmitted', 'txBytes'],
  ['container_network_transmit_packets_total', 'Cumulative count of packets transmitted', 'txPackets'],
  ['container_network_transmit_errors_total', 'Cumulative count of errors encountered while transmitting', 'txErrors'],
  [
    'container_network_transmit_packets_dropped_total',
    'Cumulative count of packets dropped while transmitting',
    'txDropped',
  ],
];

/** What dashboards ask cAdvisor for that the runtime and the kernel tell without one. */
export function cadvisorMetrics(figures: Figures | undefined): MetricFamily[] {
  const { node, pods = [] } = figures ?? {};
  return [
    ...CONTAINER_METRICS.map(([name, type, help, of]) => ({
      name,
      type,
      help,
      samples: pods.flatMap((pod) =>
        pod.containers.flatMap((container) =>
          of(container).map(({ labels, ...sample }) => ({
            ...sample,
            labels: containerLabels(pod, container, labels),
          })),
        ),
      ),
    })),
    ...NETWORK_METRICS.map(([name, help, of]): MetricFamily => ({
      name,
      type: 'counter',
      help,
      samples: pods.flatMap((pod) =>
        (pod.network?.interfaces ?? []).map((counts) => ({
          value: counts[of],
          timeMs: pod.network!.timeMs,
          labels: {
            container: '',
            id: `/${pod.sandboxId}`,
            image: '',
            interface: counts.name,
            name: pod.sandboxId,
            namespace: pod.namespace,
            pod: pod.name,
          },
        })),
      ),
    })),
    { name: 'machine_cpu_cores', type: 'gauge', help: 'Number of logical CPU cores.', samples: sampleOf(node?.cpus) },
    {
      name: 'machine_memory_bytes',
      type: 'gauge',
      help: 'Amount of memory installed on the machine.',
      samples: sampleOf(node?.memoryCapacityBytes),
    },
    {
      name: 'container_scrape_error',
      type: 'gauge',
      help: '1 if there was an error while getting container metrics, 0 otherwise',
      samples: sampleOf(figures ? 0 : 1),
    },
  ];
}

/** In the order of their names, as cAdvisor has them. */
function containerLabels(
  { namespace, name: pod }: PodFigures,
  { id, name, image }: ContainerFigures,
  more: Record<string, string> = {},
): Record<string, string> {
  const labels: Record<string, string> = { container: name, id: `/${id}`, image, name: id, namespace, pod, ...more };
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const sampleOf = (value: number | undefined): Sample[] => (value === undefined ? [] : [{ value }]);
