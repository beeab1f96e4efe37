import { newBadRequest, type KubeObject, type Steps } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { assertBodyType, decodeBody } from '../pipeline/decode-incoming';
import { apiVersionOf } from '../pipeline/request-scope';
import type { WriteRequest } from '../pipeline/request';
import type { GroupVersionKind } from '../pipeline/admission';
import type { SubresourceDescription } from '../pipeline/subresource';

/**
 * In steps: the body of a subresource, which may name the namespace of the request but no other one: what was authorized
 * is what is done. @throws StatusError 400.
 */
export function* decodeSubresourceBody<T extends KubeObject>(
  request: WriteRequest,
  { kind, group, version, message, earlierVersions = [] }: SubresourceDescription,
): Steps<T> {
  assertBodyType(request.body.value, { group, version, kind, earlierVersions });
  const object = yield* decodeBody<T>(request, schema.of(message!));
  const metadata = (object.metadata ??= {});
  metadata.namespace ||= request.namespace;
  if (metadata.namespace !== request.namespace)
    throw newBadRequest('the namespace of the provided object does not match the namespace sent on the request');
  return { ...object, apiVersion: apiVersionOf(group, version), kind };
}

/** What admission is told of such a body. */
export const kindOf = ({ group, version, kind }: SubresourceDescription): GroupVersionKind => ({
  group,
  version,
  kind,
});
