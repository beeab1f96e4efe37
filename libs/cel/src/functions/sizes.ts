import { EvaluationError, isList, isMap, type Value } from '../values/value';

/** Code points of a text, bytes, items or entries; 1 for all else. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return codePoints(value);
  if (value instanceof Uint8Array) return value.length;
  return isList(value) || isMap(value) ? value.size : 1;
}

const isLead = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isTrail = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** Of long texts the last one is remembered: a loop asks for the same again and again. */
const LONG = 1_024;
let last = { text: '', count: 0 };

/** Characters of a text: two surrogates that belong together are one. */
export function codePoints(text: string): number {
  if (text.length > LONG && text === last.text) return last.count;
  let count = text.length;
  for (let index = 1; index < text.length; index++)
    if (isTrail(text.charCodeAt(index)) && isLead(text.charCodeAt(index - 1))) count--;
  if (text.length > LONG) last = { text, count };
  return count;
}

/** Of the character that begins there, in the text's own units. */
export const widthAt = (text: string, offset: number): number =>
  isLead(text.charCodeAt(offset)) && isTrail(text.charCodeAt(offset + 1)) ? 2 : 1;

/** Where a character of a text begins that is so many characters from the start; its length for those after the last. */
export function offsetOf(text: string, character: number): number {
  if (codePoints(text) === text.length) return Math.min(character, text.length);
  let offset = 0;
  for (let count = 0; count < character && offset < text.length; count++) offset += widthAt(text, offset);
  return offset;
}

/** How many characters stand before an offset. */
export const charactersBefore = (text: string, offset: number): number =>
  codePoints(text) === text.length ? offset : codePoints(text.slice(0, offset));

/** What goes through a text costs by its length. */
export const byText = ([text]: Value[]): number => Math.max(1, Math.ceil(sizeOf(text!) * 0.1));
export const byItems = ([list]: Value[]): number => Math.max(1, sizeOf(list!));

/** As many characters a text may come to have. */
const MAX_TEXT = 10_000_000;

/** @throws EvaluationError for a text that would be too long. */
export function boundText(length: number): void {
  if (length > MAX_TEXT) throw new EvaluationError(`text is too long: ${length} characters`);
}
