import {
  fieldErrors,
  FieldPath,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  type FieldError,
} from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { Endpoint, EndpointPort, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { validateEndpointAddress } from '../../validation/endpoint-address';
import { immutableField, invalidEach, oneOf } from '../../validation/field-checks';
import { PROTOCOLS, validatePortNumber } from '../../validation/ports';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20000;
const MAX_ZONE_HINTS = 8;

function validateAddress(address: string, type: string, path: FieldPath): FieldError[] {
  if (type === 'FQDN') {
    const errors = invalidEach(path, address, isDns1123Subdomain);
    const short = !address.includes('.');
    return short ? [...errors, fieldErrors.invalid(path, address, 'should be a domain with at least two segments separated by dots')] : errors;
  }
  const family = parseIp(address)?.family;
  if (family !== type) return [fieldErrors.invalid(path, address, `must be a valid ${type} address`)];
  return validateEndpointAddress(address, path);
}

function validateHints(endpoint: Endpoint, path: FieldPath): FieldError[] {
  const zones = endpoint.hints?.forZones ?? [];
  const zonesPath = path.child('forZones');
  if (zones.length > MAX_ZONE_HINTS) return [fieldErrors.tooMany(zonesPath, zones.length, MAX_ZONE_HINTS)];
  const seen = new Set<string>();
  return zones.flatMap(({ name = '' }, index) => {
    const namePath = zonesPath.index(index).child('name');
    const repeated = seen.has(name) ? [fieldErrors.duplicate(namePath, name)] : [];
    seen.add(name);
    return [...repeated, ...invalidEach(namePath, name, isLabelValue)];
  });
}

function validateEndpoint(endpoint: Endpoint, type: string, path: FieldPath): FieldError[] {
  const addresses = endpoint.addresses ?? [];
  const addressesPath = path.child('addresses');
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(fieldErrors.required(addressesPath, 'must contain at least 1 address'));
  if (addresses.length > MAX_ADDRESSES) errors.push(fieldErrors.tooMany(addressesPath, addresses.length, MAX_ADDRESSES));
  addresses.forEach((address, index) => errors.push(...validateAddress(address, type, addressesPath.index(index))));
  if (endpoint.nodeName) errors.push(...invalidEach(path.child('nodeName'), endpoint.nodeName, isDns1123Subdomain));
  if (endpoint.hostname !== undefined) errors.push(...invalidEach(path.child('hostname'), endpoint.hostname, isDns1123Label));
  return [...errors, ...validateHints(endpoint, path.child('hints'))];
}

function validatePorts(ports: EndpointPort[], path: FieldPath): FieldError[] {
  if (ports.length > MAX_PORTS) return [fieldErrors.tooMany(path, ports.length, MAX_PORTS)];
  const seen = new Set<string>();
  return ports.flatMap((port, index) => {
    const portPath = path.index(index);
    const name = port.name ?? '';
    const errors = name === '' ? [] : invalidEach(portPath.child('name'), name, isDns1123Label);
    if (seen.has(name)) errors.push(fieldErrors.duplicate(portPath.child('name'), name));
    seen.add(name);
    errors.push(...oneOf(portPath.child('protocol'), port.protocol, PROTOCOLS));
    // An absent port stands for all of them.
    if (port.port !== undefined) errors.push(...validatePortNumber(portPath.child('port'), port.port));
    if (port.appProtocol) errors.push(...invalidEach(portPath.child('appProtocol'), port.appProtocol, isQualifiedName));
    return errors;
  });
}

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  const type = slice.addressType ?? '';
  const typePath = FieldPath.of('addressType');
  const typeErrors = type === '' ? [fieldErrors.required(typePath, `supported values: ${ADDRESS_TYPES.join(', ')}`)] : oneOf(typePath, type, ADDRESS_TYPES);
  const path = FieldPath.of('endpoints');
  const endpoints = slice.endpoints ?? [];
  const endpointErrors =
    endpoints.length > MAX_ENDPOINTS
      ? [fieldErrors.tooMany(path, endpoints.length, MAX_ENDPOINTS)]
      : endpoints.flatMap((endpoint, index) => validateEndpoint(endpoint, type, path.index(index)));
  return [...typeErrors, ...endpointErrors, ...validatePorts(slice.ports ?? [], FieldPath.of('ports'))];
}

export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  return immutableField(FieldPath.of('addressType'), slice.addressType, old.addressType);
}
