import { fieldErrors, FieldPath, isDns1123Label, isDns1123Subdomain, type FieldError } from '@kubets/apimachinery';
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset } from '@kubets/proto-gen/core/v1';
import { validateEndpointAddress } from '../../validation/endpoint-address';
import { invalidEach, oneOf, requiredName } from '../../validation/field-checks';
import { PROTOCOLS, validatePortNumber } from '../../validation/ports';

function validateAddress(address: EndpointAddress, path: FieldPath): FieldError[] {
  const errors = validateEndpointAddress(address.ip ?? '', path.child('ip'));
  if (address.hostname) errors.push(...invalidEach(path.child('hostname'), address.hostname, isDns1123Label));
  if (address.nodeName) errors.push(...invalidEach(path.child('nodeName'), address.nodeName, isDns1123Subdomain));
  return errors;
}

function validatePort(port: EndpointPort, nameRequired: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (nameRequired) errors.push(...requiredName(path.child('name'), port.name, isDns1123Label));
  else if (port.name) errors.push(...invalidEach(path.child('name'), port.name, isDns1123Label));
  errors.push(...validatePortNumber(path.child('port'), port.port));
  errors.push(...oneOf(path.child('protocol'), port.protocol, PROTOCOLS));
  return errors;
}

function validateSubset(subset: EndpointSubset, path: FieldPath): FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0) {
    return [fieldErrors.required(path, 'must specify `addresses` or `notReadyAddresses`')];
  }
  return [
    ...addresses.flatMap((address, index) => validateAddress(address, path.child('addresses').index(index))),
    ...notReadyAddresses.flatMap((address, index) => validateAddress(address, path.child('notReadyAddresses').index(index))),
    ...ports.flatMap((port, index) => validatePort(port, ports.length > 1, path.child('ports').index(index))),
  ];
}

export function validateEndpoints(endpoints: Endpoints): FieldError[] {
  const path = FieldPath.of('subsets');
  return (endpoints.subsets ?? []).flatMap((subset, index) => validateSubset(subset, path.index(index)));
}
