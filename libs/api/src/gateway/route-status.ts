import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import type { ParentReference, RouteOf, RouteParentStatus } from './objects';

/** The status, reason and message of a condition. */
export type Verdict = readonly [status: 'True' | 'False', reason: string, message: string];

/** What is to be said of a route at one of its parents. */
export interface ParentVerdict {
  parentRef: ParentReference;
  accepted: Verdict;
  resolvedRefs: Verdict;
}

/** Conditions with their times: a condition whose status stays keeps the time of its last change. */
export function conditionsWithTimes(
  verdicts: Readonly<Record<string, Verdict>>,
  present: readonly Condition[] | undefined,
  generation: Condition['observedGeneration'],
  now: string,
): Condition[] {
  return Object.entries(verdicts).map(([type, [status, reason, message]]) => {
    const before = present?.find((condition) => condition.type === type);
    return {
      type,
      status,
      reason,
      message,
      observedGeneration: generation,
      lastTransitionTime: before?.status === status ? before.lastTransitionTime : now,
    };
  });
}

/** The status of a route: what others say of their parents stays, what this controller said of parents it has no verdict on goes. */
export function routeStatus(
  { metadata, status }: RouteOf<unknown>,
  controllerName: string,
  verdicts: readonly ParentVerdict[],
  now: string,
): { parents: RouteParentStatus[] } {
  const present = status?.parents ?? [];
  const foreign = present.filter((parent) => parent.controllerName !== controllerName);
  const own = verdicts.map(({ parentRef, accepted, resolvedRefs }): RouteParentStatus => {
    const before = present.find(
      (one) => one.controllerName === controllerName && isDeepStrictEqual({ ...one.parentRef }, { ...parentRef }),
    );
    return {
      parentRef,
      controllerName,
      conditions: conditionsWithTimes(
        { Accepted: accepted, ResolvedRefs: resolvedRefs },
        before?.conditions,
        metadata?.generation,
        now,
      ),
    };
  });
  return { parents: [...foreign, ...own] };
}
