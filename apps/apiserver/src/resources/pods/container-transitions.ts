import { mayRestartAll, restartsAfter } from '@kubets/api';
import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { Container, ContainerStatus, Pod } from '@kubets/proto-gen/core/v1';

const STATUS = FieldPath.of('status');
const FOR_GOOD = 'may not be transitioned to non-terminated state';

/**
 * A container that has ended comes back only where the pod says that it is started again: by its rules, its policy or the pod's.
 * An ephemeral one never does. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restarts
 */
export function transitionErrors({ status = {} }: Pod, before: Pod): FieldError[] {
  const { spec = {}, status: old = {} } = before;
  const { containers = [], initContainers = [] } = spec;
  const mayAllRestart = mayRestartAll(before);
  const restarts = (among: readonly Container[]) => {
    const byName = new Map(among.map((container) => [container.name, container]).reverse() as [string, Container][]);
    return ({ name = '', state }: ContainerStatus): boolean => {
      const container = byName.get(name);
      return container !== undefined && restartsAfter(state?.terminated?.exitCode ?? 0, container, spec);
    };
  };
  const errorsIn = (
    field: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses',
    mayRestart: (ended: ContainerStatus) => boolean,
  ) =>
    cameBack(status[field], old[field]).flatMap(({ ended, index }) =>
      mayRestart(ended) ? [] : [fieldErrors.forbidden(STATUS.child(field).index(index).child('state'), FOR_GOOD)],
    );
  return [
    ...(mayAllRestart ? [] : errorsIn('containerStatuses', restarts(containers))),
    ...(mayAllRestart ? [] : errorsIn('initContainerStatuses', restarts(initContainers))),
    ...errorsIn('ephemeralContainerStatuses', () => false),
  ];
}

/** Of the containers that had ended those that have not any more, and where they stood. */
function cameBack(
  now: readonly ContainerStatus[] = [],
  old: readonly ContainerStatus[] = [],
): { ended: ContainerStatus; index: number }[] {
  const alive = new Set(now.filter(({ state }) => !state?.terminated).map(({ name = '' }) => name));
  return old.flatMap((ended, index) =>
    ended.state?.terminated && alive.has(ended.name ?? '') ? [{ ended, index }] : [],
  );
}
