import { isMirrorPod } from '@kubets/api';
import {
  atOnce,
  errorsOfAll,
  fieldErrors,
  FieldPath,
  semanticEqual,
  unifiedDiff,
  type FieldError,
} from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { goStruct } from '../../validation/go-struct';
import type { ResourceDefinition } from '../../registry/resource';
import { pods } from './pods';
import { validatePod } from './validation';

const PATH = FieldPath.of('spec', 'ephemeralContainers');

const shown = (container: object): string =>
  JSON.stringify(goStruct(container, 'kubets.core.v1.EphemeralContainer'), null, 1);

/** Ephemeral containers come, and stay as they came. */
function validateAdditions({ spec }: Pod, old: Pod): FieldError[] {
  if (isMirrorPod(old))
    return [fieldErrors.forbidden(FieldPath.of(''), 'static pods do not support ephemeral containers')];
  const byName = new Map((spec?.ephemeralContainers ?? []).map((container) => [container.name, container]));
  return (old.spec?.ephemeralContainers ?? []).flatMap((before) => {
    const now = byName.get(before.name);
    const what = `existing ephemeral containers "${before.name}" may not be`;
    if (!now) return [fieldErrors.forbidden(PATH, `${what} removed\n`)];
    if (semanticEqual(before, now)) return [];
    return [fieldErrors.forbidden(PATH, `${what} changed\n${atOnce(unifiedDiff(shown(before), shown(now)))}`)];
  });
}

/** Pods as `pods/ephemeralcontainers` changes them: that list, and nothing else of them. */
export const podsByEphemeralContainers: ResourceDefinition<Pod> = {
  ...pods,
  prepareForUpdate(pod, old) {
    const { managedFields } = pod.metadata ?? {};
    pod.metadata = { ...structuredClone(old.metadata), managedFields };
    pod.spec = { ...structuredClone(old.spec), ephemeralContainers: pod.spec?.ephemeralContainers };
  },
  validateUpdate: (pod, old) =>
    errorsOfAll(
      () => validatePod(pod),
      () => validateAdditions(pod, old),
    ),
};
