import type { KubeObject } from '@kubets/apimachinery';
import { rfc3339 } from '@kubets/apimachinery';
import { increment, toSeconds, type Int64 } from '@kubets/proto-gen/int64';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { ResourceDefinition, ServedVersion, StrategyContext } from '../registry/resource';
import { isDeletionDue } from './before-update';

const ORPHAN_FINALIZER = 'orphan';
const FOREGROUND_FINALIZER = 'foregroundDeletion';

export interface DeletionRequest {
  definition: ResourceDefinition;
  version: ServedVersion;
  options: DeleteOptions;
  strategy: StrategyContext;
}

/**
 * What a delete does to an object, which is private and changed in place. False removes it now, as which it then is what it
 * was in the end; true leaves it to wait for its finalizers or for the agent that completes the deletion.
 */
export function beginDeletion(
  object: KubeObject,
  { definition, version, options, strategy }: DeletionRequest,
): boolean {
  const metadata = (object.metadata ??= {});
  if (definition.finalizerOnDelete && !metadata.deletionTimestamp) {
    const others = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== definition.finalizerOnDelete);
    metadata.finalizers = [...others, definition.finalizerOnDelete];
    metadata.deletionTimestamp = rfc3339(strategy.now);
    definition.beginDelete?.(object, strategy);
    return true;
  }
  const finalizers = finalizersAfter(metadata.finalizers ?? [], options, version);
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;

  const requested = definition.gracefulDeletion?.gracePeriodSeconds(object, options.gracePeriodSeconds) ?? 0;
  if (!metadata.deletionTimestamp) {
    // What keeps finalizers of its own is not counted down, as in Kubernetes.
    if (!definition.extraFinalizers) metadata.deletionGracePeriodSeconds = requested;
    metadata.deletionTimestamp = rfc3339(secondsAfter(strategy.now, requested));
    if (metadata.generation) metadata.generation = increment(metadata.generation);
    if (!isDeletionDue(definition, object)) definition.beginDelete?.(object, strategy);
  } else if (definition.gracefulDeletion)
    shortenGracePeriod(metadata, requested, options.gracePeriodSeconds, strategy.now);
  return !isDeletionDue(definition, object);
}

/**
 * A second delete may shorten the period, counted from when the first one was asked for, and never lengthens it. One that is
 * over already leaves the agent the second that it needs.
 */
function shortenGracePeriod(
  metadata: NonNullable<KubeObject['metadata']>,
  seconds: Int64,
  asked: Int64 | undefined,
  now: Date,
): void {
  const running = metadata.deletionGracePeriodSeconds ?? 0;
  if (asked === undefined || seconds >= running) return;
  const askedAt = secondsAfter(new Date(metadata.deletionTimestamp!), -toSeconds(running));
  const due = secondsAfter(askedAt, seconds);
  const isOver = due < now;
  metadata.deletionGracePeriodSeconds = isOver && toSeconds(seconds) > 0 ? 1 : seconds;
  metadata.deletionTimestamp = rfc3339(isOver ? now : due);
}

/** Propagation is carried by two finalizers that the garbage collector acts on. */
function finalizersAfter(finalizers: string[], options: DeleteOptions, version: ServedVersion): string[] {
  const policy = propagationOf(finalizers, options, version);
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN_FINALIZER && finalizer !== FOREGROUND_FINALIZER);
  if (policy === 'Orphan') return [...others, ORPHAN_FINALIZER];
  return policy === 'Foreground' ? [...others, FOREGROUND_FINALIZER] : others;
}

function propagationOf(
  finalizers: string[],
  { propagationPolicy, orphanDependents }: DeleteOptions,
  version: ServedVersion,
): string {
  if (orphanDependents !== undefined) return orphanDependents ? 'Orphan' : 'Background';
  if (propagationPolicy) return propagationPolicy;
  if (finalizers.includes(ORPHAN_FINALIZER)) return 'Orphan';
  if (finalizers.includes(FOREGROUND_FINALIZER)) return 'Foreground';
  return version.orphansByDefault ? 'Orphan' : 'Background';
}

/** Periods of any length lead to a date: those beyond 68 years are counted as 68. */
const secondsAfter = (date: Date, seconds: Int64): Date => new Date(date.getTime() + toSeconds(seconds) * 1000);
