import { isDns1123Subdomain, isPathSegmentName } from '@kubets/apimachinery';
import { events as names } from '@kubets/proto-gen/catalogue';
import type { Event } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { eventColumns } from './columns';
import { fromStorage, toStorage } from './conversion';
import { validateCoreEvent, validateEventChange, validateNewEvent } from './validation';

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

/** The same as events.k8s.io/v1 calls it, where there is no `source`. */
const fieldsInEventsGroup = Object.fromEntries(
  Object.entries(eventFields)
    .filter(([field]) => field !== 'source')
    .map(([field, read]) => [
      field.replace('involvedObject.', 'regarding.').replace('reportingComponent', 'reportingController'),
      read,
    ]),
);

/** As long as Kubernetes keeps them (`--event-ttl`). */
const TTL_SECONDS = 3600;

export const events = defineResource<Event>(names, {
  granted: { edit: [''], view: [''] },
  columns: eventColumns,
  // Their names begin with that of their object, which may be `system:node`.
  validateName: isPathSegmentName,
  anyFinalizer: true,
  metadataLast: true,
  fieldSelectors: eventFields,
  versions: {
    v1: { validateCreate: validateCoreEvent, validateUpdate: validateCoreEvent },
    'events.k8s.io/v1': {
      toStorage,
      fromStorage,
      fieldSelectors: fieldsInEventsGroup,
      validateNewName: isDns1123Subdomain,
      validateCreate: validateNewEvent,
      validateUpdate: validateEventChange,
    },
  },
  allowCreateOnUpdate: true,
  ttlSeconds: TTL_SECONDS,
});
