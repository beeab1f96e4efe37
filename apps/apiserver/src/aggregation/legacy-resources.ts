import { isStep, type Steps } from '@kubets/apimachinery';
import type { APIResource, APIResourceList } from '@kubets/proto-gen/meta/v1';

/** In steps: resources as aggregated discovery has them, from the form of old, where what is below one stands beside it, with a slash. */
export function* ofLegacy({ resources = [] }: APIResourceList): Steps<object[]> {
  const below = new Map<string, APIResource[]>();
  const main: APIResource[] = [];
  for (const [index, one] of resources.entries()) {
    if (isStep(index)) yield;
    const [name = '', subresource] = (one.name ?? '').split('/');
    if (name === '') continue;
    if (subresource === undefined) main.push(one);
    else if (!below.get(name)?.push(one)) below.set(name, [one]);
  }
  return main.map((one) => withSubresources(one, below.get(one.name!) ?? []));
}

const kindOf = ({ group = '', version = '', kind = '' }: APIResource) => ({ group, version, kind });

function withSubresources(one: APIResource, below: readonly APIResource[]): object {
  const { name, namespaced, singularName = '', verbs = [], shortNames = [], categories = [] } = one;
  return {
    resource: name,
    responseKind: kindOf(one),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singularName,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(below.length > 0
      ? {
          subresources: below.map((sub) => ({
            subresource: sub.name!.slice(name!.length + 1),
            responseKind: kindOf(sub),
            verbs: sub.verbs ?? [],
          })),
        }
      : {}),
  };
}
