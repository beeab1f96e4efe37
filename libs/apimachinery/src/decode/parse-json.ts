import { newBadRequest, newRequestEntityTooLarge } from '../errors/new-errors';
import { MAX_TEXT_DEPTH, MAX_TEXT_VALUES } from '../json/depth';
import { parseExactJson } from '../json/exact-json';
import { JsonSyntaxError, scanJson } from '../json/scan-json';
import { mayExceedDepth, mayExceedValues, surveyJson, type JsonSurvey } from '../json/survey-json';

/** What a body said, as a JSON value. */
export interface ParsedJson {
  /** Integers that a number does not hold exactly are bigints. */
  value: unknown;
  /**
   * What is said of keys that stand more than once in an object, the last of which counted: `duplicate field
   * "spec.replicas"`. Found when asked for: the value must not have been changed by then.
   */
  duplicates(): string[];
}

/** How many members the objects of a parsed JSON value have. */
function membersInValue(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += membersInValue(item);
    return members;
  }
  for (const key of Object.keys(value)) members += 1 + membersInValue((value as Record<string, unknown>)[key]);
  return members;
}

/** An escaped surrogate stands for no character by itself, and becomes the replacement character, as in Go. */
const MAY_HOLD_SURROGATE = /\\u[dD][89a-fA-F]/;
const ESCAPES = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\[^]/g;
const wellFormed = (text: string): string =>
  MAY_HOLD_SURROGATE.test(text) ? text.replace(ESCAPES, (escape) => (/^\\u[dD]/.test(escape) && escape.length === 6 ? '\\ufffd' : escape)) : text;

/** What is wrong with a text that JSON.parse refused, or that nests too deep. */
function problemOf(text: string, fallback: unknown): string {
  try {
    scanJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
  return fallback instanceof Error ? fallback.message : String(fallback);
}

const unreadable = (text: string, fallback: unknown) => newBadRequest(`couldn't get version/kind; json parse error: ${problemOf(text, fallback)}`);

/**
 * Parses JSON that a client sent.
 * @throws StatusError BadRequest with Kubernetes' words; also for what nests deeper than {@link MAX_TEXT_DEPTH}; 413 for more
 * than {@link MAX_TEXT_VALUES} values.
 */
export function parseJson(sent: string): ParsedJson {
  const text = wellFormed(sent);
  let known: JsonSurvey | undefined;
  const survey = (): JsonSurvey => (known ??= surveyJson(text));
  if (mayExceedDepth(text, MAX_TEXT_DEPTH) && survey().depth > MAX_TEXT_DEPTH) throw unreadable(text, `exceeded max depth of ${MAX_TEXT_DEPTH}`);
  if (mayExceedValues(text, MAX_TEXT_VALUES) && survey().values > MAX_TEXT_VALUES) throw newRequestEntityTooLarge(`limit is ${MAX_TEXT_VALUES} values`);
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch (error) {
    throw unreadable(text, error);
  }
  return {
    value,
    // Counting is ten times as fast as looking for the places, of which there are nearly never any.
    duplicates: () => (survey().members === membersInValue(value) ? [] : scanJson(text).map((path) => `duplicate field "${path}"`)),
  };
}
