import { nameOf, newForbidden } from '@kubets/apimachinery';
import type { Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import type { PriorityClass } from '@kubets/proto-gen/scheduling/v1';
import { isWriteOf, type AdmissionAttributes, type MutatingPlugin, type ValidatingPlugin } from '../pipeline/admission';
import type { ObjectReader } from '../registry/object-reader';

const PRIORITY_CLASSES = { group: 'scheduling.k8s.io', plural: 'priorityclasses' };
const PREEMPTION = 'PreemptLowerPriority';

/** The class of pods that name none: of several, which only a race can make, the one of the least priority. */
function defaultClass(reader: ObjectReader): PriorityClass | undefined {
  const defaults = (reader.list(PRIORITY_CLASSES) as PriorityClass[]).filter(({ globalDefault }) => globalDefault);
  return defaults.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}

/** Gives a pod the number that its priority class stands for, which it keeps: a change that leaves it out means no other. */
export function createPriority({ catchUp }: { catchUp(): Promise<void> }): MutatingPlugin {
  async function classOf({ reader, resource, name }: AdmissionAttributes, spec: PodSpec) {
    const className = spec.priorityClassName;
    if (!className) return defaultClass(reader);
    const find = () => reader.get(PRIORITY_CLASSES, '', className) as PriorityClass | undefined;
    // It may have been made a moment ago.
    if (!find()) await catchUp();
    const found = find();
    if (!found) throw newForbidden(resource, name, `no PriorityClass with name ${className} was found`);
    return found;
  }

  return {
    name: 'Priority',
    handles: (attributes) => isWriteOf(attributes, 'pods'),
    async admit(attributes) {
      const { operation, object, oldObject, name, resource } = attributes;
      const spec = ((object as Pod).spec ??= {});
      if (operation === 'UPDATE') return keepPriority(spec, (oldObject as Pod).spec);
      const found = await classOf(attributes, spec);
      const value = found?.value ?? 0;
      const policy = found ? found.preemptionPolicy : PREEMPTION;
      const refuse = (what: string, given: unknown, computed: unknown) =>
        newForbidden(
          resource,
          name,
          `the ${what} (${given}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`,
        );
      if (found) spec.priorityClassName = nameOf(found);
      if (spec.priority !== undefined && spec.priority !== value)
        throw refuse('integer value of priority', spec.priority, value);
      spec.priority = value;
      if (policy === undefined) return;
      if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
        throw refuse('string value of PreemptionPolicy', spec.preemptionPolicy, policy);
      spec.preemptionPolicy = policy;
    },
  };
}

function keepPriority(spec: PodSpec, old: PodSpec = {}): void {
  spec.priority ??= old.priority;
  spec.preemptionPolicy ??= old.preemptionPolicy;
}

/** Only one class may be that of all pods that name none. */
export const priorityClassDefault: ValidatingPlugin = {
  name: 'Priority',
  handles: ({ resource, operation, subresource }) =>
    resource.resource === PRIORITY_CLASSES.plural &&
    resource.group === PRIORITY_CLASSES.group &&
    (operation === 'CREATE' || operation === 'UPDATE') &&
    !subresource,
  validate({ object, operation, reader, resource, name }) {
    if (!(object as PriorityClass).globalDefault) return;
    const known = defaultClass(reader);
    if (!known || (operation === 'UPDATE' && nameOf(known) === nameOf(object!))) return;
    const detail = `PriorityClass ${nameOf(known)} is already marked as default. Only one default can exist`;
    throw newForbidden(resource, name, detail);
  },
};
