import {
  fieldErrors,
  FieldPath,
  newBadRequest,
  newInvalid,
  parseGoTime,
  RFC3339,
  type FieldError,
} from '@kubets/apimachinery';
import { parseInt64 } from '../pipeline/go-integer';

/** The least that each figure may be, and what is said of less. */
const LEAST: Record<string, [number, string]> = {
  tailLines: [0, 'must be greater than or equal to 0'],
  limitBytes: [1, 'must be greater than 0'],
  sinceSeconds: [1, 'must be greater than 0'],
};

/** Checks the parameters of `pods/log`. @throws StatusError 400 for what is no number or time, 422 for figures out of range. */
export function assertLogOptions(query: URLSearchParams, podName: string): void {
  const errors: FieldError[] = [];
  const sinceTime = query.get('sinceTime');
  if (sinceTime) assertTime(sinceTime);
  for (const [name, [least, problem]] of Object.entries(LEAST)) {
    const text = query.get(name);
    if (text === null) continue;
    const value = parseInt64(text);
    if (value < least) errors.push(fieldErrors.invalid(FieldPath.of(name), value, problem));
  }
  if (query.get('sinceSeconds') && sinceTime)
    errors.push(
      fieldErrors.forbidden(FieldPath.of('[]'), 'at most one of `sinceTime` or `sinceSeconds` may be specified'),
    );
  // Streams are not told apart unless Kubernetes' PodLogsQuerySplitStreams is on, and it is off by default.
  if (query.get('stream')) errors.push(fieldErrors.forbidden(FieldPath.of('stream'), 'may not be specified'));
  if (errors.length > 0) throw newInvalid({ group: '', kind: 'PodLogOptions' }, podName, errors);
}

function assertTime(text: string): void {
  try {
    parseGoTime(text, RFC3339);
  } catch (error) {
    throw newBadRequest((error as Error).message);
  }
}
