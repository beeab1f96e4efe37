/** What a kubelet measured, counted since its container or node started. */
export interface UsageSample {
  timeMs: number;
  cpuSeconds: number;
  memoryBytes: number;
  /** Of a container. */
  startedAtMs?: number;
}

export interface NodeSamples {
  node?: UsageSample;
  /** By NAMESPACE/POD, and in it by container. */
  pods: Map<string, Map<string, UsageSample>>;
}

type Field = 'cpuSeconds' | 'memoryBytes' | 'startedAtMs';

const FIELDS: Readonly<Record<string, { field: Field; isNode: boolean }>> = {
  node_cpu_usage_seconds_total: { field: 'cpuSeconds', isNode: true },
  node_memory_working_set_bytes: { field: 'memoryBytes', isNode: true },
  container_cpu_usage_seconds_total: { field: 'cpuSeconds', isNode: false },
  container_memory_working_set_bytes: { field: 'memoryBytes', isNode: false },
  container_start_time_seconds: { field: 'startedAtMs', isNode: false },
};

/** Reads the answer of /metrics/resource; of what has not both figures nothing is known. */
export function parseSamples(text: string): NodeSamples {
  const node: Partial<UsageSample> = {};
  const pods = new Map<string, Map<string, Partial<UsageSample>>>();
  for (const line of text.split('\n')) {
    const name = /^[a-z_]+/.exec(line)?.[0] ?? '';
    const known = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (!known) continue;
    const { labels, value, timeMs } = parseLine(line.slice(name.length));
    if (!Number.isFinite(value)) continue;
    const sample = known.isNode ? node : containerIn(pods, labels);
    if (!sample) continue;
    sample[known.field] = known.field === 'startedAtMs' ? value * 1000 : value;
    if (timeMs !== undefined && known.field === 'cpuSeconds') sample.timeMs = timeMs;
  }
  const found: NodeSamples = { pods: new Map() };
  if (isWhole(node)) found.node = node;
  for (const [pod, containers] of pods) {
    const whole = [...containers].filter((entry): entry is [string, UsageSample] => isWhole(entry[1]));
    // Of a pod whose containers are not all known nothing is said, as it would be too little.
    if (whole.length > 0 && whole.length === containers.size) found.pods.set(pod, new Map(whole));
  }
  return found;
}

const isWhole = (sample: Partial<UsageSample>): sample is UsageSample =>
  sample.timeMs !== undefined && sample.cpuSeconds !== undefined && sample.memoryBytes !== undefined;

function containerIn(
  pods: Map<string, Map<string, Partial<UsageSample>>>,
  { namespace, pod, container }: Record<string, string>,
): Partial<UsageSample> | undefined {
  if (!namespace || !pod || !container) return undefined;
  const key = `${namespace}/${pod}`;
  const containers = pods.get(key) ?? new Map<string, Partial<UsageSample>>();
  pods.set(key, containers);
  const sample = containers.get(container) ?? {};
  containers.set(container, sample);
  return sample;
}

/** What follows a metric's name: `{a="b"} 1 1700000000000`. */
function parseLine(rest: string): { labels: Record<string, string>; value: number; timeMs?: number } {
  const labels: Record<string, string> = {};
  const end = rest.lastIndexOf('}');
  for (const [, name, value] of rest.slice(0, end + 1).matchAll(/[{,](\w+)="((?:[^"\\]|\\.)*)"/g))
    labels[name!] = value!.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  const [value = '', time] = rest
    .slice(end + 1)
    .trim()
    .split(' ');
  return { labels, value: value === '' ? NaN : Number(value), ...(time ? { timeMs: Number(time) } : {}) };
}
