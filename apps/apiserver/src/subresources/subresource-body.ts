import { decodeObject, newBadRequest, type KubeObject } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { apiVersionOf } from '../pipeline/request-scope';
import type { IncomingObject, Target } from '../pipeline/request';
import type { GroupVersionKind } from '../pipeline/admission';
import type { SubresourceDescription } from '../pipeline/subresource';

/**
 * The body of a subresource, which may repeat the address of the request but not name another one: what was authorized
 * is what is done. Name and namespace may be missing. @throws StatusError 400.
 */
export function decodeSubresourceBody<T extends KubeObject>(
  target: Pick<Target, 'name' | 'namespace'> & { body: IncomingObject },
  { kind, group, version, message }: SubresourceDescription,
): T {
  const sent = target.body.value as KubeObject | null;
  const apiVersion = apiVersionOf(group, version);
  if (sent?.kind && sent.kind !== kind)
    throw newBadRequest(
      `${sent.kind} in version "${version}" cannot be handled as a ${kind}: the kind in the data does not match the expected kind`,
    );
  if (sent?.apiVersion && sent.apiVersion !== apiVersion)
    throw newBadRequest(
      `the API version in the data (${sent.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  const { object } = decodeObject<T>(target.body.value, schema.of(message!), { unknownFields: 'ignore' });
  const { name, namespace } = object.metadata ?? {};
  if (name && name !== target.name)
    throw newBadRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  if (namespace && namespace !== target.namespace)
    throw newBadRequest('the namespace of the provided object does not match the namespace sent on the request');
  return { ...object, apiVersion, kind };
}

/** What admission is told of such a body. */
export const kindOf = ({ group, version, kind }: SubresourceDescription): GroupVersionKind => ({
  group,
  version,
  kind,
});
