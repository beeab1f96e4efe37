import {
  fieldErrors,
  FieldPath,
  isStep,
  jsonProblem,
  semanticEqual,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { Secret } from '@kubets/proto-gen/core/v1';

const MAX_BYTES = 1024 * 1024;
const DATA = FieldPath.of('data');
const TOKEN_ACCOUNT = 'kubernetes.io/service-account.name';

const decoded = (value: string): string => Buffer.from(value, 'base64').toString('utf8');

/** What is wrong with a text that is to be an object in JSON, or null. */
function objectProblem(text: string): string | undefined {
  const problem = jsonProblem(text);
  if (problem !== undefined) return problem;
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && !Array.isArray(value)) return undefined;
  const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${what} into Go value of type map[string]interface {}`;
}

function dockerConfig(secret: Secret, key: string): FieldError[] {
  const value = secret.data?.[key];
  if (value === undefined) return [fieldErrors.required(DATA.key(key))];
  const problem = objectProblem(decoded(value));
  return problem === undefined ? [] : [fieldErrors.invalid(DATA.key(key), '<secret contents redacted>', problem)];
}

function requiredKey(secret: Secret, key: string): FieldError[] {
  return secret.data?.[key] === undefined ? [fieldErrors.required(DATA.key(key))] : [];
}

/** What each type demands of the data. */
function typeErrors(secret: Secret): FieldError[] {
  switch (secret.type) {
    case 'kubernetes.io/service-account-token': {
      const annotations = FieldPath.of('metadata', 'annotations').key(TOKEN_ACCOUNT);
      return secret.metadata?.annotations?.[TOKEN_ACCOUNT] ? [] : [fieldErrors.required(annotations)];
    }
    case 'kubernetes.io/dockercfg':
      return dockerConfig(secret, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return dockerConfig(secret, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth': {
      const { username, password } = secret.data ?? {};
      if (username !== undefined || password !== undefined) return [];
      return [...requiredKey(secret, 'username'), ...requiredKey(secret, 'password')];
    }
    case 'kubernetes.io/ssh-auth':
      return secret.data?.['ssh-privatekey'] ? [] : [fieldErrors.required(DATA.key('ssh-privatekey'))];
    case 'kubernetes.io/tls':
      return [...requiredKey(secret, 'tls.crt'), ...requiredKey(secret, 'tls.key')];
    default:
      return [];
  }
}

export function* validateSecret(secret: Secret): Steps<FieldError[]> {
  const { data = {} } = secret;
  const errors: FieldError[] = [];
  let size = 0;
  for (const [index, key] of Object.keys(data).entries()) {
    if (isStep(index)) yield;
    size += Buffer.byteLength((data as Record<string, string>)[key]!, 'base64');
  }
  if (size > MAX_BYTES) errors.push(fieldErrors.tooLong(DATA, '', MAX_BYTES));
  return [...errors, ...typeErrors(secret)];
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  if (!old.immutable) return [];
  const errors: FieldError[] = [];
  const detail = 'field is immutable when `immutable` is set';
  if (!secret.immutable) errors.push(fieldErrors.forbidden(FieldPath.of('immutable'), detail));
  if (!semanticEqual(secret.data, old.data)) errors.push(fieldErrors.forbidden(DATA, detail));
  return errors;
}
