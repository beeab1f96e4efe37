import { endpoints as names } from '@kubets/proto-gen/catalogue';
import type { Endpoints } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { addressWarnings, strictAddressErrors } from '../../validation/strict-addresses';
import { endpointsColumns } from './columns';
import { endpointsAddresses, validateEndpoints } from './validation';

export const endpoints = defineResource<Endpoints>(names, {
  versions: {
    v1: { deprecationWarning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice' },
  },
  columns: endpointsColumns,
  validate: validateEndpoints,
  validateCreate: (object) => strictAddressErrors(endpointsAddresses(object)),
  validateUpdate: (object, old) => strictAddressErrors(endpointsAddresses(object), endpointsAddresses(old)),
  warnings: (object) => addressWarnings(endpointsAddresses(object)),
  allowCreateOnUpdate: true,
});
