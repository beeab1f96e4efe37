import type { Steps } from '@kubets/apimachinery';

// The engine's own search may compare every character of a part at every place of a text. Of short parts that is little; for
// long ones a table of where the part repeats itself is made (Knuth, Morris, Pratt): each character is looked at twice.

const LONG_PART = 128;
/** As many characters are searched in one step. */
const PIECE = 32_768;

/** Where a part first stands in a text, or last; -1 where it does not. `from` is where it may begin at the earliest, or latest. */
export function* positionOf(text: string, part: string, from = 0): Steps<number> {
  if (part.length > LONG_PART) return yield* repeating(text, part, from);
  for (let start = from; ; start += PIECE) {
    const end = start + PIECE + part.length;
    if (end >= text.length) return text.indexOf(part, start);
    const found = text.slice(start, end).indexOf(part);
    if (found >= 0) return start + found;
    yield;
  }
}

export function* lastPositionOf(text: string, part: string, from = text.length): Steps<number> {
  if (part.length > LONG_PART) return yield* repeatingBackwards(text, part, Math.min(from, text.length - part.length));
  for (let end = Math.min(from, text.length - part.length) + 1; end > 0; end -= PIECE) {
    const start = Math.max(0, end - PIECE);
    const found = text.slice(start, end + part.length - 1).lastIndexOf(part);
    if (found >= 0) return start + found;
    yield;
  }
  return -1;
}

function* repeating(text: string, part: string, from: number): Steps<number> {
  const borders = yield* bordersOf(part.length, (index) => part.charCodeAt(index));
  let matched = 0;
  for (let index = from; index < text.length; index++) {
    if (index % PIECE === 0) yield;
    const unit = text.charCodeAt(index);
    while (matched > 0 && part.charCodeAt(matched) !== unit) matched = borders[matched - 1]!;
    if (part.charCodeAt(matched) === unit) matched++;
    if (matched === part.length) return index - matched + 1;
  }
  return -1;
}

function* repeatingBackwards(text: string, part: string, from: number): Steps<number> {
  const last = part.length - 1;
  const borders = yield* bordersOf(part.length, (index) => part.charCodeAt(last - index));
  let matched = 0;
  for (let index = from + last; index >= 0; index--) {
    if (index % PIECE === 0) yield;
    const unit = text.charCodeAt(index);
    while (matched > 0 && part.charCodeAt(last - matched) !== unit) matched = borders[matched - 1]!;
    if (part.charCodeAt(last - matched) === unit) matched++;
    if (matched === part.length) return index;
  }
  return -1;
}

/** For each beginning of a text: how long the longest part is that it begins and ends with. */
function* bordersOf(length: number, unitAt: (index: number) => number): Steps<Int32Array> {
  const borders = new Int32Array(length);
  for (let index = 1, matched = 0; index < length; index++) {
    if (index % PIECE === 0) yield;
    const unit = unitAt(index);
    while (matched > 0 && unitAt(matched) !== unit) matched = borders[matched - 1]!;
    if (unitAt(matched) === unit) matched++;
    borders[index] = matched;
  }
  return borders;
}
