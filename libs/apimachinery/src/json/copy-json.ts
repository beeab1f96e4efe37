import { isJsonContainer, type JsonContainer, type JsonObject, setMember } from './json-value';
import { areWide } from './wide-objects';
import { isStep, type Steps } from '../steps/steps';

/** A JSON value that shares nothing with the one it is a copy of, in steps. */
export function* copySteps<T>(value: T): Steps<T> {
  if (!isJsonContainer(value)) return value;
  const root = emptyOf(value);
  const waiting: [from: JsonContainer, into: JsonContainer][] = [[value, root]];
  let index = 0;

  const copyOf = (member: unknown): unknown => {
    if (!isJsonContainer(member)) return member;
    const into = emptyOf(member);
    waiting.push([member, into]);
    return into;
  };

  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [from, into] = next;
    if (Array.isArray(from)) {
      for (const item of from) {
        if (isStep(index++)) yield;
        (into as unknown[]).push(copyOf(item));
      }
      continue;
    }
    const keys = Object.keys(from);
    if (areWide(keys)) yield;
    for (const key of keys) {
      if (isStep(index++)) yield;
      setMember(into as JsonObject, key, copyOf(from[key]));
    }
  }
  return root as T;
}

const emptyOf = (value: JsonContainer): JsonContainer => (Array.isArray(value) ? [] : {});
