import { endpointSlices as names } from '@kubets/proto-gen/catalogue';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { defineResource } from '../../registry/define-resource';
import { endpointSliceColumns } from './columns';
import { defaultEndpointSlice } from './defaulting';
import { validateEndpointSlice, validateEndpointSliceUpdate } from './validation';

export const endpointSlices = defineResource<EndpointSlice>(names, {
  versions: { v1: { defaults: defaultEndpointSlice } },
  columns: endpointSliceColumns,
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  hasGeneration: true,
});
