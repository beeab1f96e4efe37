import { fromJson, type Value } from '@kubets/cel';
import type { KubeObject } from '@kubets/apimachinery';
import { NAMESPACE, REQUEST } from '../expressions/admission-types';
import type { AdmissionAttributes } from '../pipeline/admission';
import { admissionRequest } from './admission-request';
import { AuthorizerValue, ResourceCheck, type Decisions } from '../expressions/authorizer';
import { namespaceOfOperation, type MatchedResource } from './rules';

/** What expressions see of an operation. */
export interface Seen {
  attributes: AdmissionAttributes;
  matched: MatchedResource;
  /** In the version that matched. */
  object: KubeObject | undefined;
  oldObject: KubeObject | undefined;
  namespace?: KubeObject | undefined;
  params?: KubeObject | undefined;
  /** What is asked of users' rights. */
  decisions: Decisions;
}

export function valuesOf({ attributes, matched, object, oldObject, namespace, params, decisions }: Seen) {
  const asker = { user: attributes.userInfo, decisions };
  const { group, resource } = attributes.requestResource;
  const { subresource, name } = attributes;
  const asked = { group, resource, subresource, namespace: namespaceOfOperation(attributes), name };
  return {
    object: fromJson(object),
    oldObject: fromJson(oldObject),
    request: fromJson(admissionRequest(attributes, matched), REQUEST),
    namespaceObject: fromJson(namespace, NAMESPACE),
    params: fromJson(params),
    authorizer: new AuthorizerValue(asker),
    'authorizer.requestResource': new ResourceCheck(asker, asked),
  } satisfies Record<string, Value>;
}
