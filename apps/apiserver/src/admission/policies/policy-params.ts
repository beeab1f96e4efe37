import { selectorFromLabelSelector, type KubeObject } from '@kubets/apimachinery';
import type { ParamKind, ParamRef } from '@kubets/proto-gen/admissionregistration/v1';
import { toServed } from '../../pipeline/convert';
import { groupIn, storageVersionOf } from '../../pipeline/request-scope';
import type { ApiRegistry } from '../../registry/api-registry';
import type { ObjectReader } from '../../registry/object-reader';
import type { ResourceDefinition, ServedVersion } from '../../registry/resource';

/** Where parameters of a kind are. */
export interface ParamSource {
  definition: ResourceDefinition;
  version: ServedVersion;
}

/** @throws Error in Kubernetes' words for a kind that is not served. */
export function paramSource({ apiVersion = '', kind = '' }: ParamKind, registry: ApiRegistry): ParamSource {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  for (const served of registry.inVersion(group, version))
    if (served.kind === 'stored' && served.definition.kind === kind)
      return { definition: served.definition, version: served.version };
  throw new Error(`failed to find resource referenced by paramKind: '${group}/${version}, Kind=${kind}'`);
}

export interface ParamOptions {
  source: ParamSource;
  reader: ObjectReader;
  /** Of the operation. */
  namespace: string;
  catchUp(): Promise<void>;
}

/** The objects that a binding takes its parameters from, none where that is allowed. @throws Error in Kubernetes' words. */
export async function paramsOf(ref: ParamRef, options: ParamOptions): Promise<KubeObject[]> {
  const { source, reader, catchUp } = options;
  const namespace = namespaceOf(ref, options);
  const { definition } = source;
  const resource = { group: definition.group, plural: definition.plural };
  const find = (): KubeObject[] => {
    if (ref.name) {
      const found = reader.get(resource, namespace, ref.name);
      return found ? [found] : [];
    }
    const selector = selectorFromLabelSelector(ref.selector ?? {});
    return reader
      .list(resource, definition.namespaced ? namespace : undefined)
      .filter(({ metadata }) => selector.matches(metadata?.labels));
  };
  let found = find();
  if (found.length === 0) {
    await catchUp();
    found = find();
  }
  if (found.length === 0 && ref.parameterNotFoundAction === 'Deny')
    throw new Error('no params found for policy binding with `Deny` parameterNotFoundAction');
  return found.map((object) => inVersion(object, source));
}

function namespaceOf(ref: ParamRef, { source, namespace }: ParamOptions): string {
  if (!source.definition.namespaced) {
    if (ref.namespace) throw new Error('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
    return '';
  }
  const own = ref.namespace || namespace;
  if (own === '')
    throw new Error('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
  return own;
}

function inVersion(object: KubeObject, { definition, version }: ParamSource): KubeObject {
  const storage = storageVersionOf(definition);
  const isStored = version.version === storage.version && groupIn(definition, version) === definition.group;
  return isStored ? object : toServed(structuredClone(object), definition, version);
}
