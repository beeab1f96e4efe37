import { initAndAppContainers, isSidecar } from '@kubets/api';
import { copySteps, isStep, parseQuantity, type Quantity, type Steps } from '@kubets/apimachinery';
import type { Container, PodSpec } from '@kubets/proto-gen/core/v1';
import { eachAmount } from './resource-lists';
import { isHugePages } from './resource-names';

type Amounts = Map<string, Quantity>;
type Side = 'requests' | 'limits';

const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);

function* amountsOf(container: Container, side: Side): Steps<Amounts> {
  const amounts: Amounts = new Map();
  yield* eachAmount(container.resources?.[side], (name, text) => amounts.set(name, parseQuantity(text)));
  return amounts;
}

function* add(sum: Amounts, more: Amounts): Steps<void> {
  let index = 0;
  for (const [name, amount] of more) {
    if (isStep(index++)) yield;
    sum.set(name, sum.get(name)?.add(amount) ?? amount);
  }
}

function* raise(least: Amounts, other: Amounts): Steps<void> {
  let index = 0;
  for (const [name, amount] of other) {
    if (isStep(index++)) yield;
    if ((least.get(name)?.cmp(amount) ?? -1) < 0) least.set(name, amount);
  }
}

/** What all containers of a pod ask for, or can take, together or one after the other, exactly and as it is written; in steps. */
export function* containersTogether({ containers = [], initContainers = [] }: PodSpec, side: Side): Steps<Amounts> {
  const total: Amounts = new Map();
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of containers) {
    yield;
    yield* add(total, yield* amountsOf(container, side));
  }
  for (const container of initContainers) {
    yield;
    const own = yield* amountsOf(container, side);
    if (isSidecar(container)) {
      yield* add(total, own);
      yield* add(sidecars, own);
      yield* raise(peak, sidecars);
    } else {
      yield* add(own, sidecars);
      yield* raise(peak, own);
    }
  }
  yield* raise(total, peak);
  return total;
}

/** To list many names takes as long as much else. */
function* hasAny(list: Record<string, string>): Steps<boolean> {
  yield;
  const { length } = Object.keys(list);
  yield;
  return length > 0;
}

/** What a pod asks for and may take as a whole where that follows from its containers. Only where it says something of it itself; in steps. */
export function* defaultPodResources(spec: PodSpec): Steps<void> {
  const { resources } = spec;
  if (!resources) return;
  const requests = yield* copySteps(resources.requests ?? {});
  const limits = yield* copySteps(resources.limits ?? {});
  if (!(yield* hasAny(requests)) && !(yield* hasAny(limits))) return;
  const most = yield* containersTogether(spec, 'limits');
  const least = yield* containersTogether(spec, 'requests');
  let index = 0;
  for (const [name, amount] of most) {
    if (isStep(index++)) yield;
    if (isHugePages(name) && requests[name] === undefined) limits[name] ??= amount.toString();
  }
  for (const [name, amount] of least) {
    if (isStep(index++)) yield;
    if (isPodLevel(name) && !isHugePages(name)) requests[name] ??= amount.toString();
  }
  yield* eachAmount(limits, (name, text) => {
    if (isPodLevel(name)) requests[name] ??= text;
  });
  const everyContainer = initAndAppContainers({ spec });
  yield* eachAmount(requests, (name, text) => {
    const amount = most.get(name);
    if (!isPodLevel(name) || limits[name] !== undefined || !amount) return;
    const isLimited = everyContainer.every((container) => container.resources?.limits?.[name] !== undefined);
    if (isLimited) limits[name] = parseQuantity(text).cmp(amount) > 0 ? text : amount.toString();
  });
  if (yield* hasAny(requests)) resources.requests = requests;
  if (yield* hasAny(limits)) resources.limits = limits;
}
