import { fieldErrors, FieldPath, isDns1123Label, isDns1123Subdomain, type FieldError } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { validateEndpointAddress } from '../../validation/endpoint-address';
import { invalidEach } from '../../validation/field-checks';

function validateAddress(address: string, type: string, path: FieldPath): FieldError[] {
  if (type === 'FQDN') {
    const errors = invalidEach(path, address, isDns1123Subdomain);
    const short = !address.includes('.');
    return short
      ? [
          ...errors,
          fieldErrors.invalid(path, address, 'should be a domain with at least two segments separated by dots'),
        ]
      : errors;
  }
  const family = parseIp(address)?.family;
  if (family !== type) return [fieldErrors.invalid(path, address, `must be a valid ${type} address`)];
  return validateEndpointAddress(address, path);
}

/** What the schema does not say: the addresses, which are of the slice's type, and names of ports, which may be empty. */
export function validateEndpointSlice({ addressType = '', endpoints = [], ports = [] }: EndpointSlice): FieldError[] {
  const at = FieldPath.of('endpoints');
  return [
    ...endpoints.flatMap(({ addresses = [] }, index) =>
      addresses.flatMap((address, position) =>
        validateAddress(address, addressType, at.index(index).child('addresses').index(position)),
      ),
    ),
    ...ports.flatMap(({ name }, index) =>
      name ? invalidEach(FieldPath.of('ports').index(index).child('name'), name, isDns1123Label) : [],
    ),
  ];
}
