import { amountsOf, podRequests, type Amounts } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** Amounts in the units the scheduler counts in: thousandths of a CPU, bytes, and whole units of extended resources. */
export interface Resources {
  milliCpu: number;
  memory: number;
  ephemeralStorage: number;
  /** Extended resources by name; absent when there are none. */
  extended?: Map<string, number>;
}

/** What a container without a request is assumed to need when nodes are scored, so that such pods spread too. */
const ASSUMED: Amounts = { cpu: 100, memory: 200 * 1024 * 1024 };

export const noResources = (): Resources => ({ milliCpu: 0, memory: 0, ephemeralStorage: 0 });

/** Turns a resource list as it stands in specs and status into numbers; `pods` is left to the caller. */
export const resourcesFrom = (list: Readonly<Record<string, string>> | undefined): Resources =>
  fromAmounts(amountsOf(list));

/** What a pod needs on its node. With `assumeMissing`, containers without a CPU or memory request weigh something, too. */
export const resourcesOfPod = (pod: Pod, assumeMissing = false): Resources =>
  fromAmounts(podRequests(pod, { withGiven: true, ...(assumeMissing ? { assumed: ASSUMED } : {}) }));

function fromAmounts(amounts: Amounts): Resources {
  const result = noResources();
  for (const name in amounts) {
    const amount = amounts[name]!;
    if (name === 'cpu') result.milliCpu = amount;
    else if (name === 'memory') result.memory = amount;
    else if (name === 'ephemeral-storage') result.ephemeralStorage = amount;
    else if (name !== 'pods') (result.extended ??= new Map()).set(name, amount);
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
