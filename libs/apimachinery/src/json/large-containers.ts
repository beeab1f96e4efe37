import type { Steps } from '../steps/steps';
import { endOfString } from './survey-json';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Characters that are looked at in a step. */
const STEP_CHARS = 32_768;

/** More levels than any object has that was accepted, and fewer than the stack holds. */
const MAX_LEVELS = 1000;

/** Some members of an object, or items of a list, up to a comma or the end. */
export interface Slice {
  end: number;
  /** Where the value of its only member begins, if that is a large container itself. */
  large?: number;
}

interface Open {
  start: number;
  closedBy: number;
  slices: Slice[];
  /** Where what is in no slice yet begins. */
  from: number;
  comma: number;
  large?: number;
}

/**
 * The objects and lists of a text that are longer than so many characters, by where they begin, each in slices of not much
 * more than as many; undefined for a text of more than 1,000 levels. The text need not be valid otherwise.
 * @throws SyntaxError for brackets that do not match.
 */
export function* largeContainers(text: string, chars: number): Steps<Map<number, Slice[]> | undefined> {
  const found = new Map<number, Slice[]>();
  const open: Open[] = [];
  let nextStep = STEP_CHARS;

  for (let position = 0; position < text.length; position++) {
    if (position > nextStep) {
      yield;
      nextStep = position + STEP_CHARS;
    }
    const code = text.charCodeAt(position);
    switch (code) {
      case QUOTE:
        position = endOfString(text, position + 1);
        break;
      case OPENING_BRACE:
      case OPENING_BRACKET:
        // In ASCII the sign that closes each comes two after it.
        if (open.length === MAX_LEVELS) return undefined;
        open.push({ start: position, closedBy: code + 2, slices: [], from: position, comma: position });
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET: {
        const closed = open.pop();
        if (closed?.closedBy !== code) throw new SyntaxError(`Unexpected bracket at position ${position}`);
        if (position - closed.start < chars) break;
        endSlice(closed, position);
        found.set(closed.start, closed.slices);
        const around = open.at(-1);
        if (!around) break;
        if (around.comma > around.from) endSlice(around, around.comma);
        around.large = closed.start;
        break;
      }
      case COMMA: {
        const inside = open.at(-1);
        if (!inside) break;
        inside.comma = position;
        if (inside.large !== undefined || position - inside.from >= chars) endSlice(inside, position);
      }
    }
  }
  if (open.length > 0) throw new SyntaxError('Unexpected end of JSON input');
  return found;
}

function endSlice(open: Open, end: number): void {
  open.slices.push(open.large === undefined ? { end } : { end, large: open.large });
  open.from = end;
  delete open.large;
}
