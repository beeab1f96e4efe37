import { type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import type { JsonObject } from '../json/json-value';
import { semanticEqual } from '../patch/semantic-equal';
import { atOnce, STRIDE, type Steps } from '../steps/steps';
import { FIELD_IMMUTABLE, fieldErrors, type FieldError } from '../validation/field-error';
import type { Report } from './formats';
import { isAbsent } from './zero-values';
import { sortByPlace } from './merge-by-place';
import { comparisonOf, pathOf, type IsUnchanged, type Step } from './steps';
import { validationPlanOf, type CheckedField, type Union, type ValidationPlan } from './validation-plan';

/**
 * All that the rules of the schema refuse, all the way down, in the order of its fields. Linear in the object, of which
 * only what has rules is looked at. With `old`, changes are checked too, and what is as it was before is let be, though a
 * rule that came later would refuse it.
 */
export const validateBySchema = (object: object, message: MessageSchema, old?: object): FieldError[] =>
  atOnce(validationSteps(object, message, old));

/** {@link validateBySchema} in steps. */
export function* validationSteps(object: object, message: MessageSchema, old?: object): Steps<FieldError[]> {
  const plan = validationPlanOf(message);
  if (plan.fields.size === 0) return NOTHING;
  const walk = new Walk(comparisonOf(object as JsonObject, old as JsonObject | undefined, message));
  yield* walk.all(object as JsonObject, plan, old as JsonObject | undefined);
  return yield* sortByPlace(walk.errors, message);
}

const NOTHING: FieldError[] = [];

/** As short a list is looked at in the step in which it is met. */
const SHORT = 8;

/**
 * One pass over one object. The steps to the value at hand are kept, and become a path when it is wrong. What is long waits
 * until the rest has been looked at, and then has steps of its own; errors are sorted in the end.
 */
class Walk {
  readonly errors: FieldError[] = [];
  private steps: Step[] = [];
  private readonly waiting: { steps: Step[]; rest: Steps<void> }[] = [];
  private seen = 0;

  constructor(private readonly isUnchanged: IsUnchanged) {}

  *all(object: JsonObject, plan: ValidationPlan, old: JsonObject | undefined): Steps<void> {
    this.visit(object, plan, old);
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) {
      for (;;) {
        yield;
        this.steps = next.steps;
        this.seen = 0;
        if (next.rest.next().done) break;
      }
    }
  }

  /** Whether so many values have been looked at in this step that a long list or map has to wait. */
  private mayWait(count: number): boolean {
    this.seen += count;
    return count > SHORT && this.seen > STRIDE;
  }

  private visit(object: JsonObject, plan: ValidationPlan, old: JsonObject | undefined): void {
    let lacking = plan.needed.length;
    for (const name in object) {
      const checked = plan.fields.get(name);
      if (checked === undefined) continue;
      const value = object[name];
      if (isAbsent(value, checked.field)) continue;
      const keys = checked.field.map ? Object.keys(value as object) : undefined;
      if ((keys ?? (checked.field.repeated ? (value as unknown[]) : undefined))?.length === 0) continue;
      if (checked.isNeeded) lacking--;
      this.steps.push(name);
      if (keys) this.map(value as JsonObject, keys, checked);
      else this.field(value, checked, old);
      this.steps.pop();
    }
    if (lacking > 0)
      for (const checked of plan.needed)
        if (isMissing(object[checked.name], checked.field)) this.missing(object[checked.name], checked);
    if (old) for (const checked of plan.guarded) this.change(object[checked.name], checked, old[checked.name]);
    for (const union of plan.unions) this.union(object, union);
  }

  private readonly report: Report = (make) => {
    if (!this.isUnchanged(this.steps)) this.errors.push(make(pathOf(this.steps)));
  };

  private readonly reportDeclared: Report = (make) => {
    if (!this.isUnchanged(this.steps)) this.errors.push({ ...make(pathOf(this.steps)), told: 'declared' });
  };

  private reportOf({ isDeclared }: Pick<CheckedField, 'isDeclared'>): Report {
    return isDeclared ? this.reportDeclared : this.report;
  }

  private field(value: unknown, checked: CheckedField, oldParent: JsonObject | undefined): void {
    const { field, below, checks } = checked;
    if (field.repeated) return this.list(value as unknown[], checked);
    for (const check of checks) check(value, this.reportOf(checked));
    if (below) this.visit(value as JsonObject, below, oldParent?.[checked.name] as JsonObject | undefined);
  }

  private missing(value: unknown, checked: CheckedField): void {
    const { name, checks, requiredDetail, zero } = checked;
    const report = this.reportOf(checked);
    this.steps.push(name);
    if (requiredDetail !== undefined) report((path) => fieldErrors.required(path, requiredDetail));
    else for (const check of checks) check(value ?? zero, report);
    this.steps.pop();
  }

  /** What of an object may not become of it. */
  private change(value: unknown, checked: CheckedField, old: unknown): void {
    const { name, isImmutable, update } = checked;
    this.steps.push(name);
    if (isImmutable && !semanticEqual(value, old))
      this.reportOf(checked)((path) => fieldErrors.invalid(path, value ?? null, FIELD_IMMUTABLE));
    if (update) this.setting(value, checked, update, old);
    this.steps.pop();
  }

  private setting(value: unknown, checked: CheckedField, update: ReadonlySet<string>, old: unknown): void {
    const { field } = checked;
    const isSet = !isAbsent(value, field);
    const wasSet = !isAbsent(old, field);
    const refuse = (detail: string): void => this.reportOf(checked)((path) => fieldErrors.invalid(path, null, detail));
    if (update.has('NoChange') && !semanticEqual(value, old)) refuse(FIELD_IMMUTABLE);
    if (update.has('NoSet') && isSet && !wasSet) refuse('field cannot be set once created');
    if (update.has('NoUnset') && !isSet && wasSet) refuse('field cannot be cleared once set');
    if (update.has('NoModify') && isSet && wasSet && !semanticEqual(value, old))
      refuse('field cannot be modified once set');
  }

  private list(items: unknown[], checked: CheckedField): void {
    const { field, below, checks, identity } = checked;
    const { minItems = 0, maxItems = Infinity, uniqueBy } = field.rules ?? {};
    const report = this.reportOf(checked);
    if (items.length > maxItems) return report((path) => fieldErrors.tooMany(path, items.length, maxItems));
    if (items.length < minItems) report((path) => fieldErrors.tooFew(path, items.length, minItems));
    const isLooked = checks.length > 0 || below !== undefined;
    if (!isLooked && !identity) return;
    const ids = identity && items.length > 1 ? { identity, uniqueBy, report, seen: new Set<unknown>() } : undefined;
    if (!this.mayWait(items.length)) {
      if (isLooked) this.items(items, checked, 0, items.length);
      if (ids) this.duplicates(items, ids, 0, items.length);
      return;
    }
    this.wait((from, to) => {
      if (isLooked) this.items(items, checked, from, to);
      if (ids) this.duplicates(items, ids, from, to);
    }, items.length);
  }

  /** Looks at all of a long list or map later, so many at a time. */
  private wait(look: (from: number, to: number) => void, count: number): void {
    const rest = function* (): Steps<void> {
      for (let from = 0; from < count; from += STRIDE) {
        look(from, Math.min(from + STRIDE, count));
        yield;
      }
    };
    this.waiting.push({ steps: [...this.steps], rest: rest() });
  }

  private items(items: unknown[], checked: CheckedField, from: number, to: number): void {
    const { checks, below } = checked;
    const report = this.reportOf(checked);
    for (let index = from; index < to; index++) {
      this.steps.push(index);
      for (const check of checks) check(items[index], report);
      // What an item was before is only asked when it turns out to be wrong.
      if (below) this.visit(items[index] as JsonObject, below, undefined);
      this.steps.pop();
    }
  }

  private duplicates(
    items: unknown[],
    { identity, uniqueBy, report, seen }: Identities,
    from: number,
    to: number,
  ): void {
    for (let index = from; index < to; index++) {
      const id = identity(items[index]);
      if (id === undefined) continue;
      if (seen.has(id))
        report((path) =>
          uniqueBy === undefined
            ? fieldErrors.duplicate(path.index(index), items[index])
            : fieldErrors.duplicate(path.index(index).child(uniqueBy), id),
        );
      seen.add(id);
    }
  }

  private map(entries: JsonObject, names: readonly string[], checked: CheckedField): void {
    const { field, below, checks, keys } = checked;
    const { maxProperties } = field.rules ?? {};
    const report = this.reportOf(checked);
    if (maxProperties !== undefined && names.length > maxProperties)
      return report((path) => fieldErrors.tooMany(path, names.length, maxProperties));
    if (!keys && checks.length === 0 && !below) return;
    const look = (from: number, to: number) => {
      for (let index = from; index < to; index++) {
        const name = names[index]!;
        this.steps.push({ key: name });
        keys?.(name, report);
        for (const check of checks) check(entries[name], report);
        if (below) this.visit(entries[name] as JsonObject, below, undefined);
        this.steps.pop();
      }
    };
    if (this.mayWait(names.length)) this.wait(look, names.length);
    else look(0, names.length);
  }

  private union(object: JsonObject, members: Union): void {
    const report = this.reportOf(members[0]!);
    const given = members.filter(({ name, field }) => !isAbsent(object[name], field));
    if (given.length === 1) return;
    const all = members.map(({ name }) => `\`${name}\``).join(', ');
    if (given.length === 0) report((path) => fieldErrors.invalid(path, '', `must specify one of: ${all}`));
    else
      report((path) =>
        fieldErrors.invalid(
          path,
          `{${given.map(({ name }) => name).join(', ')}}`,
          `must specify exactly one of: ${all}`,
        ),
      );
  }
}

/** What tells the items of a list apart, and what there was of it so far. */
interface Identities {
  identity(item: unknown): unknown;
  uniqueBy: string | undefined;
  report: Report;
  seen: Set<unknown>;
}

function isMissing(value: unknown, field: FieldSchema): boolean {
  if (isAbsent(value, field)) return true;
  if (field.repeated) return (value as unknown[]).length === 0;
  if (!field.map) return false;
  for (const _ in value as object) return false;
  return true;
}
