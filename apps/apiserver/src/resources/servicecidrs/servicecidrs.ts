import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import { parseCidr } from '@kubets/net';
import { serviceCIDRs as names } from '@kubets/proto-gen/catalogue';
import type { ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

const CIDRS = FieldPath.of('spec', 'cidrs');

function validateServiceCidr({ spec }: ServiceCIDR): FieldError[] {
  const cidrs = spec?.cidrs ?? [];
  if (cidrs.length > 2) return [fieldErrors.invalid(CIDRS, cidrs, 'may only hold up to 2 values')];
  const families = cidrs.map((cidr) => parseCidr(cidr)?.family);
  if (cidrs.length === 2 && families[0] === families[1]) {
    return [
      fieldErrors.invalid(
        CIDRS,
        cidrs,
        'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96',
      ),
    ];
  }
  const detail = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
  return cidrs.flatMap((cidr, index) =>
    families[index] ? [] : [fieldErrors.invalid(CIDRS.index(index), cidr, detail)],
  );
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
  status: {},
});
