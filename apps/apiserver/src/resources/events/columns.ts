import { ageOf } from '@kubets/apimachinery';
import type { Event } from '@kubets/proto-gen/core/v1';
import { countInTextColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

const firstSeen = (event: Event, now: Date): string => ageOf(event.firstTimestamp ?? event.eventTime, now);

function lastSeen(event: Event, now: Date): string {
  if (event.series) return ageOf(event.series.lastObservedTime, now);
  return event.lastTimestamp ? ageOf(event.lastTimestamp, now) : firstSeen(event, now);
}

function target({ involvedObject }: Event): string {
  const kind = (involvedObject?.kind ?? '').toLowerCase();
  return involvedObject?.name ? `${kind}/${involvedObject.name}` : kind;
}

function source({ source: from, reportingComponent, reportingInstance }: Event): string {
  const component = from?.component || reportingComponent || '';
  const host = from?.host || reportingInstance;
  return host ? `${component}, ${host}` : component;
}

export const eventColumns: TableColumn<Event>[] = [
  textColumn<Event>({
    name: 'Last Seen',
    description: 'How long ago the event was last observed.',
    value: (event, { now }) => lastSeen(event, now),
  }),
  textColumn<Event>({ name: 'Type', description: 'Normal or Warning.', value: (event) => event.type ?? '' }),
  textColumn<Event>({
    name: 'Reason',
    description: 'One word for why it happened.',
    value: (event) => event.reason ?? '',
  }),
  textColumn<Event>({ name: 'Object', description: 'What the event is about.', value: target }),
  textColumn<Event>({
    name: 'Subobject',
    description: 'The part of the object the event is about, such as a container.',
    wide: true,
    value: (event) => event.involvedObject?.fieldPath ?? '',
  }),
  textColumn<Event>({
    name: 'Source',
    description: 'The component that reported the event.',
    wide: true,
    value: source,
  }),
  textColumn<Event>({
    name: 'Message',
    description: 'What happened, for people.',
    value: (event) => (event.message ?? '').trim(),
  }),
  textColumn<Event>({
    name: 'First Seen',
    description: 'How long ago the event was first observed.',
    wide: true,
    value: (event, { now }) => firstSeen(event, now),
  }),
  countInTextColumn<Event>({
    name: 'Count',
    description: 'How often the event was observed.',
    wide: true,
    value: (event) => event.series?.count ?? (event.count || 1),
  }),
  { ...nameColumn, priority: 1 },
];
