import type { MethodDefinition } from '@grpc/grpc-js';
import { newMethodNotSupported } from '@kubets/apimachinery';
import type { ResourceNames } from '@kubets/proto-gen/catalogue';

/** A resource of '@kubets/proto-gen/services' as the generic client uses it: the same verbs everywhere, some with less or more. */
export interface ResourceService {
  readonly names: ResourceNames;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- request and response differ per resource
  readonly methods: Readonly<Record<string, MethodDefinition<any, any> | undefined>>;
}

/** A method of a resource's service; throws StatusError (405) when it has no such verb. */
export function methodOf<Req, Res>({ names, methods }: ResourceService, verb: string): MethodDefinition<Req, Res> {
  const method = methods[verb];
  if (!method) throw newMethodNotSupported({ group: names.group, resource: names.plural }, verb);
  return method;
}
