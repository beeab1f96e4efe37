import { isMirrorPod, isSidecar, qosClassOf } from '@kubets/api';
import { atOnce, errorsOfAll, fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type { Container, Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { defaultPodResources } from '../../pod-spec/default-pod-resources';
import type { ResourceDefinition } from '../../registry/resource';
import { pods } from './pods';
import { validatePod } from './validation';

const SPEC = FieldPath.of('spec');
const LISTS = ['initContainers', 'containers'] as const;
const RESIZABLE = ['cpu', 'memory'];

type Texts = Readonly<Record<string, string>>;

/** The containers of before with nothing new but their resources and what a change of these means; as they came if others stand there. */
function withResourcesOf(now: readonly Container[], before: readonly Container[]): Container[] {
  if (now.length !== before.length || now.some(({ name }, index) => name !== before[index]?.name)) return [...now];
  return before.map((container, index) => {
    const { resources, resizePolicy } = now[index]!;
    return { ...structuredClone(container), resources, resizePolicy };
  });
}

/** Requests and limits as they came, but for CPU and memory, which are those of before. */
function withoutResize(now: ResourceRequirements, before: ResourceRequirements = {}): ResourceRequirements {
  const put = (list: Texts = {}, old: Texts = {}): Texts | undefined => {
    const others = Object.entries(list).filter(([name]) => !RESIZABLE.includes(name));
    const kept = Object.entries(old).filter(([name]) => RESIZABLE.includes(name));
    return others.length + kept.length > 0 ? Object.fromEntries([...others, ...kept]) : undefined;
  };
  const limits = put(now.limits, before.limits);
  const requests = put(now.requests, before.requests);
  return {
    ...(limits ? { limits } : {}),
    ...(requests ? { requests } : {}),
    ...(now.claims?.length ? { claims: now.claims } : {}),
  };
}

const onlyResized = (now: ResourceRequirements, before: ResourceRequirements): boolean =>
  semanticEqual(withoutResize(now, before), withoutResize(before, before));

function removals(
  now: ResourceRequirements,
  before: ResourceRequirements,
  path: FieldPath,
  what: string,
): FieldError[] {
  return (['requests', 'limits'] as const).flatMap((side) => {
    const isGone = Object.keys(before[side] ?? {}).some((name) => now[side]?.[name] === undefined);
    return isGone ? [fieldErrors.forbidden(path.child(side), `${what} ${side} cannot be removed`)] : [];
  });
}

function validatePodLevel(
  now: ResourceRequirements | undefined,
  before: ResourceRequirements | undefined,
): FieldError[] {
  const path = SPEC.child('resources');
  if (before && !now) return [fieldErrors.forbidden(path, 'pod-level resources cannot be removed')];
  const errors = removals(now ?? {}, before ?? {}, path, 'pod-level resource');
  if (now && !onlyResized(now, before ?? {}))
    errors.push(fieldErrors.forbidden(SPEC, 'only cpu and memory resources are mutable at pod-level'));
  return errors;
}

/** Which containers there are, and in which order, does not change. */
function validateOrder(pod: Pod, old: Pod): FieldError[] {
  return (['containers', 'initContainers'] as const).flatMap((list) => {
    const path = SPEC.child(list);
    const [now, before] = [pod.spec?.[list] ?? [], old.spec?.[list] ?? []];
    if (now.length !== before.length)
      return [fieldErrors.forbidden(path, `${list} may not be added or removed on resize`)];
    return before.flatMap(({ name }, index) =>
      now[index]!.name === name
        ? []
        : [
            {
              ...fieldErrors.forbidden(
                path.index(index).child('name'),
                `${list} may not be renamed or reordered on resize`,
              ),
              told: 'last' as const,
            },
          ],
    );
  });
}

function validateContainer(
  list: (typeof LISTS)[number],
  index: number,
  now: Container,
  before: Container,
): FieldError[] {
  const path = SPEC.child(list).index(index);
  const { resources = {} } = now;
  const { resources: old = {} } = before;
  const errors = removals(resources, old, path.child('resources'), 'resource');
  const isInit = list === 'initContainers';
  if (!onlyResized(resources, old) || !semanticEqual(now.resizePolicy ?? [], before.resizePolicy ?? []))
    errors.push(
      isInit
        ? fieldErrors.forbidden(path, 'only cpu and memory resources for init or sidecar containers are mutable')
        : fieldErrors.forbidden(SPEC, 'only cpu and memory resources are mutable'),
    );
  if (isInit && !isSidecar(now) && !semanticEqual(now, before))
    for (const { restartPolicy } of now.resizePolicy ?? [])
      if (restartPolicy === 'RestartContainer')
        errors.push(
          fieldErrors.forbidden(
            path,
            'non-sidecar init containers with a resize policy of RestartContainer cannot be resized',
          ),
        );
  return errors;
}

/** Nodes that can resize tell what their containers have been given. */
const isOnOldNode = ({ status }: Pod): boolean => {
  const running = status?.containerStatuses?.find(({ state }) => state?.running);
  return running !== undefined && !running.resources;
};

/**
 * What may change of a pod by `pods/resize`: requests and limits of CPU and memory, of its containers and of itself, within its
 * class of quality. https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
 */
function validateResize(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const before = old.status?.qosClass ?? qosClassOf(old);
  if (before !== qosClassOf(pod)) {
    const detail = 'Pod QOS Class may not change as a result of resizing';
    errors.push(fieldErrors.invalid(SPEC, pod.status?.qosClass ?? '', detail));
  }
  if (isOnOldNode(old)) errors.push(fieldErrors.forbidden(SPEC, 'Pod running on node without support for resize'));
  errors.push(...validatePodLevel(pod.spec?.resources, old.spec?.resources));
  const order = validateOrder(pod, old);
  if (order.length > 0) return [...errors, ...order];
  return errors.concat(
    LISTS.flatMap((list) =>
      (old.spec?.[list] ?? []).flatMap((container, index) =>
        validateContainer(list, index, pod.spec![list]![index]!, container),
      ),
    ),
  );
}

const OF_STATIC = [fieldErrors.forbidden(FieldPath.of(''), 'static pods cannot be resized')];
const OF_WINDOWS = [fieldErrors.forbidden(FieldPath.of(''), 'windows pods cannot be resized')];

/** Pods as `pods/resize` changes them: how much they and their containers need and may use, and nothing else of them. */
export const podsByResize: ResourceDefinition<Pod> = {
  ...pods,
  prepareForUpdate(pod, old) {
    const { managedFields } = pod.metadata ?? {};
    pod.metadata = { ...structuredClone(old.metadata), managedFields };
    const { containers = [], initContainers, resources = structuredClone(old.spec?.resources) } = pod.spec ?? {};
    const spec = {
      ...structuredClone(old.spec),
      containers: withResourcesOf(containers, old.spec?.containers ?? []),
      ...(initContainers ? { initContainers: withResourcesOf(initContainers, old.spec?.initContainers ?? []) } : {}),
      resources,
    };
    if (!initContainers) delete spec.initContainers;
    if (!resources) delete spec.resources;
    else atOnce(defaultPodResources(spec));
    pod.spec = spec;
  },
  validateUpdate(pod, old) {
    if (isMirrorPod(old)) return OF_STATIC;
    if (old.spec?.os?.name === 'windows') return OF_WINDOWS;
    return errorsOfAll(
      () => validatePod(pod),
      () => validateResize(pod, old),
    );
  },
};
