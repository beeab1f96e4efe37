import { atOnce, type Steps } from '../steps/steps';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;

/** From this many digits on, an integer may be one that a number does not hold exactly. */
const LONG_DIGITS = 16;

/** What a JSON text holds, as far as its tokens tell. */
export interface JsonSurvey {
  /** Levels of objects and lists. */
  depth: number;
  /** Members of all objects, those that repeat a key included. */
  members: number;
  /** Values of all sorts, as many as commas and opening brackets make: never fewer than half of those there are. */
  values: number;
  /** Where integers of 16 digits or more stand: from, to. */
  longIntegers: [number, number][];
  /** Numbers with a fraction or an exponent. */
  floats: number;
}

/** Whether a text may nest deeper than that, told by its brackets alone. Most texts have too few, and are not looked at closely. */
export const mayExceedDepth = (text: string, depth: number): boolean => holdsMoreThan(text, ['{', '['], depth);

/** In steps: whether a text that is JSON nests deeper than that. */
export function* exceedsDepth(text: string, depth: number): Steps<boolean> {
  return mayExceedDepth(text, depth) && (yield* surveySteps(text)).depth > depth;
}

/** Whether a text may hold more values than that, told by its signs alone. */
export const mayExceedValues = (text: string, values: number): boolean =>
  text.length > values && holdsMoreThan(text, ['{', '[', ','], values);

function holdsMoreThan(text: string, signs: readonly string[], count: number): boolean {
  let found = 0;
  for (const sign of signs) {
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) if (++found > count) return true;
  }
  return false;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** The position of the quote that ends a string which begins behind `from`; the end of the text when none does. */
export function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let start = quote;
    while (start > from && text.charCodeAt(start - 1) === BACKSLASH) start--;
    if ((quote - start) % 2 === 0) return quote;
  }
  return text.length;
}

/** Characters that are looked at in a step. */
const STEP_CHARS = 65_536;

/** One pass over a text, which need not be valid JSON; linear, and quick over long strings. */
export const surveyJson = (text: string): JsonSurvey => atOnce(surveySteps(text));

/** {@link surveyJson} in steps. */
export function* surveySteps(text: string): Steps<JsonSurvey> {
  const pass: Pass = {
    position: 0,
    depth: 0,
    survey: { depth: 0, members: 0, values: 0, longIntegers: [], floats: 0 },
  };
  for (;;) {
    surveyUpTo(text, pass, pass.position + STEP_CHARS);
    if (pass.position >= text.length) return pass.survey;
    yield;
  }
}

/** How far a pass has come. */
interface Pass {
  position: number;
  depth: number;
  survey: JsonSurvey;
}

function surveyUpTo(text: string, pass: Pass, to: number): void {
  const { survey } = pass;
  const end = Math.min(to, text.length);
  let { position, depth } = pass;
  for (; position < end; position++) {
    const code = text.charCodeAt(position);
    switch (code) {
      case QUOTE:
        position = endOfString(text, position + 1);
        break;
      case 0x3a: // colon
        survey.members++;
        break;
      case 0x2c: // comma
        survey.values++;
        break;
      case 0x7b: // braces and brackets
      case 0x5b:
        survey.values++;
        if (++depth > survey.depth) survey.depth = depth;
        break;
      case 0x7d:
      case 0x5d:
        depth--;
        break;
      default:
        if (isDigit(code)) position = noteNumber(text, position, survey);
    }
  }
  pass.position = position;
  pass.depth = depth;
}

/** Returns the position of the number's last character. */
function noteNumber(text: string, start: number, survey: JsonSurvey): number {
  let end = start + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  const next = text.charCodeAt(end) | 0x20;
  const isInteger = next !== 0x65 && next !== 0x2e;
  if (isInteger && end - start >= LONG_DIGITS)
    survey.longIntegers.push([text[start - 1] === '-' ? start - 1 : start, end]);
  // The digits of a fraction or an exponent are no integer of their own.
  if (!isInteger) survey.floats++;
  if (!isInteger) while (/[0-9.eE+-]/.test(text[end] ?? '')) end++;
  return end - 1;
}
