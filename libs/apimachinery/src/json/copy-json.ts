import { copyOf, setMember, type JsonObject } from './json-value';
import { isStep, type Steps } from '../steps/steps';

type Container = unknown[] | JsonObject;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** A JSON value that shares nothing with the one it is a copy of, in steps. */
export function* copySteps<T>(value: T): Steps<T> {
  if (!isContainer(value)) return value;
  const root = shallow(value);
  const waiting: Container[] = [root];
  let index = 0;
  for (let container = waiting.pop(); container; container = waiting.pop()) {
    if (Array.isArray(container)) {
      for (let at = 0; at < container.length; at++) {
        if (isStep(index++)) yield;
        const item: unknown = container[at];
        if (isContainer(item)) waiting.push((container[at] = shallow(item)));
      }
      continue;
    }
    for (const key of Object.keys(container)) {
      if (isStep(index++)) yield;
      const member = container[key];
      if (!isContainer(member)) continue;
      const copy = shallow(member);
      setMember(container, key, copy);
      waiting.push(copy);
    }
  }
  return root as T;
}

const shallow = (value: Container): Container => (Array.isArray(value) ? value.slice() : copyOf(value));
