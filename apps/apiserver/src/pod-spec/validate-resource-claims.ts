import { fieldErrors, isDns1123Label, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { PodResourceClaim, ResourceClaim } from '@kubets/proto-gen/core/v1';
import { invalidEach } from '../validation/field-checks';
import { goStruct } from '../validation/go-struct';

const CLAIM = 'kubets.core.v1.PodResourceClaim';

/** The claims of a pod: each of one claim or one template of claims. */
export function validatePodClaims(claims: PodResourceClaim[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap((claim, index) => {
    const at = path.index(index);
    const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
    const errors = seen.has(name) ? [fieldErrors.duplicate(at.child('name'), name)] : [];
    if (name !== '') seen.add(name);
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      errors.push(fieldErrors.invalid(at, goStruct(claim, CLAIM), detail));
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      const detail = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
      errors.push(fieldErrors.invalid(at, goStruct(claim, CLAIM), detail));
    }
    return errors;
  });
}

/** The claims, or single requests of them, that a container uses. `known`: names of those that its pod has. */
export function validateClaims(claims: ResourceClaim[], known: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const those = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
  const used = new Set<string>();
  return claims.flatMap(({ name, request }, index) => {
    const at = path.index(index);
    if (!name) return [fieldErrors.required(at)];
    const errors = overlap(used, name, request, at);
    const detail = `must be one of the names in pod.spec.resourceClaims${those}`;
    return known.has(name) ? errors : [...errors, { ...fieldErrors.notFound(at, name), detail }];
  });
}

function overlap(used: Set<string>, name: string, request: string | undefined, path: FieldPath): FieldError[] {
  if (used.has(name)) return [fieldErrors.duplicate(path, name)];
  const key = request ? `${name}/${request}` : name;
  const errors = request ? invalidEach(path.child('request'), request, isDns1123Label) : [];
  if (used.has(key)) errors.push(fieldErrors.duplicate(path, key));
  else if (!request && [...used].some((other) => other.startsWith(`${name}/`)))
    errors.push(fieldErrors.duplicate(path, name));
  used.add(key);
  return errors;
}
