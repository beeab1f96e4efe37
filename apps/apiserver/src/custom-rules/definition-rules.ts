import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { entriesOf, isEmbedded, itemsOf, reaches, type SchemaNode } from '../structural/schema-node';
import { compiledRules, hasRules } from './compiled-rules';

/** Where a schema stands in another, and where the nearest is around it whose values nobody can tell from the ones before. */
interface Place {
  path: FieldPath;
  isKind: boolean;
  uncorrelatable?: FieldPath;
}

/** What is wrong with the expressions of a schema's rules, all the way down. */
export const expressionErrors = (schema: SchemaNode, path: FieldPath): FieldError[] => [
  ...search(schema, { path, isKind: true }),
];

function* search(schema: SchemaNode, place: Place): Generator<FieldError> {
  if (!reaches(schema, hasRules)) return;
  const { path, uncorrelatable } = place;
  const within = uncorrelatable ? { uncorrelatable } : {};
  const entries = entriesOf(schema);
  if (entries)
    yield* search(entries, { ...within, path: path.child('additionalProperties'), isKind: isEmbedded(entries) });
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  for (const [name, child] of Object.entries(schema.properties ?? {}))
    yield* search(child, {
      ...(isAtomic ? { uncorrelatable: uncorrelatable ?? path } : within),
      path: path.child('properties').key(name),
      isKind: isEmbedded(child),
    });
  const items = itemsOf(schema);
  if (items)
    yield* search(items, {
      ...(schema['x-kubernetes-list-type'] === 'map' ? within : { uncorrelatable: uncorrelatable ?? path }),
      path: path.child('items'),
      isKind: isEmbedded(items),
    });
  if (hasRules(schema)) yield* ownErrors(schema, place);
}

function* ownErrors(schema: SchemaNode, { path, isKind, uncorrelatable }: Place): Generator<FieldError> {
  for (const [index, compiled] of compiledRules(schema, isKind).entries()) {
    const at = path.child('x-kubernetes-validations').index(index);
    const { rule, problem, messageProblem, usesOldSelf } = compiled;
    if (problem !== undefined) yield fieldErrors.invalid(at.child('rule'), rule, problem);
    if (messageProblem !== undefined) yield fieldErrors.invalid(at.child('messageExpression'), rule, messageProblem);
    if (problem !== undefined) continue;
    if (usesOldSelf && uncorrelatable)
      yield fieldErrors.invalid(
        at.child('rule'),
        rule.rule,
        `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable.toString()}`,
      );
    else if (!usesOldSelf && rule.optionalOldSelf !== undefined)
      yield fieldErrors.invalid(
        at.child('optionalOldSelf'),
        rule.optionalOldSelf,
        'may not be set if oldSelf is not used in rule',
      );
  }
}
