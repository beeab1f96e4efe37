import {
  errorsOfAll,
  errorsOfEach,
  fieldErrors,
  FieldPath,
  isDns1123Label,
  isDns1123Subdomain,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { validateCanonicalIp, validateEndpointAddress, validateStrictIp } from '../../validation/endpoint-address';
import { invalidEach } from '../../validation/field-checks';

function validateAddress(address: string, type: string, list: FieldPath, index: number): FieldError[] {
  if (type === 'FQDN') {
    const path = list.index(index);
    const errors = invalidEach(path, address, isDns1123Subdomain);
    if (errors.length > 0 || address.includes('.')) return errors;
    return [fieldErrors.invalid(path, address, 'should be a domain with at least two segments separated by dots')];
  }
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const at = list.index(index);
  const errors = type === 'IPv4' ? validateStrictIp(address, at) : validateCanonicalIp(address, at);
  if (errors.length > 0) return errors;
  return [
    // Kubernetes does not say which of them is of the other family.
    ...(parseIp(address)?.family === type ? [] : [fieldErrors.invalid(list, address, `must be an ${type} address`)]),
    ...validateEndpointAddress(address, at),
  ];
}

/** What the schema does not say: names of ports, which may be empty, and then the addresses, which are of the slice's type. */
export function validateEndpointSlice({
  addressType = '',
  endpoints = [],
  ports = [],
}: EndpointSlice): Steps<FieldError[]> {
  const at = FieldPath.of('endpoints');
  return errorsOfAll(
    () =>
      errorsOfEach(ports, ({ name }, index) =>
        name ? invalidEach(FieldPath.of('ports').index(index).child('name'), name, isDns1123Label) : [],
      ),
    () =>
      errorsOfEach(endpoints, ({ addresses = [] }, index) =>
        errorsOfEach(addresses, (address, position) =>
          validateAddress(address, addressType, at.index(index).child('addresses'), position),
        ),
      ),
  );
}
