import type { Steps } from '@kubets/apimachinery';
import { method, type Library } from '../functions/declaration';
import { allMatches } from '../functions/pattern';
import { sizeOf } from '../functions/sizes';
import { INT, listOf, STRING } from '../types/type';
import { Items, type Value } from '../values/value';

const cost = ([text, regex]: Value[]): number =>
  Math.ceil((sizeOf(text!) + 1) * 0.1) * Math.max(1, Math.ceil(sizeOf(regex!) * 0.25));

function* findAll(text: string, regex: string, limit = -1n): Steps<Value> {
  return new Items(yield* allMatches(text, regex, limit < 0n ? Infinity : Number(limit)));
}

function* find(text: string, regex: string): Steps<Value> {
  const [first = ''] = yield* allMatches(text, regex, 1);
  return first;
}

/** Kubernetes' functions of regular expressions, besides `matches`. */
export const regex: Library = {
  functions: [
    method('find', [STRING, STRING], STRING, find, cost),
    method('findAll', [STRING, STRING], listOf(STRING), findAll, cost),
    method('findAll', [STRING, STRING, INT], listOf(STRING), findAll, cost),
  ],
};
