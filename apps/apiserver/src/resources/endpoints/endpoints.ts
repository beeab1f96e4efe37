import type { Endpoints } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { endpointsColumns } from './columns';
import { defaultEndpoints } from './defaulting';
import { validateEndpoints } from './validation';

export const endpoints: ResourceDefinition<Endpoints> = {
  group: '',
  plural: 'endpoints',
  singular: 'endpoints',
  kind: 'Endpoints',
  shortNames: ['ep'],
  namespaced: true,
  versions: [
    {
      version: 'v1',
      message: 'kubets.core.v1.Endpoints',
      defaults: defaultEndpoints,
      deprecationWarning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    },
  ],
  columns: endpointsColumns,
  validate: validateEndpoints,
  allowCreateOnUpdate: true,
};
