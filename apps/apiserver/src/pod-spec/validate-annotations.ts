import { allContainers, ANNOTATIONS, PROFILE_ANNOTATIONS } from '@kubets/api';
import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { validateDescendingPath } from './paths-in-volumes';

type Annotations = Record<string, string>;

const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const { appArmor: APP_ARMOR, seccompContainer: SECCOMP_CONTAINER, seccompPod: SECCOMP_POD } = PROFILE_ANNOTATIONS;
const LOCALHOST = 'localhost/';

/** Whether the annotation is absent or an integer of 32 bits, without a plus sign or needless zeros in front. */
function isDeletionCost(value: string | undefined): boolean {
  if (value === undefined) return true;
  return /^(?:0|[1-9]\d{0,9}|-\d{1,20})$/.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31;
}

/**
 * Annotations of pods and of their templates that mean something. An old object keeps a deletion cost that is none.
 * What Kubernetes' alpha annotations said of seccomp and AppArmor has fields now, but is still refused when it is no profile.
 */
export function* validatePodAnnotations(
  annotations: Annotations = {},
  spec: PodSpec,
  path: FieldPath,
  old?: Annotations,
): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  const mirror = annotations[ANNOTATIONS.mirrorPod];
  if (mirror !== undefined && !spec.nodeName)
    errors.push(
      fieldErrors.invalid(
        path.key(ANNOTATIONS.mirrorPod),
        mirror,
        'must set spec.nodeName if mirror pod annotation is set',
      ),
    );
  errors.push(...tolerationErrors(annotations[TOLERATIONS], path));
  const cost = annotations[ANNOTATIONS.podDeletionCost];
  if (!isDeletionCost(cost) && isDeletionCost(old?.[ANNOTATIONS.podDeletionCost]))
    errors.push(fieldErrors.invalid(path.key(ANNOTATIONS.podDeletionCost), cost, 'must be a 32bit integer'));
  yield;
  const entries = Object.entries(annotations);
  yield;
  let names: ReadonlySet<string | undefined> | undefined;
  const ofEach = yield* errorsOfEach(entries, ([key, value]) => {
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) return seccompErrors(value, path.child(key));
    if (!key.startsWith(APP_ARMOR)) return [];
    names ??= containerNames(spec);
    return appArmorErrors(key.slice(APP_ARMOR.length), value, names, path.key(key));
  });
  return errors.concat(ofEach);
}

const containerNames = (spec: PodSpec) => new Set(allContainers({ spec }).map(({ name }) => name));

function tolerationErrors(text: string | undefined, path: FieldPath): FieldError[] {
  if (!text) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || Array.isArray(value)) return [];
    return [
      fieldErrors.invalid(
        path,
        TOLERATIONS,
        `json: cannot unmarshal ${typeof value} into Go value of type []core.Toleration`,
      ),
    ];
  } catch (error) {
    return [fieldErrors.invalid(path, TOLERATIONS, (error as Error).message)];
  }
}

function seccompErrors(profile: string, path: FieldPath): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith(LOCALHOST)) return validateDescendingPath(path, profile.slice(LOCALHOST.length));
  return [fieldErrors.invalid(path, profile, 'must be a valid seccomp profile')];
}

function appArmorErrors(
  container: string,
  profile: string,
  names: ReadonlySet<string | undefined>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!names.has(container)) errors.push(fieldErrors.invalid(path, container, 'container not found'));
  const isProfile = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith(LOCALHOST);
  if (!isProfile)
    errors.push(fieldErrors.invalid(path, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  return errors;
}

/** What of them a pod cannot lose, change or get once it exists. */
export function validatePodAnnotationsUpdate(
  annotations: Annotations = {},
  old: Annotations = {},
  path: FieldPath,
): FieldError[] {
  const guarded = (key: string): string | undefined =>
    key.startsWith(APP_ARMOR)
      ? 'AppArmor annotations'
      : key === ANNOTATIONS.mirrorPod
        ? 'mirror pod annotation'
        : undefined;
  const forbidden = (keys: string[], action: string) =>
    keys.flatMap((key) =>
      guarded(key) ? [fieldErrors.forbidden(path.key(key), `may not ${action} ${guarded(key)}`)] : [],
    );
  return [
    ...forbidden(
      Object.keys(old).filter((key) => annotations[key] !== old[key]),
      'remove or update',
    ),
    ...forbidden(
      Object.keys(annotations).filter((key) => !Object.hasOwn(old, key)),
      'add',
    ),
  ];
}
