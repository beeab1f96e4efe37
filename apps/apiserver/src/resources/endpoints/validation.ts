import { errorsOfEach, fieldErrors, FieldPath, isStep, type FieldError, type Steps } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { EndpointAddress, Endpoints, EndpointSubset } from '@kubets/proto-gen/core/v1';
import { validateEndpointAddress } from '../../validation/endpoint-address';
import { leadingZerosFree, type AddressText } from '../../validation/strict-addresses';

function* validateSubset(subset: EndpointSubset, path: FieldPath): Steps<FieldError[]> {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  const errors: FieldError[] = [];
  if (addresses.length === 0 && notReadyAddresses.length === 0) {
    const error = fieldErrors.required(path, 'must specify `addresses` or `notReadyAddresses`');
    errors.push({ ...error, toldAt: path.child('addresses').toString() });
  }
  const addressErrors = (list: EndpointAddress[], at: FieldPath) =>
    errorsOfEach(list, ({ ip = '' }, index) => validateAddress(ip, at.index(index).child('ip')));
  return errors.concat(
    yield* addressErrors(addresses, path.child('addresses')),
    yield* addressErrors(notReadyAddresses, path.child('notReadyAddresses')),
    yield* errorsOfEach(ports, ({ name }, index) =>
      ports.length > 1 && !name ? [fieldErrors.required(path.child('ports').index(index).child('name'))] : [],
    ),
  );
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

export function* validateEndpoints(endpoints: Endpoints): Steps<FieldError[]> {
  const path = FieldPath.of('subsets');
  let errors: FieldError[] = [];
  for (const [index, subset] of (endpoints.subsets ?? []).entries()) {
    if (isStep(index)) yield;
    const more = yield* validateSubset(subset, path.index(index));
    if (more.length > 0) errors = errors.concat(more);
  }
  return errors;
}
