import { fieldErrors, isQualifiedName, type FieldError, type FieldPath } from '@kubets/apimachinery';

const OF_CONTAINERS: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** What there is a number of. */
const COUNTED: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const OF_QUOTAS: ReadonlySet<string> = new Set([
  ...[...OF_CONTAINERS].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  ...COUNTED,
  'storage',
  'requests.storage',
]);

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** Resources that plugins offer, and that a quota can name. */
const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;

/** Whether of a resource there is only a whole number. */
export const isWhole = (name: string): boolean => COUNTED.has(name) || isExtended(name);

/** Whether more may be asked for than there is. */
export const isOvercommittable = (name: string): boolean => isNative(name) && !isHugePages(name);

/** Whether a quota can limit it under that name. */
export const isQuotaResource = (name: string): boolean =>
  (OF_QUOTAS.has(name) && name !== 'storage') || isHugePages(name) || name.startsWith('requests.hugepages-');

/** The name of any resource. */
export function validateResourceName(name: string, path: FieldPath): FieldError[] {
  const problems = isQualifiedName(name);
  const isKnown = OF_QUOTAS.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
  if (problems.length === 0 && !name.includes('/') && !isKnown)
    problems.push('must be a standard resource type or fully qualified');
  return problems.map((text) => fieldErrors.invalid(path, name, text));
}

/** The name of a resource that a container can have. */
export function validateContainerResourceName(name: string, path: FieldPath): FieldError[] {
  if (OF_CONTAINERS.has(name)) return [];
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    if (!isHugePages(name)) errors.push(fieldErrors.invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name))
    errors.push(fieldErrors.invalid(path, name, "doesn't follow extended resource name standard"));
  return errors;
}

const POD_LEVEL = ['cpu', 'hugepages-', 'memory'];

/** A pod as a whole is limited in what the kernel can limit it in. */
export function validatePodResourceName(name: string, path: FieldPath): FieldError[] {
  if (POD_LEVEL.includes(name) || isHugePages(name)) return [];
  const errors = validateResourceName(name, path);
  return errors.length > 0 ? errors : [fieldErrors.notSupported(path, name, POD_LEVEL)];
}
