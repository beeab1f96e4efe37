import type { Event } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { eventColumns } from './columns';
import { eventFields } from './field-selectors';
import { validateEvent } from './validation';

/** As long as Kubernetes keeps them (`--event-ttl`). */
const TTL_SECONDS = 3600;

export const events: ResourceDefinition<Event> = {
  group: '',
  plural: 'events',
  singular: 'event',
  kind: 'Event',
  shortNames: ['ev'],
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.core.v1.Event' }],
  columns: eventColumns,
  validate: validateEvent,
  fieldSelectors: eventFields,
  allowCreateOnUpdate: true,
  ttlSeconds: TTL_SECONDS,
};
