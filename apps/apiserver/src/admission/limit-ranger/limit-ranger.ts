import { podQuantities, quantitiesOf } from '@kubets/api';
import { isStep, newForbidden, type Steps } from '@kubets/apimachinery';
import type { Clock } from '@kubets/component';
import type { LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, MutatingPlugin, ValidatingPlugin } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import { completePod } from './complete-pod';
import { limitProblems, type Requirements } from './constraints';

const NAME = 'LimitRanger';
const LIMIT_RANGES = { group: '', plural: 'limitranges' };

/** Containers do not change but by `resize`, so a pod is limited when it is made and when it is resized. */
function isLimited({ resource, subresource, operation, oldObject }: AdmissionAttributes): boolean {
  if (resource.group !== '' || oldObject?.metadata?.deletionTimestamp) return false;
  if (resource.resource === 'pods')
    return (operation === 'CREATE' && subresource === '') || (operation === 'UPDATE' && subresource === 'resize');
  const isWrite = operation === 'CREATE' || operation === 'UPDATE';
  return isWrite && resource.resource === 'persistentvolumeclaims' && subresource === '';
}

/** So long it counts that a namespace was found to have no limits; as in Kubernetes, so many namespaces. */
const NONE_FOR_MS = 30_000;
const MAX_NAMESPACES = 10_000;

export interface LimitRangerOptions {
  /** Brings the cache up to date: limits that were made a moment ago, perhaps through another apiserver, count. */
  catchUp(): Promise<void>;
  clock: Clock;
}

/** Holds pods and claims to the limits of their namespace. */
export function createLimitRanger({ catchUp, clock }: LimitRangerOptions): {
  /** Gives containers the requests and limits that their namespace has for those that name none. */
  mutating: MutatingPlugin;
  /** Refuses pods and claims that ask for more or less than their namespace allows. */
  validating: ValidatingPlugin;
} {
  /** When it was last looked whether a namespace has limits, the longest ago first. */
  const looked = new Map<string, number>();

  const cached = ({ reader, namespace }: AdmissionAttributes): LimitRange[] =>
    reader.list(LIMIT_RANGES, namespace) as LimitRange[];
  const isToBeLooked = ({ namespace }: AdmissionAttributes): boolean =>
    clock.monotonicMs() - (looked.get(namespace) ?? -Infinity) >= NONE_FOR_MS;
  const handles = (attributes: AdmissionAttributes): boolean =>
    isLimited(attributes) && (isToBeLooked(attributes) || cached(attributes).length > 0);

  async function limitRangesOf(attributes: AdmissionAttributes): Promise<LimitRange[]> {
    const known = cached(attributes);
    if (known.length > 0 || !isToBeLooked(attributes)) return known;
    await catchUp();
    const { namespace } = attributes;
    looked.delete(namespace);
    looked.set(namespace, clock.monotonicMs());
    if (looked.size > MAX_NAMESPACES) looked.delete(looked.keys().next().value!);
    return cached(attributes);
  }

  return {
    mutating: {
      name: NAME,
      handles: (attributes) => attributes.resource.resource === 'pods' && handles(attributes),
      async admit(attributes) {
        for (const { spec } of await limitRangesOf(attributes))
          await inTurns(completePod(attributes.object as Pod, spec?.limits ?? []));
      },
    },
    validating: {
      name: NAME,
      handles,
      async validate(attributes) {
        const { object, resource, name } = attributes;
        const requirements =
          resource.resource === 'pods' ? ofPod(object as Pod) : ofClaim(object as PersistentVolumeClaim);
        for (const { spec } of await limitRangesOf(attributes)) {
          const problems = await inTurns(problemsOf(spec?.limits ?? [], requirements));
          if (problems.size > 0) throw newForbidden(resource, name, listed([...problems]));
        }
      },
    },
  };
}

const listed = (problems: string[]): string => (problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`);

/** What there is of each type that limits are of. */
type RequirementsOf = (type: string | undefined) => readonly Requirements[];

function* problemsOf(limits: readonly LimitRangeItem[], requirements: RequirementsOf): Steps<Set<string>> {
  const found = new Set<string>();
  for (const [index, limit] of limits.entries()) {
    if (isStep(index)) yield;
    yield* limitProblems(limit, requirements(limit.type), found);
  }
  return found;
}

function ofPod(pod: Pod): RequirementsOf {
  // What a RuntimeClass costs on top is not the user's.
  const { overhead: _overhead, ...spec } = pod.spec ?? {};
  let [whole, each]: (Requirements[] | undefined)[] = [];
  return (type) => {
    if (type === 'Pod')
      return (whole ??= [{ requests: podQuantities({ spec }, 'requests'), limits: podQuantities({ spec }, 'limits') }]);
    if (type !== 'Container') return [];
    return (each ??= [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => ({
      requests: quantitiesOf(resources?.requests),
      limits: quantitiesOf(resources?.limits),
    })));
  };
}

function ofClaim({ spec }: PersistentVolumeClaim): RequirementsOf {
  const own = [{ requests: quantitiesOf(spec?.resources?.requests), limits: {} }];
  return (type) => (type === 'PersistentVolumeClaim' ? own : []);
}
