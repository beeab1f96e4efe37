import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { Event } from '@kubets/proto-gen/core/v1';

/** An event lives in its object's namespace; events of cluster-scoped objects live in `default`. */
export function validateEvent(event: Event): FieldError[] {
  const namespace = event.metadata?.namespace ?? '';
  const involved = event.involvedObject?.namespace ?? '';
  if (involved === namespace) return [];
  const path = FieldPath.of('involvedObject', 'namespace');
  if (involved !== '') return [fieldErrors.invalid(path, involved, 'does not match event.namespace')];
  if (namespace === 'default' || namespace === 'kube-system') return [];
  return [fieldErrors.invalid(path, involved, 'does not match event.namespace')];
}
