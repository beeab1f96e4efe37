import { isDeepStrictEqual } from 'node:util';
import type { CustomResourceDefinition, CustomResourceDefinitionNames } from '@kubets/proto-gen/apiextensions/v1';
import { conditionOf, isSameCondition, isTrue, setCondition, type Condition } from './conditions';

/** Names that the other definitions of a group have been given. */
export interface UsedNames {
  resources: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
}

/** What definitions of the group have been given, this one's own names among them. */
export function usedNames(group: string, definitions: Iterable<CustomResourceDefinition>): UsedNames {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const { spec, status } of definitions) {
    if (spec?.group !== group) continue;
    const { plural, singular, shortNames = [], kind, listKind } = status?.acceptedNames ?? {};
    for (const name of [plural, singular, ...shortNames]) if (name) resources.add(name);
    for (const name of [kind, listKind]) if (name) kinds.add(name);
  }
  return { resources, kinds };
}

const ABSENT: CustomResourceDefinitionNames = {};

/**
 * Gives a definition the names that it asks for and nobody else has, and says in its conditions how that went; in place.
 * Answers whether anything has changed.
 * @see https://github.com/kubernetes/apiextensions-apiserver (pkg/controller/status/naming_controller.go)
 */
export function acceptNames(definition: CustomResourceDefinition, used: UsedNames, now: Date): boolean {
  const wanted = definition.spec?.names ?? ABSENT;
  const status = (definition.status ??= {});
  const accepted = status.acceptedNames ?? ABSENT;
  if (isDeepStrictEqual(normal(wanted), normal(accepted))) return false;
  const { names, condition } = namesFor(wanted, accepted, used);
  if (
    isDeepStrictEqual(normal(names), normal(accepted)) &&
    isSameCondition(condition, conditionOf(definition, 'NamesAccepted'))
  )
    return false;
  status.acceptedNames = names;
  setCondition(definition, condition, now);
  if (isTrue(definition, 'Established')) return true;
  const isAccepted = condition.status === 'True';
  const established: Condition = {
    type: 'Established',
    status: 'False',
    reason: isAccepted ? 'Installing' : 'NotAccepted',
    message: isAccepted ? 'the initial names have been accepted' : 'not all names are accepted',
  };
  if (isAccepted || !conditionOf(definition, 'Established')) setCondition(definition, established, now);
  return true;
}

const normal = ({
  plural = '',
  singular = '',
  shortNames = [],
  kind = '',
  listKind = '',
  categories = [],
}: CustomResourceDefinitionNames) => ({
  plural,
  singular,
  shortNames,
  kind,
  listKind,
  categories,
});

function namesFor(
  wanted: CustomResourceDefinitionNames,
  accepted: CustomResourceDefinitionNames,
  { resources, kinds }: UsedNames,
): { names: CustomResourceDefinitionNames; condition: Condition } {
  const names: CustomResourceDefinitionNames = { ...accepted };
  let conflict: Pick<Condition, 'reason' | 'message'> | undefined;
  const isFree = (name: string, own: string, used: ReadonlySet<string>) => name === own || !used.has(name);
  const inUse = (name: string) => `${JSON.stringify(name)} is already in use`;
  const single = (field: 'plural' | 'singular' | 'kind' | 'listKind', used: ReadonlySet<string>, reason: string) => {
    const name = wanted[field] ?? '';
    if (isFree(name, accepted[field] ?? '', used)) names[field] = name;
    else conflict = { reason, message: inUse(name) };
  };
  single('plural', resources, 'PluralConflict');
  single('singular', resources, 'SingularConflict');
  const own = new Set(accepted.shortNames);
  const taken = (wanted.shortNames ?? []).filter((name) => !own.has(name) && resources.has(name));
  if (taken.length === 0) names.shortNames = wanted.shortNames;
  else {
    const texts = taken.map(inUse);
    conflict = { reason: 'ShortNamesConflict', message: texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]` };
  }
  single('kind', kinds, 'KindConflict');
  single('listKind', kinds, 'ListKindConflict');
  names.categories = wanted.categories;
  for (const field of ['shortNames', 'categories'] as const) if (names[field] === undefined) delete names[field];
  const condition: Condition = conflict
    ? { type: 'NamesAccepted', status: 'False', ...conflict }
    : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  return { names, condition };
}
