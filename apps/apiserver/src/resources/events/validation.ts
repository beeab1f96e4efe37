import { fieldErrors, FieldPath, isQualifiedName, type FieldError } from '@kubets/apimachinery';
import type { Event } from '@kubets/proto-gen/core/v1';

const MAX_WORDS = 128;
const MAX_MESSAGE = 1024;
const INVOLVED_NAMESPACE = FieldPath.of('involvedObject', 'namespace');

/** An event lives in its object's namespace; events of cluster-scoped objects live in `default`. */
export function validateEvent(event: Event): FieldError[] {
  const namespace = event.metadata?.namespace ?? '';
  const involved = event.involvedObject?.namespace ?? '';
  if (event.eventTime) return [...validateHome(namespace, involved), ...validateReport(event)];
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
function validateReport({
  reportingComponent = '',
  reportingInstance = '',
  action = '',
  reason = '',
  message = '',
}: Event): FieldError[] {
  const at = FieldPath.of('reportingComponent');
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
