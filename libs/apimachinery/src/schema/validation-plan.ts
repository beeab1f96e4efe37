import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { stringifyJson } from '../json/exact-json';
import type { JsonObject } from '../json/json-value';
import { messageOf, messagesReaching } from './reach';
import { idOf } from './steps';
import { keyCheck, valueChecks, type ValueCheck } from './value-checks';
import { isAbsent } from './zero-values';

/** A field that has rules, or that leads to some. */
export interface CheckedField {
  name: string;
  field: FieldSchema;
  checks: ValueCheck[];
  /** Checks the keys of a map. */
  keys?: ValueCheck;
  /** Set where the field has to be: what is said besides. */
  requiredDetail?: string;
  /** What an absent value is checked as. */
  zero?: unknown;
  /** What no two items of the list may have in common; undefined for an item that says nothing of it. */
  identity?: (item: unknown) => unknown;
  /** Whether there is something to say when it is absent. */
  isNeeded: boolean;
  isImmutable: boolean;
  /** Whether what is wrong with it is told after all other errors. */
  isDeclared: boolean;
  update?: ReadonlySet<string>;
  below?: ValidationPlan;
}

export type Union = Pick<CheckedField, 'name' | 'field' | 'isDeclared'>[];

/** Objects have few of the fields that their schema has, so what is there is looked up, and only what may not lack is looked for. */
export interface ValidationPlan {
  fields: Map<string, CheckedField>;
  needed: CheckedField[];
  /** Those that not every update may change. */
  guarded: CheckedField[];
  unions: Union[];
}

const plans = new WeakMap<MessageSchema, ValidationPlan>();

/** What of a message there is to look at; made once. */
export function validationPlanOf(root: MessageSchema): ValidationPlan {
  const known = plans.get(root);
  if (known) return known;
  const reaching = messagesReaching(root, hasRules);
  const made = new Map<MessageSchema, ValidationPlan>();
  const plan = make(root);
  plans.set(root, plan);
  return plan;

  function make(message: MessageSchema): ValidationPlan {
    const before = made.get(message);
    if (before) return before;
    const result: ValidationPlan = { fields: new Map(), needed: [], guarded: [], unions: unionsOf(message) };
    made.set(message, result);
    for (const [name, field] of Object.entries(message.fields)) {
      const target = messageOf(field);
      const below = target && reaching.has(target) ? make(target) : undefined;
      if (!below && !hasRules(field)) continue;
      const checked = checkedField(name, field, below);
      result.fields.set(name, checked);
      if (checked.isNeeded) result.needed.push(checked);
      if (checked.isImmutable || checked.update) result.guarded.push(checked);
    }
    return result;
  }
}

const hasRules = ({ rules, immutable }: FieldSchema): boolean => rules !== undefined || immutable === true;

function checkedField(name: string, field: FieldSchema, below: ValidationPlan | undefined): CheckedField {
  const { rules = {}, immutable = false } = field;
  const keys = keyCheck(field);
  const identity = identityOf(field);
  return {
    name,
    field,
    checks: valueChecks(field),
    isNeeded: rules.required === true || rules.absentIsZero === true,
    isImmutable: immutable,
    isDeclared: rules.declared === true,
    ...(keys && { keys }),
    ...(rules.required && { requiredDetail: rules.requiredDetail ?? '' }),
    ...(rules.absentIsZero && {
      zero: field.type === 'int32' || field.type === 'int64' || field.type === 'double' ? 0 : '',
    }),
    ...(identity && { identity }),
    ...(rules.update && { update: new Set(rules.update) }),
    ...(below && { below }),
  };
}

function identityOf(field: FieldSchema): ((item: unknown) => unknown) | undefined {
  const { rules = {}, listKeys } = field;
  const { uniqueBy } = rules;
  if (uniqueBy !== undefined) {
    const key = messageOf(field)!.fields[uniqueBy]!;
    return (item) => {
      const value = (item as JsonObject)[uniqueBy];
      return isAbsent(value, key) ? undefined : value;
    };
  }
  if (!rules.unique) return undefined;
  if (field.type !== 'message') return (item) => item;
  return listKeys ? (item) => idOf(item, listKeys) : (item) => stringifyJson(item);
}

function unionsOf(message: MessageSchema): Union[] {
  const unions = new Map<string, Union>();
  for (const [name, field] of Object.entries(message.fields)) {
    const { union } = field.rules ?? {};
    if (union === undefined) continue;
    const member = { name, field, isDeclared: field.rules?.declared === true };
    const members = unions.get(union);
    if (members) members.push(member);
    else unions.set(union, [member]);
  }
  return [...unions.values()];
}
