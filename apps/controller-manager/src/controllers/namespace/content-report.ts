import { findCondition } from '@kubets/api';
import { rfc3339, semanticEqual } from '@kubets/apimachinery';
import type { NamespaceCondition } from '@kubets/proto-gen/core/v1';

/** What is left of a namespace after everything in it was asked to go. */
export interface ContentReport {
  /** Objects left per resource, named `pods.` or `deployments.apps`. */
  remaining: ReadonlyMap<string, number>;
  /** Objects left per finalizer. */
  finalizers: ReadonlyMap<string, number>;
  failures: readonly string[];
}

const listing = (counts: ReadonlyMap<string, number>, text: (name: string, count: number) => string): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => text(name, count))
    .join(', ');

function wantedConditions({ remaining, finalizers, failures }: ContentReport): NamespaceCondition[] {
  const condition = (
    type: string,
    problem: [string, string] | undefined,
    fine: [string, string],
  ): NamespaceCondition => {
    const [reason, message] = problem ?? fine;
    return { type, status: problem ? 'True' : 'False', reason, message };
  };
  return [
    condition('NamespaceDeletionDiscoveryFailure', undefined, [
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ]),
    condition('NamespaceDeletionGroupVersionParsingFailure', undefined, [
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ]),
    condition(
      'NamespaceDeletionContentFailure',
      failures.length > 0
        ? [
            'ContentDeletionFailed',
            `Failed to delete all resource types, ${failures.length} remaining: ${[...failures].sort().join(', ')}`,
          ]
        : undefined,
      ['ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
    ),
    condition(
      'NamespaceContentRemaining',
      remaining.size > 0
        ? [
            'SomeResourcesRemain',
            `Some resources are remaining: ${listing(remaining, (name, n) => `${name} has ${n} resource instances`)}`,
          ]
        : undefined,
      ['ContentRemoved', 'All content successfully removed'],
    ),
    condition(
      'NamespaceFinalizersRemaining',
      finalizers.size > 0
        ? [
            'SomeFinalizersRemain',
            `Some content in the namespace has finalizers remaining: ${listing(finalizers, (name, n) => `${name} in ${n} resource instances`)}`,
          ]
        : undefined,
      ['ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
    ),
  ];
}

/** The namespace's conditions after a round of deletion; undefined when they say all that already. */
export function deletionConditions(
  current: readonly NamespaceCondition[] | undefined,
  report: ContentReport,
  now: Date,
): NamespaceCondition[] | undefined {
  const wanted = wantedConditions(report).map((condition) => {
    const known = findCondition(current, condition.type ?? '');
    return {
      ...condition,
      lastTransitionTime: known?.status === condition.status ? known?.lastTransitionTime : rfc3339(now),
    };
  });
  const others = (current ?? []).filter(({ type }) => !wanted.some((condition) => condition.type === type));
  const next = [...others, ...wanted];
  return semanticEqual(next, current ?? []) ? undefined : next;
}
