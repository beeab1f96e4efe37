import { newBadRequest, type KubeObject } from '@kubets/apimachinery';
import { bindings as names } from '@kubets/proto-gen/catalogue';
import type { Binding } from '@kubets/proto-gen/core/v1';
import type { ActingResource } from '../pipeline/create-virtual';
import { storageVersionOf } from '../pipeline/request-scope';
import { defineVirtualResource } from '../registry/define-resource';
import type { ResourceDefinition } from '../registry/resource';
import { pods } from '../resources/pods/pods';
import { admitBinding, assertBinding } from './binding';

/** `namespaces/NS/bindings`: what `pods/NAME/binding` was before there were subresources. The pod is the one of the binding's name. */
export const bindings: ActingResource = {
  ...defineVirtualResource<KubeObject>(names, async (binding) => binding),
  async act(scope, request, object) {
    const definition = pods as unknown as ResourceDefinition;
    const name = object.metadata?.name ?? '';
    const pod = { ...request, definition, version: storageVersionOf(definition), name };
    assertBinding(object as Binding, pod);
    assertName(name);
    await admitBinding(scope, request, object as Binding, pod);
  },
};

/** The name is no part of the path here, which would have been refused. @throws StatusError 400 */
function assertName(name: string): void {
  if (name === '') throw newBadRequest('Name parameter required.');
  const problems = ['.', '..'].includes(name)
    ? [`may not be '${name}'`]
    : ['/', '%'].filter((one) => name.includes(one)).map((one) => `may not contain '${one}'`);
  if (problems.length > 0)
    throw newBadRequest(`Name parameter invalid: ${JSON.stringify(name)}: ${problems.join(';')}`);
}
