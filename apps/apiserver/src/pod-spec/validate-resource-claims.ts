import {
  errorsOfEach,
  fieldErrors,
  isDns1123Label,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { PodResourceClaim, ResourceClaim } from '@kubets/proto-gen/core/v1';
import { invalidEach } from '../validation/field-checks';
import { goStruct } from '../validation/go-struct';

const CLAIM = 'kubets.core.v1.PodResourceClaim';

/** The claims of a pod: each of one claim or one template of claims. */
export function validatePodClaims(claims: PodResourceClaim[], path: FieldPath): Steps<FieldError[]> {
  const seen = new Set<string>();
  return errorsOfEach(claims, (claim, index) => {
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
export function validateClaims(
  claims: ResourceClaim[],
  known: ReadonlySet<string>,
  path: FieldPath,
): Steps<FieldError[]> {
  let detail: string | undefined;
  const used: Used = { keys: new Set(), prefixes: new Set() };
  return errorsOfEach(claims, ({ name, request }, index) => {
    const at = path.index(index);
    if (!name) return [fieldErrors.required(at)];
    const errors = overlap(used, name, request, at);
    if (known.has(name)) return errors;
    detail ??= unknownText(known);
    return [...errors, { ...fieldErrors.notFound(at, name), detail }];
  });
}

function unknownText(known: ReadonlySet<string>): string {
  const those = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
  return `must be one of the names in pod.spec.resourceClaims${those}`;
}

/** What a container has used of claims, and what of each stands before a slash. */
interface Used {
  keys: Set<string>;
  prefixes: Set<string>;
}

function overlap({ keys, prefixes }: Used, name: string, request: string | undefined, path: FieldPath): FieldError[] {
  if (keys.has(name)) return [fieldErrors.duplicate(path, name)];
  const key = request ? `${name}/${request}` : name;
  const errors = request ? invalidEach(path.child('request'), request, isDns1123Label) : [];
  if (keys.has(key)) errors.push(fieldErrors.duplicate(path, key));
  else if (!request && prefixes.has(name)) errors.push(fieldErrors.duplicate(path, name));
  keys.add(key);
  for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) prefixes.add(key.slice(0, slash));
  return errors;
}
