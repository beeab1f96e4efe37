import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isStep, type Steps } from '../steps/steps';
import type { FieldError } from '../validation/field-error';
import { messageOf } from './reach';

type Place = number[];

/** Errors in the order of the schema's fields, in steps. */
export function* sortByPlace(errors: FieldError[], message: MessageSchema): Steps<FieldError[]> {
  if (errors.length < 2) return errors;
  const placed: { error: FieldError; place: Place }[] = [];
  for (const error of errors) {
    const place = placeOf(error.field, message, { isRule: true, isDeclared: error.told === 'declared' });
    if (isStep(placed.push({ error, place }))) yield;
  }
  return placed.sort((a, b) => order(a.place, b.place) || a.place.length - b.place.length).map(({ error }) => error);
}

/**
 * The errors of two passes over one object as if one pass had found them, in steps: those of the schema's `rules`, which are
 * in the order of its fields, each where its field has its turn, and the others in their own order. Of the items of a list
 * that is too long, and of what should not be there at all, nothing more is said. What Kubernetes' types declare comes last.
 */
export function* mergeByPlace(rules: FieldError[], others: FieldError[], message: MessageSchema): Steps<FieldError[]> {
  const [declaredRules, otherRules] = byDeclared(rules);
  const [declaredOthers, rest] = byDeclared(others);
  return [
    ...(yield* mergePass(otherRules, rest, message, false)),
    ...(yield* mergePass(declaredRules, declaredOthers, message, true)),
  ];
}

/** The errors that come last of all, and before them all others; each in their order. */
export function declaredLast(errors: readonly FieldError[]): FieldError[] {
  const [declared, others] = byDeclared(errors);
  return [...others, ...declared];
}

function byDeclared(errors: readonly FieldError[]): [declared: FieldError[], others: FieldError[]] {
  const isDeclared = ({ told }: FieldError): boolean => told === 'declared';
  return [errors.filter(isDeclared), errors.filter((error) => !isDeclared(error))];
}

function* mergePass(
  rules: FieldError[],
  others: FieldError[],
  message: MessageSchema,
  isDeclared: boolean,
): Steps<FieldError[]> {
  if (rules.length === 0) return others;
  if (others.length === 0) return rules;
  const alone = new Set(others.filter(({ told }) => told === 'alone').map(({ field, toldAt = field }) => toldAt));
  if (alone.size > 0) rules = rules.filter(({ field }) => !isInside(field, alone));
  const places: Place[] = [];
  for (const error of rules)
    if (isStep(places.push(placeOf(error.field, message, { isRule: true, isDeclared })))) yield;
  const tooLong = new Set(rules.filter(({ type }) => type === 'tooMany').map(({ field }) => field));
  const merged: FieldError[] = [];
  let next = 0;
  for (const [index, other] of others.entries()) {
    if (isStep(index)) yield;
    if (tooLong.size > 0 && isInside(other.field, tooLong)) continue;
    const place = placeOf(other.toldAt ?? other.field, message, { isRule: false, isDeclared });
    if (other.told === 'last') place[place.length - 1] = Infinity;
    // What is wrong inside a value comes before what is wrong with it as a whole.
    while (next < rules.length && order(places[next]!, place) <= 0) merged.push(rules[next++]!);
    merged.push(other);
  }
  return merged.concat(rules.slice(next));
}

/** Whether the field is below one of the others. */
function isInside(field: string, others: ReadonlySet<string>): boolean {
  let inKey = false;
  for (let at = 0; at < field.length; at++) {
    const character = field[at];
    if (!inKey && (character === '.' || character === '[') && others.has(field.slice(0, at))) return true;
    if (character === '[') inKey = true;
    else if (character === ']') inKey = false;
  }
  return false;
}

/** `spec.ports[1].name` → where each of its steps comes among its siblings. */
function placeOf(
  field: string,
  root: MessageSchema,
  { isRule, isDeclared }: { isRule: boolean; isDeclared: boolean },
): Place {
  const place: number[] = [];
  let message: MessageSchema | undefined = root;
  for (const name of stepsOf(field)) {
    if (typeof name === 'number') {
      place.push(name);
      continue;
    }
    const positions: ReadonlyMap<string, number> | undefined = message && positionsIn(message, isDeclared);
    const found: FieldSchema | undefined = message?.fields[name];
    place.push(isRule && found?.rules?.last ? positions!.size : (positions?.get(name) ?? -1));
    message = found && messageOf(found);
  }
  return place;
}

interface Positions {
  declared: ReadonlyMap<string, number>;
  checked: ReadonlyMap<string, number>;
}

const known = new WeakMap<MessageSchema, Positions>();

/** Of a message's fields: as its type declares them, or as they are checked. */
function positionsIn(message: MessageSchema, isDeclared: boolean): ReadonlyMap<string, number> {
  let positions = known.get(message);
  if (!positions) {
    const names = Object.keys(message.fields);
    const declared = positionsOf(names);
    const checked = message.checked ? positionsOf([...message.checked, ...names]) : declared;
    known.set(message, (positions = { declared, checked }));
  }
  return isDeclared ? positions.declared : positions.checked;
}

const positionsOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...new Set(names)].map((name, index) => [name, index]));

/** Names of fields and positions of items; the entries of a map are as good as one. */
function* stepsOf(field: string): Generator<string | number> {
  for (let at = 0; at < field.length;) {
    if (field[at] === '[') {
      const end = field.indexOf(']', at);
      if (end < 0) return;
      yield Number(field.slice(at + 1, end)) || 0;
      at = end + 1;
    } else if (field[at] === '.') at++;
    else {
      let end = at;
      while (end < field.length && field[end] !== '.' && field[end] !== '[') end++;
      yield field.slice(at, end);
      at = end;
    }
  }
}

/** 0 where one is inside the other. */
function order(a: Place, b: Place): number {
  for (let step = 0; step < Math.min(a.length, b.length); step++) if (a[step] !== b[step]) return a[step]! - b[step]!;
  return 0;
}
