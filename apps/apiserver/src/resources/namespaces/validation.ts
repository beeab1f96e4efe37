import { fieldErrors, FieldPath, validateFinalizerName, type FieldError } from '@kubets/apimachinery';
import type { Namespace } from '@kubets/proto-gen/core/v1';

const FINALIZERS = FieldPath.of('spec', 'finalizers');

export function validateNamespace({ spec }: Namespace): FieldError[] {
  return (spec?.finalizers ?? []).flatMap((name) => validateFinalizerName(name, FINALIZERS, FINALIZERS));
}

/** What `namespaces/finalize` may leave of the finalizers: here each has its index in the error. */
export function validateFinalizers({ spec }: Namespace): FieldError[] {
  return (spec?.finalizers ?? []).flatMap((name, index) =>
    validateFinalizerName(name, FINALIZERS.index(index), FINALIZERS.index(index)),
  );
}

const PHASE = FieldPath.of('status', 'Phase');

/** The phase says nothing but whether the namespace is being deleted. */
export function validateNamespaceStatus({ metadata, status }: Namespace): FieldError[] {
  const phase = status?.phase ?? '';
  if (metadata?.deletionTimestamp)
    return phase === 'Terminating'
      ? []
      : [fieldErrors.invalid(PHASE, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  return phase === 'Active'
    ? []
    : [fieldErrors.invalid(PHASE, phase, "may only be 'Active' if `deletionTimestamp` is empty")];
}
