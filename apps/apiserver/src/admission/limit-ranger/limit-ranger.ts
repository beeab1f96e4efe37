import { podQuantities, quantitiesOf } from '@kubets/api';
import { newForbidden } from '@kubets/apimachinery';
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, MutatingPlugin, ValidatingPlugin } from '../../pipeline/admission';
import { claimProblems, limitProblems } from './constraints';

const NAME = 'LimitRanger';
const LIMIT_RANGES = { group: '', plural: 'limitranges' };
const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Containers do not change but by `resize`, so a pod is limited when it is made and when it is resized. */
function isLimited({ resource, subresource, operation, oldObject }: AdmissionAttributes): boolean {
  if (resource.group !== '' || oldObject?.metadata?.deletionTimestamp) return false;
  if (resource.resource === 'pods')
    return (operation === 'CREATE' && subresource === '') || (operation === 'UPDATE' && subresource === 'resize');
  const isWrite = operation === 'CREATE' || operation === 'UPDATE';
  return isWrite && resource.resource === 'persistentvolumeclaims' && subresource === '';
}

const limitRangesOf = ({ reader, namespace }: AdmissionAttributes): LimitRange[] =>
  reader.list(LIMIT_RANGES, namespace) as LimitRange[];

const handles = (attributes: AdmissionAttributes): boolean =>
  isLimited(attributes) && limitRangesOf(attributes).length > 0;

/** Gives containers the requests and limits that their namespace has for those that name none. */
export const limitRangerDefaults: MutatingPlugin = {
  name: NAME,
  handles: (attributes) => attributes.resource.resource === 'pods' && handles(attributes),
  admit(attributes) {
    for (const { spec } of limitRangesOf(attributes)) completePod(attributes.object as Pod, spec?.limits ?? []);
  },
};

/** Refuses pods and claims that ask for more or less than their namespace allows. */
export const limitRanger: ValidatingPlugin = {
  name: NAME,
  handles,
  validate(attributes) {
    const { object, resource, name } = attributes;
    for (const { spec } of limitRangesOf(attributes)) {
      const limits = spec?.limits ?? [];
      const problems =
        resource.resource === 'pods'
          ? limits.flatMap((limit) => podProblems(object as Pod, limit))
          : limits.flatMap((limit) => problemsOfClaim(object as PersistentVolumeClaim, limit));
      if (problems.length > 0) throw newForbidden(resource, name, listed([...new Set(problems)]));
    }
  },
};

const listed = (problems: string[]): string => (problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`);

function completePod(pod: Pod, limits: readonly LimitRangeItem[]): void {
  const ofContainers = limits.filter(({ type }) => type === 'Container');
  const requests = Object.assign({}, ...ofContainers.map(({ defaultRequest }) => defaultRequest));
  const most = Object.assign({}, ...ofContainers.map((limit) => limit.default));
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  const notes = [
    ...containers.flatMap((container) => completeContainer(container, 'container', requests, most)),
    ...initContainers.flatMap((container) => completeContainer(container, 'init container', requests, most)),
  ];
  if (notes.length === 0) return;
  const metadata = (pod.metadata ??= {});
  metadata.annotations = { ...metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
}

type Texts = Record<string, string>;

function completeContainer(container: Container, what: string, requests: Texts, limits: Texts): string[] {
  const resources = container.resources ?? {};
  const missing = (wanted: Texts, there: Texts = {}) =>
    Object.keys(wanted)
      .filter((name) => there[name] === undefined)
      .sort();
  const [newRequests, newLimits] = [missing(requests, resources.requests), missing(limits, resources.limits)];
  if (newRequests.length > 0) resources.requests = { ...requests, ...resources.requests };
  if (newLimits.length > 0) resources.limits = { ...limits, ...resources.limits };
  container.resources = resources;
  return [
    ...(newRequests.length > 0 ? [`${newRequests.join(', ')} request for ${what} ${container.name}`] : []),
    ...(newLimits.length > 0 ? [`${newLimits.join(', ')} limit for ${what} ${container.name}`] : []),
  ];
}

function podProblems(pod: Pod, limit: LimitRangeItem): string[] {
  // What a RuntimeClass costs on top is not the user's.
  const { overhead: _overhead, ...spec } = pod.spec ?? {};
  if (limit.type === 'Pod') {
    const requests = podQuantities({ spec }, 'requests');
    return limitProblems(limit, { requests, limits: podQuantities({ spec }, 'limits') });
  }
  if (limit.type !== 'Container') return [];
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].flatMap(({ resources }) =>
    limitProblems(limit, { requests: quantitiesOf(resources?.requests), limits: quantitiesOf(resources?.limits) }),
  );
}

const problemsOfClaim = ({ spec }: PersistentVolumeClaim, limit: LimitRangeItem): string[] =>
  limit.type === 'PersistentVolumeClaim' ? claimProblems(limit, quantitiesOf(spec?.resources?.requests)) : [];
