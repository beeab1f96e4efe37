import type { MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest, newRequestEntityTooLarge } from '../errors/new-errors';
import type { StatusError } from '../errors/status-error';
import { MAX_TEXT_DEPTH, MAX_TEXT_VALUES } from '../json/depth';
import { exactSteps } from '../json/parse-in-steps';
import { areWide } from '../json/wide-objects';
import { JsonSyntaxError, scanSteps } from '../json/scan-json';
import { atOnce, createPace, isStep, type Steps } from '../steps/steps';
import { handledText } from './go-type';
import { DecodeError } from './scalar';
import { readTyped, type TypedText } from './typed-text';
import { mayExceedDepth, mayExceedValues, surveySteps, type JsonSurvey } from '../json/survey-json';

/** What a body said, as a JSON value. */
export interface ParsedJson {
  /** Integers that a number does not hold exactly are bigints. */
  value: unknown;
  /**
   * What is said of keys that stand more than once in an object, the last of which counted: `duplicate field
   * "spec.replicas"`. Found when asked for: the value must not have been changed by then.
   */
  duplicates(): Steps<string[]>;
  /** The value as an object of that type has it, and what is said of the type's keys that stand twice and of those that it has not. */
  as(message: MessageSchema): Steps<TypedText>;
}

/** How many members the objects of a parsed JSON value have. `pace` is of the whole value, however small its parts. */
function* membersInValue(value: object, pace = createPace()): Steps<number> {
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (pace(1)) yield;
      if (typeof item === 'object' && item !== null) members += yield* membersInValue(item, pace);
    }
    return members;
  }
  const keys = Object.keys(value);
  if (areWide(keys)) yield;
  for (const key of keys) {
    if (pace(1)) yield;
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'object' && member !== null) members += yield* membersInValue(member, pace);
  }
  return members + keys.length;
}

/** An escaped surrogate stands for no character by itself, and becomes the replacement character, as in Go. */
const MAY_HOLD_SURROGATE = /\\u[dD][89a-fA-F]/;
const ESCAPES = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\[^]/g;
const LONE_LENGTH = '\\ud800'.length;
const LONE = /^\\u[dD]/;

function* wellFormed(text: string): Steps<string> {
  if (!MAY_HOLD_SURROGATE.test(text)) return text;
  // Of its own: others look through their texts between two steps of this one.
  const escapes = new RegExp(ESCAPES);
  const parts: string[] = [];
  let kept = 0;
  let index = 0;
  for (let found = escapes.exec(text); found; found = escapes.exec(text)) {
    if (isStep(index++)) yield;
    const [escape] = found;
    if (escape.length !== LONE_LENGTH || !LONE.test(escape)) continue;
    parts.push(text.slice(kept, found.index), '\\ufffd');
    kept = escapes.lastIndex;
  }
  parts.push(text.slice(kept));
  yield;
  return parts.join('');
}

/** What is wrong with a text that JSON.parse refused, or that nests too deep. */
function* problemOf(text: string, fallback: unknown): Steps<string> {
  try {
    yield;
    yield* scanSteps(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
  return fallback instanceof Error ? fallback.message : String(fallback);
}

/** What Go says of a text that is no JSON; undefined for one that is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return atOnce(problemOf(text, error));
  }
}

function* unreadable(text: string, fallback: unknown): Steps<StatusError> {
  return newBadRequest(`couldn't get version/kind; json parse error: ${yield* problemOf(text, fallback)}`);
}

/**
 * Parses JSON that a client sent.
 * @throws StatusError BadRequest with Kubernetes' words; also for what nests deeper than {@link MAX_TEXT_DEPTH}; 413 for more
 * than {@link MAX_TEXT_VALUES} values.
 */
export const parseJson = (sent: string): ParsedJson => atOnce(parseSteps(sent));

/** {@link parseJson} in steps; what JSON.parse does is one. */
export function* parseSteps(sent: string): Steps<ParsedJson> {
  const text = yield* wellFormed(sent);
  let known: JsonSurvey | undefined;
  function* survey(): Steps<JsonSurvey> {
    return (known ??= yield* surveySteps(text));
  }
  if (mayExceedDepth(text, MAX_TEXT_DEPTH) && (yield* survey()).depth > MAX_TEXT_DEPTH)
    throw yield* unreadable(text, `exceeded max depth of ${MAX_TEXT_DEPTH}`);
  if (mayExceedValues(text, MAX_TEXT_VALUES) && (yield* survey()).values > MAX_TEXT_VALUES)
    throw newRequestEntityTooLarge(`limit is ${MAX_TEXT_VALUES} values`);
  yield;
  let value: unknown;
  try {
    value = yield* exactSteps(text);
  } catch (error) {
    throw yield* unreadable(text, error);
  }
  // Counting is ten times as fast as looking for the places, of which there are nearly never any.
  function* isUnique(): Steps<boolean> {
    const { members } = yield* survey();
    yield;
    return typeof value !== 'object' || value === null || members === (yield* membersInValue(value));
  }
  const told = (paths: string[]) => paths.map((path) => `duplicate field "${path}"`);
  return {
    value,
    *duplicates() {
      return (yield* isUnique()) ? [] : told(yield* scanSteps(text));
    },
    *as(message) {
      const { floats, longIntegers } = yield* survey();
      if (floats === 0 && longIntegers.length === 0 && (yield* isUnique())) return { value, problems: [] };
      try {
        const typed = yield* readTyped(text, message);
        return typed;
      } catch (error) {
        if (error instanceof DecodeError) throw newBadRequest(handledText(message, error.message));
        throw error;
      }
    },
  };
}
