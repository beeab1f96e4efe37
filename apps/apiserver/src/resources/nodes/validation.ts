import { fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import { parseCidr } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { validateTaints } from '../../validation/taints';

const SPEC = FieldPath.of('spec');
const CIDR_TEXT = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

function validatePodCidrs(cidrs: string[]): FieldError[] {
  const path = SPEC.child('podCIDRs');
  const errors = cidrs
    .map((cidr, index) => (parseCidr(cidr) ? undefined : fieldErrors.invalid(path.index(index), cidr, CIDR_TEXT)))
    .filter((error) => error !== undefined);
  const families = cidrs.map((cidr) => parseCidr(cidr)?.family);
  if (cidrs.length > 2 || (cidrs.length === 2 && families[0] === families[1])) {
    errors.push(fieldErrors.invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'));
  }
  return errors;
}

export function validateNode({ spec }: Node): FieldError[] {
  return [...validateTaints(spec?.taints, SPEC.child('taints')), ...validatePodCidrs(spec?.podCIDRs ?? [])];
}

/** A node's pod CIDR and provider ID may be set once; the rest of its spec may change. */
export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors: FieldError[] = [];
  if (old.spec?.podCIDRs?.length && !semanticEqual(node.spec?.podCIDRs, old.spec.podCIDRs)) {
    const detail = 'node updates may not change podCIDR except from "" to valid';
    errors.push(fieldErrors.forbidden(SPEC.child('podCIDRs'), detail));
  }
  if (old.spec?.providerID && node.spec?.providerID !== old.spec.providerID) {
    const detail = 'node updates may not change providerID except from "" to valid';
    errors.push(fieldErrors.forbidden(SPEC.child('providerID'), detail));
  }
  return errors;
}
