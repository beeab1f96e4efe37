import { isPathSegmentName } from '@kubets/apimachinery';
import { events as names } from '@kubets/proto-gen/catalogue';
import type { Event } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { eventColumns } from './columns';
import { validateEvent } from './validation';

/** What `kubectl describe` and `get events --field-selector` ask for. */
const eventFields: Record<string, (event: Event) => string> = {
  'involvedObject.kind': (event) => event.involvedObject?.kind ?? '',
  'involvedObject.namespace': (event) => event.involvedObject?.namespace ?? '',
  'involvedObject.name': (event) => event.involvedObject?.name ?? '',
  'involvedObject.uid': (event) => event.involvedObject?.uid ?? '',
  'involvedObject.apiVersion': (event) => event.involvedObject?.apiVersion ?? '',
  'involvedObject.resourceVersion': (event) => event.involvedObject?.resourceVersion ?? '',
  'involvedObject.fieldPath': (event) => event.involvedObject?.fieldPath ?? '',
  reason: (event) => event.reason ?? '',
  reportingComponent: (event) => event.reportingComponent ?? '',
  source: (event) => event.source?.component || event.reportingComponent || '',
  type: (event) => event.type ?? '',
};

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
