import { events as names } from '@kubets/proto-gen/catalogue';
import type { Event } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { eventColumns } from './columns';
import { eventFields } from './field-selectors';
import { validateEvent } from './validation';

/** As long as Kubernetes keeps them (`--event-ttl`). */
const TTL_SECONDS = 3600;

export const events = defineResource<Event>(names, {
  columns: eventColumns,
  validate: validateEvent,
  fieldSelectors: eventFields,
  allowCreateOnUpdate: true,
  ttlSeconds: TTL_SECONDS,
});
