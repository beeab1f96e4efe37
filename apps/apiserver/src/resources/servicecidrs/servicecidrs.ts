import { FIELD_IMMUTABLE, fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import { formatCidr, parseCidr } from '@kubets/net';
import { serviceCIDRs as names } from '@kubets/proto-gen/catalogue';
import type { ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { cidrProblem } from '../../validation/strict-addresses';

const CIDRS = FieldPath.of('spec', 'cidrs');

function validateServiceCidr({ spec }: ServiceCIDR): FieldError[] {
  const cidrs = spec?.cidrs ?? [];
  if (cidrs.length > 2) return [fieldErrors.invalid(CIDRS, { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const errors = cidrs.flatMap((cidr, index) => {
    const problem = cidrProblem(cidr) ?? formProblem(cidr);
    return problem === undefined ? [] : [fieldErrors.invalid(CIDRS.index(index), cidr, problem)];
  });
  const families = cidrs.map((cidr) => parseCidr(cidr)?.family);
  if (cidrs.length === 2 && families[0] !== undefined && families[0] === families[1]) {
    const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    errors.push(fieldErrors.invalid(CIDRS, cidrs, detail));
  }
  return errors;
}

/** What is there stays; a second range may come to a single one. */
function validateServiceCidrUpdate({ spec }: ServiceCIDR, old: ServiceCIDR): FieldError[] {
  const [now, before] = [spec?.cidrs ?? [], old.spec?.cidrs ?? []];
  if (now.length !== before.length && !(before.length === 1 && now.length === 2))
    return [fieldErrors.invalid(CIDRS, now, FIELD_IMMUTABLE)];
  return before.flatMap((cidr, index) =>
    cidr === now[index] ? [] : [fieldErrors.invalid(CIDRS.index(index), now[index], FIELD_IMMUTABLE)],
  );
}

function formProblem(cidr: string): string | undefined {
  const canonical = formatCidr(parseCidr(cidr)!);
  return canonical === cidr ? undefined : `must be in canonical form (${JSON.stringify(canonical)})`;
}

export const serviceCidrs = defineResource<ServiceCIDR>(names, {
  columns: [
    nameColumn,
    textColumn<ServiceCIDR>({
      name: 'CIDRs',
      description: 'Ranges from which Services get their cluster IPs.',
      value: ({ spec }) => (spec?.cidrs ?? []).join(','),
    }),
    ageColumn,
  ],
  validate: validateServiceCidr,
  validateUpdate: validateServiceCidrUpdate,
  status: { keepsMetadata: true },
});
