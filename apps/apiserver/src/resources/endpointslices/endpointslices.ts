import { endpointSlices as names } from '@kubets/proto-gen/catalogue';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { defineResource } from '../../registry/define-resource';
import { endpointSliceColumns } from './columns';
import { validateEndpointSlice } from './validation';

export const endpointSlices = defineResource<EndpointSlice>(names, {
  columns: endpointSliceColumns,
  validate: validateEndpointSlice,
  hasGeneration: true,
});
