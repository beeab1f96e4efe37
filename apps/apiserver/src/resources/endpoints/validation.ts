import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { Endpoints, EndpointSubset } from '@kubets/proto-gen/core/v1';
import { validateEndpointAddress } from '../../validation/endpoint-address';
import { leadingZerosFree, type AddressText } from '../../validation/strict-addresses';

function validateSubset(subset: EndpointSubset, path: FieldPath): FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0) {
    return [fieldErrors.required(path, 'must specify `addresses` or `notReadyAddresses`')];
  }
  return [
    ...addresses.flatMap(({ ip = '' }, index) => validateAddress(ip, path.child('addresses').index(index).child('ip'))),
    ...notReadyAddresses.flatMap(({ ip = '' }, index) =>
      validateAddress(ip, path.child('notReadyAddresses').index(index).child('ip')),
    ),
    ...ports.flatMap(({ name }, index) =>
      ports.length > 1 && !name ? [fieldErrors.required(path.child('ports').index(index).child('name'))] : [],
    ),
  ];
}

/** What is no address at all is told twice: it cannot be read, and nothing can be sent to it. */
function validateAddress(ip: string, path: FieldPath): FieldError[] {
  const errors = validateEndpointAddress(ip, path);
  const isUnreadable = !parseIp(ip) && leadingZerosFree(ip) === undefined;
  return isUnreadable ? [...errors, fieldErrors.invalid(path, ip, 'must be a valid IP address')] : errors;
}

/** Every address, for those who look at its form. */
export const endpointsAddresses = ({ subsets = [] }: Endpoints): AddressText[] =>
  subsets.flatMap((subset, index) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
      (subset[list] ?? []).map(({ ip = '' }, position) => ({
        path: FieldPath.of('subsets').index(index).child(list).index(position).child('ip'),
        text: ip,
      })),
    ),
  );

export function validateEndpoints(endpoints: Endpoints): FieldError[] {
  const path = FieldPath.of('subsets');
  return (endpoints.subsets ?? []).flatMap((subset, index) => validateSubset(subset, path.index(index)));
}
