import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';

/** The most that one expression may cost, and all of a schema's together. */
const MAX_COST = 10_000_000;
const MAX_TOTAL = 100_000_000;
/** As many are told of where all together cost too much. */
const MAX_TOLD = 4;

/** What the expressions of a schema may cost when an object is as large as it can be. */
export class RuleCosts {
  private total = 0;
  private expensive: { path: FieldPath; cost: number }[] = [];

  /** Notes an expression, and answers what is wrong with it alone. */
  *add(path: FieldPath, what: string, cost: number): Generator<FieldError> {
    if (cost > MAX_COST) yield fieldErrors.forbidden(path, exceeded(`estimated ${what} cost`, cost, MAX_COST));
    this.total += cost;
    if (cost < MAX_TOTAL / 100) return;
    this.expensive.push({ path, cost });
    this.expensive.sort((a, b) => b.cost - a.cost);
    this.expensive.length = Math.min(this.expensive.length, MAX_TOLD);
  }

  /** What is wrong with all together. */
  *errors(path: FieldPath): Generator<FieldError> {
    if (this.total <= MAX_TOTAL) return;
    const detail = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    for (const { path: at } of this.expensive) yield fieldErrors.forbidden(at, detail);
    const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    yield fieldErrors.forbidden(path, exceeded(name, this.total, MAX_TOTAL));
  }
}

function exceeded(name: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const text = factor > 100 ? 'more than 100x' : `${factor.toFixed(factor < 1.5 ? 6 : 1)}x`;
  return `${name} exceeds budget by factor of ${text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
