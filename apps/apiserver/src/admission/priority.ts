import { newForbidden } from '@kubets/apimachinery';
import type { Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { isWriteOf, type MutatingPlugin } from '../pipeline/admission';

/** The classes that every Kubernetes cluster has; there is no PriorityClass resource for others. */
const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** Of every class that there is. */
const PREEMPTION = 'PreemptLowerPriority';

/** Gives a pod the number that its priority class stands for, which it keeps: a change that leaves it out means no other. */
export const priority: MutatingPlugin = {
  name: 'Priority',
  handles: (attributes) => isWriteOf(attributes, 'pods'),
  admit({ operation, object, oldObject, name, resource }) {
    const spec = ((object as Pod).spec ??= {});
    if (operation === 'UPDATE') return keepPriority(spec, (oldObject as Pod).spec);
    const className = spec.priorityClassName;
    const value = className ? SYSTEM_PRIORITIES[className] : 0;
    if (value === undefined) throw newForbidden(resource, name, `no PriorityClass with name ${className} was found`);
    if (spec.priority !== undefined && spec.priority !== value) {
      throw newForbidden(
        resource,
        name,
        `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      );
    }
    spec.priority = value;
    const { preemptionPolicy = PREEMPTION } = spec;
    if (preemptionPolicy !== PREEMPTION) {
      throw newForbidden(
        resource,
        name,
        `the string value of PreemptionPolicy (${preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${PREEMPTION} from the given PriorityClass name`,
      );
    }
    spec.preemptionPolicy = PREEMPTION;
  },
};

function keepPriority(spec: PodSpec, old: PodSpec = {}): void {
  spec.priority ??= old.priority;
  spec.preemptionPolicy ??= old.preemptionPolicy;
}
