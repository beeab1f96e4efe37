import { fromJson, type Value } from '@kubets/cel';
import type { KubeObject } from '@kubets/apimachinery';
import { NAMESPACE, REQUEST } from '../expressions/admission-types';
import type { AdmissionAttributes } from '../pipeline/admission';
import { admissionRequest } from './admission-request';
import type { MatchedResource } from './rules';

/** What expressions see of an operation. */
export interface Seen {
  attributes: AdmissionAttributes;
  matched: MatchedResource;
  /** In the version that matched. */
  object: KubeObject | undefined;
  oldObject: KubeObject | undefined;
  namespace?: KubeObject | undefined;
  params?: KubeObject | undefined;
}

export const valuesOf = ({ attributes, matched, object, oldObject, namespace, params }: Seen) =>
  ({
    object: fromJson(object),
    oldObject: fromJson(oldObject),
    request: fromJson(admissionRequest(attributes, matched), REQUEST),
    namespaceObject: fromJson(namespace, NAMESPACE),
    params: fromJson(params),
  }) satisfies Record<string, Value>;
