import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { Endpoints, EndpointSubset } from '@kubets/proto-gen/core/v1';
import { validateEndpointAddress } from '../../validation/endpoint-address';

function validateSubset(subset: EndpointSubset, path: FieldPath): FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0) {
    return [fieldErrors.required(path, 'must specify `addresses` or `notReadyAddresses`')];
  }
  return [
    ...addresses.flatMap(({ ip = '' }, index) =>
      validateEndpointAddress(ip, path.child('addresses').index(index).child('ip')),
    ),
    ...notReadyAddresses.flatMap(({ ip = '' }, index) =>
      validateEndpointAddress(ip, path.child('notReadyAddresses').index(index).child('ip')),
    ),
    ...ports.flatMap(({ name }, index) =>
      ports.length > 1 && !name ? [fieldErrors.required(path.child('ports').index(index).child('name'))] : [],
    ),
  ];
}

export function validateEndpoints(endpoints: Endpoints): FieldError[] {
  const path = FieldPath.of('subsets');
  return (endpoints.subsets ?? []).flatMap((subset, index) => validateSubset(subset, path.index(index)));
}
