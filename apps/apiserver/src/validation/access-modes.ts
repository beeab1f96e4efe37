import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';

const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const SHORT: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** The ways in which a volume can be mounted; the one for a single pod stands alone. */
export function validateAccessModes(modes: readonly string[], path: FieldPath, whyRequired = ''): FieldError[] {
  if (modes.length === 0) return [fieldErrors.required(path, whyRequired)];
  const errors = modes
    .filter((mode) => !MODES.includes(mode))
    .map((mode) => fieldErrors.notSupported(path, mode, MODES));
  const known = new Set(modes.filter((mode) => MODES.includes(mode)));
  if (known.has('ReadWriteOncePod') && known.size > 1)
    errors.push(fieldErrors.forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
}

/** `RWO,ROX`, as `kubectl get` shows them. */
export const shortModes = (modes: readonly string[] = []): string =>
  Object.keys(SHORT)
    .filter((mode) => modes.includes(mode))
    .map((mode) => SHORT[mode])
    .join(',');
