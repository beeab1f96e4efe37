import { isStep, type Steps } from '../steps/steps';
import { isJsonObject, setMember, type JsonObject } from './json-value';

/** To list the keys of an object with more of them takes longer than all else that is done in a step: the engine sorts them. */
const WIDE = 4096;

/** Whether these, just listed, are so many that their step has been long enough. */
export const areWide = ({ length }: readonly string[]): boolean => length > WIDE;

/** Object.keys for a walk over what nobody changes meanwhile: those of a wide object are listed once. */
export type KeysOf = (object: object) => readonly string[];

export function createKeysOf(): KeysOf {
  let wide: Map<object, readonly string[]> | undefined;
  return (object) => {
    const known = wide?.get(object);
    if (known) return known;
    const keys = Object.keys(object);
    if (areWide(keys)) (wide ??= new Map()).set(object, keys);
    return keys;
  };
}

/** Whether a value is no list and no object, or has nothing in it. */
export const hasNoParts = (value: unknown, keysOf: KeysOf): boolean =>
  Array.isArray(value) ? value.length === 0 : !isJsonObject(value) || keysOf(value).length === 0;

/** Puts members of one object into another, which it answers, in steps: what is in them is shared. */
export function* copyMembers<T extends object>(
  from: object,
  into: T,
  keys: readonly string[] = Object.keys(from),
): Steps<T> {
  if (areWide(keys)) yield;
  for (let index = 0; index < keys.length; index++) {
    if (isStep(index)) yield;
    setMember(into as JsonObject, keys[index]!, (from as JsonObject)[keys[index]!]);
  }
  return into;
}
