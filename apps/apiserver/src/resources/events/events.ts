import { isPathSegmentName } from '@kubets/apimachinery';
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
  // Their names begin with that of their object, which may be `system:node`.
  validateName: isPathSegmentName,
  validate: validateEvent,
  fieldSelectors: eventFields,
  allowCreateOnUpdate: true,
  ttlSeconds: TTL_SECONDS,
});
