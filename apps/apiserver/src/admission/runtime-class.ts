import { newBadRequest, newForbidden, semanticEqual } from '@kubets/apimachinery';
import type { Pod, Toleration } from '@kubets/proto-gen/core/v1';
import type { RuntimeClass } from '@kubets/proto-gen/node/v1';
import {
  isCreateOf,
  type AdmissionAttributes,
  type MutatingPlugin,
  type ValidatingPlugin,
} from '../pipeline/admission';

const RUNTIME_CLASSES = { group: 'node.k8s.io', plural: 'runtimeclasses' };

/**
 * Pods get what their RuntimeClass takes besides their containers, and go to nodes that have it.
 * https://kubernetes.io/docs/concepts/containers/runtime-class/
 */
export function createRuntimeClass({ catchUp }: { catchUp(): Promise<void> }): {
  mutating: MutatingPlugin;
  validating: ValidatingPlugin;
} {
  /** @throws StatusError 403 for a name that no class has, 400 for one that nothing can have. */
  async function classOf(attributes: AdmissionAttributes): Promise<RuntimeClass | undefined> {
    const { object, reader, resource, name } = attributes;
    const { runtimeClassName } = (object as Pod).spec ?? {};
    if (runtimeClassName === undefined) return undefined;
    if (runtimeClassName === '') throw newBadRequest('resource name may not be empty');
    const read = () => reader.get(RUNTIME_CLASSES, '', runtimeClassName) as RuntimeClass | undefined;
    const found = read() ?? (await catchUp(), read());
    if (found) return found;
    throw newForbidden(resource, name, `pod rejected: RuntimeClass ${JSON.stringify(runtimeClassName)} not found`);
  }

  const name = 'RuntimeClass';
  const handles = (attributes: AdmissionAttributes) => isCreateOf(attributes, 'pods');
  return {
    mutating: {
      name,
      handles,
      async admit(attributes) {
        const { overhead, scheduling } = (await classOf(attributes)) ?? {};
        const spec = ((attributes.object as Pod).spec ??= {});
        if (overhead) {
          if (Object.keys(spec.overhead ?? {}).length > 0) assertOverhead(attributes, overhead.podFixed);
          if (overhead.podFixed) spec.overhead = { ...overhead.podFixed };
        }
        if (!scheduling) return;
        const { nodeSelector, tolerations = [] } = scheduling;
        if (nodeSelector) spec.nodeSelector = merged(attributes, spec.nodeSelector, nodeSelector);
        const all = mergeTolerations([...(spec.tolerations ?? []), ...tolerations]);
        if (all.length > 0) spec.tolerations = all;
      },
    },
    validating: {
      name,
      handles,
      async validate(attributes) {
        const runtimeClass = await classOf(attributes);
        if (runtimeClass?.overhead) return assertOverhead(attributes, runtimeClass.overhead.podFixed);
        if ((attributes.object as Pod).spec?.overhead === undefined) return;
        const detail = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
        throw newForbidden(attributes.resource, attributes.name, detail);
      },
    },
  };
}

/** @throws StatusError 403 when the pod says another overhead than its class. */
function assertOverhead({ object, resource, name }: AdmissionAttributes, overhead: Record<string, string> = {}): void {
  if (semanticEqual((object as Pod).spec?.overhead ?? {}, overhead)) return;
  throw newForbidden(resource, name, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
}

function merged(
  { resource, name }: AdmissionAttributes,
  ofPod: Record<string, string> = {},
  ofClass: Record<string, string>,
): Record<string, string> {
  for (const [key, value] of Object.entries(ofClass)) {
    const own = ofPod[key];
    if (own !== undefined && own !== value) {
      const detail = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`;
      throw newForbidden(resource, name, detail);
    }
  }
  return { ...ofPod, ...ofClass };
}

/** All that none of the others includes; of equal ones the first. */
function mergeTolerations(all: readonly Toleration[]): Toleration[] {
  const kept: Toleration[] = [];
  all.forEach((toleration, index) => {
    const later = all.slice(index + 1).filter((other) => !semanticEqual(other, toleration));
    if (![...kept, ...later].some((other) => includes(other, toleration))) kept.push(toleration);
  });
  return kept;
}

function includes(wide: Toleration, narrow: Toleration): boolean {
  if (semanticEqual(wide, narrow)) return true;
  const { key = '', operator = 'Equal', effect = '', value = '', tolerationSeconds } = wide;
  if ((narrow.key ?? '') !== key && (key !== '' || operator !== 'Exists')) return false;
  if ((narrow.effect ?? '') !== effect && effect !== '') return false;
  const isShort = effect === 'NoExecute' && tolerationSeconds !== undefined;
  if (isShort && Number(narrow.tolerationSeconds ?? Infinity) > Number(tolerationSeconds)) return false;
  return operator === 'Exists' || (narrow.operator === 'Equal' && (narrow.value ?? '') === value);
}
