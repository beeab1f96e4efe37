import { isSidecar } from '@kubets/api';
import { parseQuantity, type Quantity } from '@kubets/apimachinery';
import type { Container, PodSpec } from '@kubets/proto-gen/core/v1';
import { isHugePages } from './resource-names';

type Amounts = Map<string, Quantity>;
type Side = 'requests' | 'limits';

const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);

const amountsOf = (container: Container, side: Side): Amounts =>
  new Map(Object.entries(container.resources?.[side] ?? {}).map(([name, text]) => [name, parseQuantity(text)]));

function add(sum: Amounts, more: Amounts): void {
  for (const [name, amount] of more) sum.set(name, sum.get(name)?.add(amount) ?? amount);
}

function raise(least: Amounts, other: Amounts): void {
  for (const [name, amount] of other) if ((least.get(name)?.cmp(amount) ?? -1) < 0) least.set(name, amount);
}

/** What all containers of a pod ask for, or can take, together or one after the other, exactly and as it is written. */
export function containersTogether({ containers = [], initContainers = [] }: PodSpec, side: Side): Amounts {
  const total: Amounts = new Map();
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of containers) add(total, amountsOf(container, side));
  for (const container of initContainers) {
    const own = amountsOf(container, side);
    if (isSidecar(container)) {
      add(total, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else {
      add(own, sidecars);
      raise(peak, own);
    }
  }
  raise(total, peak);
  return total;
}

/** What a pod asks for and may take as a whole where that follows from its containers. Only where it says something of it itself. */
export function defaultPodResources(spec: PodSpec): void {
  const { resources, containers = [], initContainers = [] } = spec;
  if (!resources) return;
  const requests = { ...resources.requests };
  const limits = { ...resources.limits };
  if (Object.keys(requests).length === 0 && Object.keys(limits).length === 0) return;
  const most = containersTogether(spec, 'limits');
  for (const [name, amount] of most)
    if (isHugePages(name) && requests[name] === undefined) limits[name] ??= amount.toString();
  for (const [name, amount] of containersTogether(spec, 'requests'))
    if (isPodLevel(name) && !isHugePages(name)) requests[name] ??= amount.toString();
  for (const [name, text] of Object.entries(limits)) if (isPodLevel(name)) requests[name] ??= text;
  const everyContainer = [...containers, ...initContainers];
  for (const [name, text] of Object.entries(requests)) {
    const isLimited = everyContainer.every((container) => container.resources?.limits?.[name] !== undefined);
    const amount = most.get(name);
    if (!isPodLevel(name) || limits[name] !== undefined || !isLimited || !amount) continue;
    limits[name] = parseQuantity(text).cmp(amount) > 0 ? text : amount.toString();
  }
  if (Object.keys(requests).length > 0) resources.requests = requests;
  if (Object.keys(limits).length > 0) resources.limits = limits;
}
