import type { Steps } from '@kubets/apimachinery';
import type { RE2JS } from 're2js';
import { EvaluationError } from '../values/value';
import { linearPattern } from './linear-pattern';
import { searchPattern, type Found } from './pattern-search';
import { widthAt } from './sizes';

/** A pattern of RE2, which takes a time that grows with the text. @throws EvaluationError. */
export function compilePattern(text: string): RE2JS {
  try {
    return linearPattern(text);
  } catch (error) {
    throw new EvaluationError((error as Error).message);
  }
}

/** As many characters, times instructions of the pattern, are left to the library, which does all at once. */
const AT_ONCE = 100_000;

const isShort = (text: string, { re2Input }: RE2JS): boolean =>
  text.length * (re2Input as { numberOfInstructions(): number }).numberOfInstructions() <= AT_ONCE;

/** Whether a pattern occurs anywhere in a text; in steps where that may take long. @throws EvaluationError. */
export function matchesPattern(text: string, regex: string): boolean | Steps<boolean> {
  const made = compilePattern(regex);
  return isShort(text, made) ? made.test(text) : occurs(made, text);
}

function* occurs(regex: RE2JS, text: string): Steps<boolean> {
  return (yield* searchPattern(regex, text, { from: 0, isAny: true })) !== undefined;
}

/** A pattern may be looked for from every place of a text to its end: a time that grows with the square of the text. */
const MOST_STEPS = 4_000;

/** What a pattern matches, from left to right. @throws EvaluationError. */
export function* allMatches(text: string, regex: string, limit: number): Steps<string[]> {
  const made = compilePattern(regex);
  const found: string[] = [];
  const [effort, left] = [{ work: 0 }, { steps: MOST_STEPS }];
  const next = isShort(text, made)
    ? atOnceFrom(made, text)
    : (from: number) => bounded(searchPattern(made, text, { from, effort }), left);
  for (let from = 0; found.length < limit && from <= text.length;) {
    const one = yield* next(from);
    if (!one) break;
    found.push(text.slice(one.start, one.end));
    from = one.end > one.start ? one.end : one.end + widthAt(text, one.end);
  }
  return found;
}

/** The result of steps, of which no more are made than are left. @throws EvaluationError. */
function* bounded<T>(steps: Steps<T>, left: { steps: number }): Steps<T> {
  for (; left.steps > 0; left.steps--) {
    const { done, value } = steps.next();
    if (done) return value;
    yield;
  }
  throw new EvaluationError('operation interrupted');
}

function atOnceFrom(regex: RE2JS, text: string): () => Steps<Found | undefined> {
  const matcher = regex.matcher(text);
  return function* () {
    return matcher.find() ? { start: matcher.start(), end: matcher.end() } : undefined;
  };
}
