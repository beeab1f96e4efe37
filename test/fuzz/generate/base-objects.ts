import { kindExamples, type KindExample } from '../../../apps/apiserver/src/resources/testing/kind-example';
import type { Draw } from './draw';
import type { ServedKind } from './served-kinds';
import { apiVersionOf } from './served-kinds';

type Least = (of: { chance: Draw; namespace: string; name: string }) => object;
type Example = Pick<KindExample, 'nameFor'> & { least: Least | undefined };

const resourceAttributes = { namespace: 'default', verb: 'get', resource: 'pods' };

/** The least of each kind that no folder of the API server tells of, beside apiVersion, kind and metadata: those that nobody stores, and the fuzz's own. */
const LEAST: Record<string, Least> = {
  Gauge: ({ chance }) => ({ spec: { size: 1 + chance.int(6), code: 'fuzz' } }),
  Plate: ({ chance }) => ({ a: chance.int(5), b: ['x'] }),
  Binding: () => ({ target: { kind: 'Node', name: 'node-1' } }),
  TokenReview: ({ chance }) => ({ spec: { token: chance.text() } }),
  SelfSubjectReview: () => ({}),
  SubjectAccessReview: () => ({ spec: { user: 'kubets-fuzz-nobody', resourceAttributes } }),
  SelfSubjectAccessReview: () => ({ spec: { resourceAttributes } }),
  SelfSubjectRulesReview: ({ namespace }) => ({ spec: { namespace } }),
  LocalSubjectAccessReview: ({ namespace }) => ({
    spec: { user: 'kubets-fuzz-nobody', resourceAttributes: { ...resourceAttributes, namespace } },
  }),
};

/** A valid object of the kind with that name, and nothing that it could do without. */
export function baseObject(
  draw: Draw,
  kind: ServedKind,
  { name, namespace }: { name: string; namespace: string },
): Record<string, unknown> {
  const { least, nameFor }: Example = kindExamples.get(kind.plural) ?? { least: LEAST[kind.kind] };
  if (!least) throw new Error(`test/fuzz does not know the least of a ${kind.kind}`);
  // What is asked about access has no name.
  const isNameless = kind.kind.endsWith('AccessReview');
  return structuredClone({
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      ...(!isNameless && { name: nameFor?.(name, draw) ?? name }),
      ...(kind.namespaced && { namespace }),
    },
    ...least({ chance: draw, namespace, name }),
  });
}
