import { isStep, MAX_TEXT_VALUES, newRequestEntityTooLarge, sortSteps, type Steps } from '@kubets/apimachinery';
import type { Container, LimitRangeItem, Pod } from '@kubets/proto-gen/core/v1';

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Quantities that containers get unless they name their own, by resource name, and the names in order. */
interface Defaults {
  values: Map<string, string>;
  names: readonly string[];
}

/**
 * Gives containers the requests and limits that they name none of.
 * @throws StatusError 413 when that would be more values than an object may have: each of many containers gets each of many.
 */
export function* completePod(pod: Pod, limits: readonly LimitRangeItem[]): Steps<void> {
  const ofContainers = limits.filter(({ type }) => type === 'Container');
  const requests = yield* defaultsOf(ofContainers.map(({ defaultRequest }) => defaultRequest));
  const most = yield* defaultsOf(ofContainers.map((limit) => limit.default));
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  const notes: string[] = [];
  let room = MAX_TEXT_VALUES;
  for (const [what, list] of [
    ['container', containers],
    ['init container', initContainers],
  ] as const)
    for (const container of list)
      for (const [kind, defaults] of [
        ['request', requests],
        ['limit', most],
      ] as const) {
        const added = yield* complete(container, `${kind}s`, defaults, room);
        room -= added.length;
        if (added.length > 0) notes.push(`${added.join(', ')} ${kind} for ${what} ${container.name}`);
      }
  if (notes.length === 0) return;
  const metadata = (pod.metadata ??= {});
  metadata.annotations = { ...metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
}

/** The later of two limits counts. */
function* defaultsOf(lists: readonly (Record<string, string> | undefined)[]): Steps<Defaults> {
  const values = new Map<string, string>();
  let count = 0;
  for (const list of lists)
    for (const [name, text] of Object.entries(list ?? {})) {
      if (isStep(++count)) yield;
      values.set(name, text);
    }
  const names = yield* sortSteps([...values.keys()], (a, b) => (a < b ? -1 : 1));
  return { values, names };
}

/** Answers the names that were missing. */
function* complete(
  container: Container,
  kind: 'requests' | 'limits',
  { values, names }: Defaults,
  room: number,
): Steps<string[]> {
  const resources = (container.resources ??= {});
  const there = resources[kind] ?? {};
  const missing: string[] = [];
  for (const [index, name] of names.entries()) {
    if (isStep(index)) yield;
    if (there[name] !== undefined) continue;
    missing.push(name);
    if (missing.length > room) throw newRequestEntityTooLarge(`limit is ${MAX_TEXT_VALUES} values`);
  }
  if (missing.length === 0) return missing;
  const completed = { ...there };
  for (const [index, name] of missing.entries()) {
    if (isStep(index)) yield;
    completed[name] = values.get(name)!;
  }
  resources[kind] = completed;
  return missing;
}
