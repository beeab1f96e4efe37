import {
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  isQualifiedName,
  semanticEqual,
  type FieldError,
} from '@kubets/apimachinery';
import type { Event } from '@kubets/proto-gen/core/v1';

const MAX_WORDS = 128;
const MAX_MESSAGE = 1024;
const INVOLVED_NAMESPACE = FieldPath.of('involvedObject', 'namespace');

export const validateCoreEvent = (event: Event): FieldError[] => validateEvent(event, 'reportingComponent');

/** What is asked of who makes an event in events.k8s.io/v1: it has a time of its own, and nothing of what v1 had before. */
export function validateNewEvent(event: Event): FieldError[] {
  const { eventTime, type = '', firstTimestamp, lastTimestamp, count, source } = event;
  const absent = { firstTimestamp, lastTimestamp, count, source: source?.component || source?.host };
  return [
    ...validateEvent(event, 'reportingController'),
    ...validateSeries(event),
    ...(eventTime ? [] : [fieldErrors.required(FieldPath.of('eventTime'))]),
    ...(TYPES.includes(type) ? [] : [fieldErrors.invalid(FieldPath.of('type'), '', `has invalid value: ${type}`)]),
    ...Object.entries(absent).flatMap(([field, value]) =>
      value ? [fieldErrors.invalid(FieldPath.of(field), '', 'needs to be unset')] : [],
    ),
  ];
}

/** Who changes an event in events.k8s.io/v1 may say how often it has come again, and nothing else. */
export function validateEventChange(event: Event, old: Event): FieldError[] {
  return [
    ...validateEvent(event, 'reportingController'),
    ...(semanticEqual(event.series, old.series) ? [] : validateSeries(event)),
    ...FIXED.flatMap(([field, name = field]) =>
      semanticEqual(orAbsent(event[field]), orAbsent(old[field]))
        ? []
        : [fieldErrors.invalid(FieldPath.of(name), event[field], FIELD_IMMUTABLE)],
    ),
  ];
}

/** What is empty is as good as absent. */
const orAbsent = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? undefined : value || undefined;

const TYPES = ['Normal', 'Warning'];

/** What stays as it was, and where a refusal names it otherwise. */
const FIXED: [keyof Event, string?][] = [
  ['involvedObject'],
  ['reason'],
  ['message'],
  ['source'],
  ['firstTimestamp'],
  ['lastTimestamp'],
  ['count'],
  ['type'],
  ['eventTime'],
  ['action'],
  ['related'],
  ['reportingComponent', 'reportingController'],
  ['reportingInstance'],
];

function validateSeries({ series }: Event): FieldError[] {
  if (!series) return [];
  const at = FieldPath.of('series');
  return [
    ...((series.count ?? 0) < 2 ? [fieldErrors.invalid(at.child('count'), '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [fieldErrors.required(at.child('lastObservedTime'))]),
  ];
}

/**
 * An event lives in its object's namespace; events of cluster-scoped objects live in `default`.
 * @param controller what the version calls the reporting controller
 */
function validateEvent(event: Event, controller: string): FieldError[] {
  const namespace = event.metadata?.namespace ?? '';
  const involved = event.involvedObject?.namespace ?? '';
  if (event.eventTime) return [...validateHome(namespace, involved), ...validateReport(event, controller)];
  return involved === namespace || (involved === '' && namespace === 'default') ? [] : [elsewhere(involved)];
}

const elsewhere = (involved: string) =>
  fieldErrors.invalid(INVOLVED_NAMESPACE, involved, 'does not match event.namespace');

/** An event with a time of its own may be about an object of another namespace, and one of the system about none. */
function validateHome(namespace: string, involved: string): FieldError[] {
  const isSystems = namespace === 'default' || namespace === 'kube-system';
  return involved !== '' || isSystems ? [] : [elsewhere(involved)];
}

/** What has to be told of by who gives an event a time of its own. */
function validateReport(event: Event, controller: string): FieldError[] {
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  const at = FieldPath.of(controller);
  return [
    ...(reportingComponent ? [] : [fieldErrors.required(at)]),
    ...isQualifiedName(reportingComponent).map((problem) => fieldErrors.invalid(at, reportingComponent, problem)),
    ...requiredText('reportingInstance', reportingInstance),
    ...requiredText('action', action),
    ...requiredText('reason', reason),
    ...boundedText('message', message, MAX_MESSAGE),
  ];
}

const requiredText = (field: string, text: string): FieldError[] =>
  text === '' ? [fieldErrors.required(FieldPath.of(field))] : boundedText(field, text, MAX_WORDS);

const boundedText = (field: string, text: string, max: number): FieldError[] =>
  Buffer.byteLength(text) > max
    ? [fieldErrors.invalid(FieldPath.of(field), '', `can have at most ${max} characters`)]
    : [];
