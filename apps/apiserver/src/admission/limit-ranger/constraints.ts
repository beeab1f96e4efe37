import { quantitiesOf, type Quantities } from '@kubets/api';
import type { LimitRangeItem } from '@kubets/proto-gen/core/v1';

/** What is asked for and what it is limited to, of a container, a pod or a claim. */
export interface Requirements {
  requests: Quantities;
  limits: Quantities;
}

/** What requirements have against the limits of their type, in Kubernetes' words. */
export function limitProblems(limit: LimitRangeItem, given: Requirements): string[] {
  const { type = '' } = limit;
  return [
    ...each(limit.min, (name, least) => minProblem(type, name, least, given)),
    ...each(limit.max, (name, most) => maxProblem(type, name, most, given)),
    ...each(limit.maxLimitRequestRatio, (name, ratio) => ratioProblem(type, name, ratio, given)),
  ];
}

/** The same of a claim, which has requests and no limits. */
export function claimProblems({ type = '', min, max }: LimitRangeItem, requests: Quantities): string[] {
  return [
    ...each(min, (name, least) => minProblem(type, name, least, { requests, limits: {} })),
    ...each(max, (name, most) => {
      const head = `maximum ${name} usage per ${type} is ${most}`;
      const request = requests[name];
      if (!request) return `${head}.  No request is specified`;
      return request.cmp(most) > 0 ? `${head}, but request is ${request}` : undefined;
    }),
  ];
}

type Quantity = Quantities[string];

const each = (
  list: Record<string, string> | undefined,
  problem: (name: string, bound: Quantity) => string | undefined,
): string[] => Object.entries(quantitiesOf(list)).flatMap(([name, bound]) => problem(name, bound) ?? []);

function minProblem(type: string, name: string, least: Quantity, { requests, limits }: Requirements) {
  const head = `minimum ${name} usage per ${type} is ${least}`;
  const [request, limit] = [requests[name], limits[name]];
  if (!request) return `${head}.  No request is specified`;
  if (request.cmp(least) < 0) return `${head}, but request is ${request}`;
  return limit && limit.cmp(least) < 0 ? `${head}, but limit is ${limit}` : undefined;
}

function maxProblem(type: string, name: string, most: Quantity, { requests, limits }: Requirements) {
  const head = `maximum ${name} usage per ${type} is ${most}`;
  const [request, limit] = [requests[name], limits[name]];
  if (!limit) return `${head}.  No limit is specified`;
  if (limit.cmp(most) > 0) return `${head}, but limit is ${limit}`;
  return request && request.cmp(most) > 0 ? `${head}, but request is ${request}` : undefined;
}

function ratioProblem(type: string, name: string, most: Quantity, { requests, limits }: Requirements) {
  const head = `${name} max limit to request ratio per ${type} is ${most}`;
  const request = requests[name]?.milliValue() ?? 0;
  const limit = limits[name]?.milliValue() ?? 0;
  if (request === 0) return `${head}, but no request is specified or request is 0`;
  if (limit === 0) return `${head}, but no limit is specified or limit is 0`;
  const ratio = limit / request;
  return ratio * 1000 > most.milliValue() ? `${head}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
