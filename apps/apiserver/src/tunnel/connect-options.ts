import { isTrue, semanticEqual, type KubeObject } from '@kubets/apimachinery';
import { schema, type FieldSchema } from '@kubets/proto-gen/schema';
import { admit } from '../pipeline/admit';
import { apiVersionOf, type RequestScope } from '../pipeline/request-scope';
import type { ResourceRequest } from '../pipeline/request';
import type { SubresourceDescription } from '../pipeline/subresource';

type Options = KubeObject & Record<string, unknown>;

/** The kind of a connection's options, such as PodExecOptions. */
export type ConnectDescription = SubresourceDescription & { options: string };

/**
 * Asks admission about a connection: to plugins it is its options. Answers the parameters that are to be handed on, which
 * are those of the client unless a plugin has changed something. @throws StatusError of the plugin that refuses.
 */
export async function admitConnect(
  scope: RequestScope,
  request: ResourceRequest,
  description: ConnectDescription,
  query: URLSearchParams,
): Promise<URLSearchParams> {
  const { group, version, kind } = description;
  const options = () => connectOptions(description, query);
  const operation = { operation: 'CONNECT', kind: { group, version, kind }, object: options() } as const;
  const { object } = await admit(scope, request, operation);
  return semanticEqual(object, options()) ? query : parametersOf(object as Options);
}

/** Query parameters as the options that they stand for; those that the message does not have are left out. */
export function connectOptions({ group, version, kind, options }: ConnectDescription, query: URLSearchParams): Options {
  const object: Options = { apiVersion: apiVersionOf(group, version), kind };
  for (const [name, field] of Object.entries(schema.of(options).fields)) {
    if (name === 'apiVersion' || name === 'kind' || !query.has(name)) continue;
    const values = query.getAll(name).map((text) => valueOf(text, field));
    object[name] = field.repeated ? values.flat() : [values[0]].flat()[0];
  }
  return object;
}

function valueOf(text: string, { type, repeated }: FieldSchema): unknown {
  if (type === 'bool') return isTrue(text);
  if (type !== 'int32') return text;
  return repeated ? text.split(',').map(Number) : Number(text);
}

function parametersOf({ apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...fields }: Options) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) parameters.append(name, String(one));
  return parameters;
}
