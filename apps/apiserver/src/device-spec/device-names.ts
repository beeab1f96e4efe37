import {
  fieldErrors,
  isCIdentifier,
  isDns1123Label,
  isDns1123Subdomain,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import { validateCsiDriverName } from '../validation/csi-driver-name';
import { invalidEach, requiredName } from '../validation/field-checks';

const MAX_POOL_NAME = 253;
const MAX_ID = 32;
/** The longest key of an attribute or a capacity: a domain, a slash and a name. */
const MAX_KEY = 63 + 1 + MAX_ID;

/** Drivers of devices are named as those of volumes. */
export const validateDriverName = validateCsiDriverName;

/** Of a device, a request or a counter. */
export const validateDeviceName = (name: string | undefined, path: FieldPath): FieldError[] =>
  invalidEach(path, name ?? '', isDns1123Label);

export const validateClassName = (name: string | undefined, path: FieldPath): FieldError[] =>
  requiredName(path, name, isDns1123Subdomain);

/** Subdomains with slashes between them. */
export function validatePoolName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [fieldErrors.required(path)];
  const errors = name.length > MAX_POOL_NAME ? [fieldErrors.tooLong(path, '', MAX_POOL_NAME)] : [];
  return [...errors, ...name.split('/').flatMap((part) => invalidEach(path, part, isDns1123Subdomain))];
}

function validateIdentifier(id: string, path: FieldPath): FieldError[] {
  const errors = id.length > MAX_ID ? [fieldErrors.tooLong(path, '', MAX_ID)] : [];
  return [...errors, ...invalidEach(path, id, isCIdentifier)];
}

/** The name of an attribute or of a capacity: with the domain of who has given it a meaning, or without one. */
export function validateQualifiedName(name: string, path: FieldPath): FieldError[] {
  const parts = name.split('/');
  if (parts.length === 1) return validateIdentifier(name, path);
  if (parts.length > 2) return [];
  const [domain = '', id = ''] = parts;
  return [
    ...(domain === ''
      ? [fieldErrors.invalid(path, '', 'the domain must not be empty')]
      : validateDriverName(domain, path)),
    ...(id === '' ? [fieldErrors.invalid(path, '', 'the name must not be empty')] : validateIdentifier(id, path)),
  ];
}

/** A key as it is shown in the path of an error. */
export function shownKey(key: string, most = MAX_KEY): string {
  if (key.length <= most) return key;
  const rest = most - '...'.length;
  return `${key.slice(0, Math.ceil(rest / 2))}...${key.slice(key.length - Math.floor(rest / 2))}`;
}
