import {
  errorsFound,
  fieldErrors,
  type FieldError,
  type FieldPath,
  type FoundErrors,
  type Steps,
} from '@kubets/apimachinery';
import { entriesOf, isEmbedded, itemsOf, reaches, type SchemaNode } from '../structural/schema-node';
import { goStruct } from '../validation/go-struct';
import { compiledRules, hasRules } from './compiled-rules';
import { RuleCosts } from './rule-costs';
import { mostValues } from './value-sizes';

/** Where a schema stands in another, and where the nearest is around it whose values nobody can tell from the ones before. */
interface Place {
  path: FieldPath;
  isKind: boolean;
  uncorrelatable?: FieldPath;
  /** As many values there may be of it in one object; undefined where nothing bounds that. */
  count: number | undefined;
}

/** In steps: what is wrong with the expressions of a schema's rules, all the way down, and with what checking them may cost. */
export function* expressionErrors(schema: SchemaNode, path: FieldPath): Steps<FieldError[]> {
  const costs = new RuleCosts();
  const errors = yield* errorsFound(search(schema, { path, isKind: true, count: 1 }, costs));
  return [...errors, ...costs.errors(path)];
}

function* search(schema: SchemaNode, place: Place, costs: RuleCosts): FoundErrors {
  yield;
  if (!reaches(schema, hasRules)) return;
  const count = countBelow(schema, place.count);
  const { path, uncorrelatable } = place;
  const within = uncorrelatable ? { uncorrelatable } : {};
  const entries = entriesOf(schema);
  if (entries)
    yield* search(
      entries,
      { ...within, path: path.child('additionalProperties'), isKind: isEmbedded(entries), count },
      costs,
    );
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  for (const [name, child] of Object.entries(schema.properties ?? {}))
    yield* search(
      child,
      {
        ...(isAtomic ? { uncorrelatable: uncorrelatable ?? path } : within),
        path: path.child('properties').key(name),
        isKind: isEmbedded(child),
        count,
      },
      costs,
    );
  const items = itemsOf(schema);
  if (items)
    yield* search(
      items,
      {
        ...(schema['x-kubernetes-list-type'] === 'map' ? within : { uncorrelatable: uncorrelatable ?? path }),
        path: path.child('items'),
        isKind: isEmbedded(items),
        count,
      },
      costs,
    );
  if (hasRules(schema)) yield* ownErrors(schema, place, costs);
}

function countBelow(schema: SchemaNode, count: number | undefined): number | undefined {
  const most = entriesOf(schema) ? schema.maxProperties : schema.type === 'array' ? schema.maxItems : 1;
  return count === undefined || most === undefined ? undefined : count * Math.max(0, Number(most));
}

function* ownErrors(
  schema: SchemaNode,
  { path, isKind, uncorrelatable, count = mostValues(schema) }: Place,
  costs: RuleCosts,
): FoundErrors {
  for (const [index, compiled] of (yield* compiledRules(schema, isKind)).entries()) {
    const at = path.child('x-kubernetes-validations').index(index);
    const { rule, problem, messageProblem, usesOldSelf } = compiled;
    const shown = () => goStruct(rule, 'kubets.apiextensions.v1.ValidationRule');
    yield* costs.add(at.child('rule'), 'rule', compiled.cost * count);
    if (problem !== undefined) yield fieldErrors.invalid(at.child('rule'), shown(), problem);
    if (compiled.message) yield* costs.add(at.child('messageExpression'), 'messageExpression', compiled.messageCost);
    if (messageProblem !== undefined) yield fieldErrors.invalid(at.child('messageExpression'), shown(), messageProblem);
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
