import { isList, isMap, type Value } from '../values/value';

/** Code points of a text, bytes, items or entries; 1 for all else. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return codePoints(value);
  if (value instanceof Uint8Array) return value.length;
  return isList(value) || isMap(value) ? value.size : 1;
}

export function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xdc00 || unit > 0xdfff) count++;
  }
  return count;
}

/** What goes through a text costs by its length. */
export const byText = ([text]: Value[]): number => Math.max(1, Math.ceil(sizeOf(text!) * 0.1));
export const byItems = ([list]: Value[]): number => Math.max(1, sizeOf(list!));
