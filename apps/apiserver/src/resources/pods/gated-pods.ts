import { fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type { NodeAffinity, NodeSelectorTerm, PodSpec } from '@kubets/proto-gen/core/v1';
import { goStruct } from '../../validation/go-struct';

const SPEC = FieldPath.of('spec');
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const TERM = 'kubets.core.v1.NodeSelectorTerm';

/** Where a pod may go that gates hold back can only be narrowed. */
export function validatePlaceOfGated(spec: PodSpec, old: PodSpec): FieldError[] {
  return [
    ...validateSelector(spec.nodeSelector, old.nodeSelector ?? {}),
    ...validateNodeAffinity(spec.affinity?.nodeAffinity, old.affinity?.nodeAffinity),
  ];
}

function validateSelector(selector: Record<string, string> | undefined, old: Record<string, string>): FieldError[] {
  if (Object.entries(old).every(([key, value]) => selector?.[key] === value)) return [];
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [fieldErrors.invalid(SPEC.child('nodeSelector'), selector ?? null, detail)];
}

function validateNodeAffinity(affinity: NodeAffinity | undefined, old: NodeAffinity | undefined): FieldError[] {
  const before = old?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const now = affinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const path = SPEC.child('affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms');
  if (before.length > 0 && before.length !== now.length) {
    const shown = now.length > 0 ? now.map((term) => goStruct(term, TERM)) : null;
    return [fieldErrors.invalid(path, shown, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  }
  return before.flatMap((term, index) => {
    if (isNarrower(now[index]!, term)) return [];
    const detail = 'only additions are allowed (no mutations or deletions)';
    return [fieldErrors.invalid(path.index(index), goStruct(now[index]!, TERM), detail)];
  });
}

/** Whether the term has all that it had, first and in the same order; one that selected nothing stays that. */
function isNarrower(term: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  if (lists.every((list) => !old[list]?.length)) return lists.every((list) => !term[list]?.length);
  return lists.every((list) => semanticEqual((term[list] ?? []).slice(0, old[list]?.length ?? 0), old[list] ?? []));
}
