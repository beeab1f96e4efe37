import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { endpointSliceColumns } from './columns';
import { defaultEndpointSlice } from './defaulting';
import { validateEndpointSlice, validateEndpointSliceUpdate } from './validation';

export const endpointSlices: ResourceDefinition<EndpointSlice> = {
  group: 'discovery.k8s.io',
  plural: 'endpointslices',
  singular: 'endpointslice',
  kind: 'EndpointSlice',
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.discovery.v1.EndpointSlice', defaults: defaultEndpointSlice }],
  columns: endpointSliceColumns,
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  hasGeneration: true,
};
