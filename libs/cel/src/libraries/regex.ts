import { method, type Library } from '../functions/declaration';
import { sizeOf } from '../functions/sizes';
import { pattern } from '../functions/standard';
import { INT, listOf, STRING } from '../types/type';
import { Items, type ListValue, type Value } from '../values/value';

const cost = ([text, regex]: Value[]): number =>
  Math.ceil((sizeOf(text!) + 1) * 0.1) * Math.max(1, Math.ceil(sizeOf(regex!) * 0.25));

function findAll(text: string, regex: string, limit = -1n): ListValue {
  const matcher = pattern(regex).matcher(text);
  const found: string[] = [];
  while ((limit < 0n || BigInt(found.length) < limit) && matcher.find()) found.push(matcher.group() ?? '');
  return new Items(found);
}

function find(text: string, regex: string): string {
  const matcher = pattern(regex).matcher(text);
  return matcher.find() ? (matcher.group() ?? '') : '';
}

/** Kubernetes' functions of regular expressions, besides `matches`. */
export const regex: Library = {
  functions: [
    method('find', [STRING, STRING], STRING, find, cost),
    method('findAll', [STRING, STRING], listOf(STRING), findAll, cost),
    method('findAll', [STRING, STRING, INT], listOf(STRING), findAll, cost),
  ],
};
