import { quantitiesOf, type Quantities } from '@kubets/api';
import { isStep, type Steps } from '@kubets/apimachinery';
import type { LimitRangeItem } from '@kubets/proto-gen/core/v1';

/** What is asked for and what it is limited to, of a container, a pod or a claim. */
export interface Requirements {
  requests: Quantities;
  limits: Quantities;
}

type Quantity = Quantities[string];

/** A rule of a limit for one resource: what requirements have against it. */
type Bound = (given: Requirements) => string | undefined;

/** So many are told of: of thousands of containers each may have something against each of thousands of limits. */
const MOST_PROBLEMS = 1000;

/** What each of these has against a limit of their type, in Kubernetes' words, each text once. */
export function* limitProblems(
  limit: LimitRangeItem,
  all: readonly Requirements[],
  found = new Set<string>(),
): Steps<Set<string>> {
  const bounds = yield* boundsOf(limit);
  let count = 0;
  for (const given of all)
    for (const bound of bounds) {
      if (isStep(++count)) yield;
      const problem = bound(given);
      if (problem !== undefined) found.add(problem);
      if (found.size >= MOST_PROBLEMS) return found;
    }
  return found;
}

function* boundsOf({ type = '', min, max, maxLimitRequestRatio }: LimitRangeItem): Steps<Bound[]> {
  const bounds: Bound[] = [];
  const [most, ratio] = type === 'PersistentVolumeClaim' ? [claimProblem, undefined] : [maxProblem, ratioProblem];
  for (const [list, problem] of [
    [min, minProblem],
    [max, most],
    [maxLimitRequestRatio, ratio],
  ] as const) {
    if (!problem) continue;
    for (const [name, text] of Object.entries(list ?? {})) {
      if (isStep(bounds.length)) yield;
      const quantity = quantitiesOf({ [name]: text })[name]!;
      bounds.push((given) => problem(type, name, quantity, given));
    }
  }
  return bounds;
}

/** `minimum cpu usage per Container is 1`; made only where there is a problem: most comparisons find none. */
const head = (what: string, type: string, name: string, bound: Quantity) =>
  `${what} ${name} usage per ${type} is ${bound}`;

function minProblem(type: string, name: string, least: Quantity, { requests, limits }: Requirements) {
  const [request, limit] = [requests[name], limits[name]];
  const says = (text: string) => head('minimum', type, name, least) + text;
  if (!request) return says('.  No request is specified');
  if (request.cmp(least) < 0) return says(`, but request is ${request}`);
  return limit && limit.cmp(least) < 0 ? says(`, but limit is ${limit}`) : undefined;
}

function maxProblem(type: string, name: string, most: Quantity, { requests, limits }: Requirements) {
  const [request, limit] = [requests[name], limits[name]];
  const says = (text: string) => head('maximum', type, name, most) + text;
  if (!limit) return says('.  No limit is specified');
  if (limit.cmp(most) > 0) return says(`, but limit is ${limit}`);
  return request && request.cmp(most) > 0 ? says(`, but request is ${request}`) : undefined;
}

/** A claim has requests and no limits. */
function claimProblem(type: string, name: string, most: Quantity, { requests }: Requirements) {
  const request = requests[name];
  const says = (text: string) => head('maximum', type, name, most) + text;
  if (!request) return says('.  No request is specified');
  return request.cmp(most) > 0 ? says(`, but request is ${request}`) : undefined;
}

function ratioProblem(type: string, name: string, most: Quantity, { requests, limits }: Requirements) {
  const request = requests[name]?.milliValue() ?? 0;
  const limit = limits[name]?.milliValue() ?? 0;
  const says = (text: string) => `${name} max limit to request ratio per ${type} is ${most}, ${text}`;
  if (request === 0) return says('but no request is specified or request is 0');
  if (limit === 0) return says('but no limit is specified or limit is 0');
  const ratio = limit / request;
  return ratio * 1000 > most.milliValue() ? says(`but provided ratio is ${ratio.toFixed(6)}`) : undefined;
}
