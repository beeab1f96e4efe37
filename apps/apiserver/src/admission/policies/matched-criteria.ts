import type { AdmissionAttributes } from '../../pipeline/admission';
import { matchedResource, type MatchedResource } from '../rules';
import { selectsNamespace, selectsObject } from '../selected-object';
import type { Criteria } from './compiled-policy';

/** Rules that an operation on any resource meets, as a binding without rules has it. */
const ANYTHING = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*', '*'] }];

/** As what an operation meets the criteria; absent when it does not. @throws StatusError 404 without its namespace. */
export async function matchedCriteria(
  { resources, namespaceSelector, objectSelector }: Criteria,
  attributes: AdmissionAttributes,
  catchUp: () => Promise<void>,
): Promise<MatchedResource | undefined> {
  const { resourceRules = [], excludeResourceRules = [] } = resources;
  const isExact = resources.matchPolicy === 'Exact';
  if (!selectsObject(objectSelector, attributes)) return undefined;
  if (matchedResource(attributes, { rules: excludeResourceRules, isExact })) return undefined;
  const matched = matchedResource(attributes, {
    rules: resourceRules.length === 0 ? ANYTHING : resourceRules,
    isExact,
  });
  return matched && (await selectsNamespace(namespaceSelector, attributes, catchUp)) ? matched : undefined;
}
