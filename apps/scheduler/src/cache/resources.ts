import { parseQuantity } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';

/** Amounts in the units the scheduler counts in: thousandths of a CPU, bytes, and whole units of extended resources. */
export interface Resources {
  milliCpu: number;
  memory: number;
  ephemeralStorage: number;
  /** Extended resources by name; absent when there are none. */
  extended?: Map<string, number>;
}

/** What a container without a request is assumed to need when nodes are scored, so that such pods spread too. */
export const assumedMilliCpu = 100;
export const assumedMemory = 200 * 1024 * 1024;

type Quantities = Record<string, string> | undefined;

export const noResources = (): Resources => ({ milliCpu: 0, memory: 0, ephemeralStorage: 0 });

/** Few distinct texts occur in a cluster, and exact parsing costs a BigInt or two. */
const parsed = new Map<string, { milli: number; whole: number }>();

function amount(text: string): { milli: number; whole: number } {
  let known = parsed.get(text);
  if (!known) {
    if (parsed.size >= 4096) parsed.clear();
    const quantity = parseQuantity(text);
    known = { milli: quantity.milliValue(), whole: quantity.value() };
    parsed.set(text, known);
  }
  return known;
}

/** Turns a resource list as it stands in specs and status into numbers; `pods` is left to the caller. */
export function resourcesFrom(list: Quantities): Resources {
  const result = noResources();
  for (const [name, text] of Object.entries(list ?? {})) {
    const { milli, whole } = amount(text);
    if (name === 'cpu') result.milliCpu = milli;
    else if (name === 'memory') result.memory = whole;
    else if (name === 'ephemeral-storage') result.ephemeralStorage = whole;
    else if (name !== 'pods') (result.extended ??= new Map()).set(name, whole);
  }
  return result;
}

/** Adds `sign` times `other` to `target`, in place: node totals are kept up to date with it. */
export function addResources(target: Resources, other: Resources, sign: 1 | -1 = 1): void {
  target.milliCpu += sign * other.milliCpu;
  target.memory += sign * other.memory;
  target.ephemeralStorage += sign * other.ephemeralStorage;
  if (!other.extended) return;
  const extended = (target.extended ??= new Map());
  for (const [name, value] of other.extended) {
    const sum = (extended.get(name) ?? 0) + sign * value;
    if (sum === 0) extended.delete(name);
    else extended.set(name, sum);
  }
}

function raiseTo(target: Resources, other: Resources): void {
  target.milliCpu = Math.max(target.milliCpu, other.milliCpu);
  target.memory = Math.max(target.memory, other.memory);
  target.ephemeralStorage = Math.max(target.ephemeralStorage, other.ephemeralStorage);
  for (const [name, value] of other.extended ?? []) {
    const extended = (target.extended ??= new Map());
    extended.set(name, Math.max(extended.get(name) ?? 0, value));
  }
}

function copyOf(resources: Resources): Resources {
  return { ...resources, ...(resources.extended && { extended: new Map(resources.extended) }) };
}

/**
 * What a pod needs on its node: the sum of its containers and restartable init containers, or more if an init
 * container needs more while it runs, plus the overhead. With `assumeMissing`, containers without a CPU or memory
 * request count with the assumed amounts.
 */
export function podRequests(pod: Pod, assumeMissing = false): Resources {
  const requestsOf = (container: Container): Resources => {
    const requests = container.resources?.requests;
    const own = resourcesFrom(requests);
    if (assumeMissing && requests?.['cpu'] === undefined) own.milliCpu = assumedMilliCpu;
    if (assumeMissing && requests?.['memory'] === undefined) own.memory = assumedMemory;
    return own;
  };
  const total = noResources();
  for (const container of pod.spec?.containers ?? []) addResources(total, requestsOf(container));

  const peak = noResources();
  const sidecars = noResources();
  for (const container of pod.spec?.initContainers ?? []) {
    const own = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      addResources(sidecars, own);
      addResources(total, own);
      raiseTo(peak, sidecars);
    } else {
      // Sidecars started earlier keep running beside this one.
      addResources(own, sidecars);
      raiseTo(peak, own);
    }
  }
  const needed = copyOf(total);
  raiseTo(needed, peak);
  addResources(needed, resourcesFrom(pod.spec?.overhead));
  return needed;
}
