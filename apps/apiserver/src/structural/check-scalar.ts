import { goFloat, isSteps, type Steps } from '@kubets/apimachinery';
import { matchesPattern } from '@kubets/cel';
import { hasFormat } from './formats';
import type { SchemaNode } from './schema-node';
import type { SchemaProblem } from './schema-problem';

type Found = (problem: SchemaProblem) => void;

/** How long a text may be by its schema. */
export function checkLength(text: string, schema: SchemaNode, path: string): SchemaProblem | undefined {
  const { maxLength, minLength } = schema;
  if (maxLength !== undefined && text.length > Number(maxLength) && codePoints(text) > Number(maxLength)) {
    const max = Number(maxLength);
    return { kind: 'tooLong', path, max, text: `${path} in body should be at most ${max} chars long` };
  }
  if (minLength !== undefined && codePoints(text) < Number(minLength))
    return { kind: 'invalid', path, value: text, text: `${path} in body should be at least ${minLength} chars long` };
  return undefined;
}

/** In steps: whether a text is of the schema's pattern. */
export function* checkPattern(text: string, { pattern }: SchemaNode, path: string): Steps<SchemaProblem | undefined> {
  if (!pattern || (yield* isOfPattern(text, pattern))) return undefined;
  return { kind: 'invalid', path, value: text, text: `${path} in body should match '${pattern}'` };
}

function* isOfPattern(text: string, pattern: string): Steps<boolean> {
  try {
    const result = matchesPattern(text, pattern);
    return isSteps(result) ? yield* result : result;
  } catch {
    return false;
  }
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export function checkFormat(text: string, format: string, path: string): SchemaProblem | undefined {
  if (hasFormat(text, format)) return undefined;
  return {
    kind: 'type',
    path,
    value: text,
    text: `${path} in body must be of type ${format}: ${JSON.stringify(text)}`,
  };
}

type Numeric = number | bigint;

const INT32 = 2 ** 31;
const MAX_FLOAT = 3.4028234663852886e38;

const isWhole = (value: Numeric): boolean => typeof value === 'bigint' || Number.isInteger(value);

/** Whether Go reads it as an integer: what has no place in 64 bits is a float. */
export const isInt64 = (value: Numeric): boolean => isWhole(value) && value < 2 ** 63 && value >= -(2 ** 63);

/** The schema's rules of a number. `type` is the only type that it may be, empty where there are several. */
export function checkNumber(
  value: Numeric,
  schema: SchemaNode,
  { path, type, format }: { path: string; type: string; format: string },
  found: Found,
): void {
  const composite = (text: string) => found({ kind: 'composite', text });
  const range = (number: Numeric, prefix: string): boolean => {
    if (isInRange(number, type, format)) return true;
    composite(
      `${prefix} value must be of type ${type} ${format ? `with format ${format}` : '(default format)'} in ${path}`,
    );
    return false;
  };
  const invalid = (text: string) => found({ kind: 'invalid', path, value, text: `${path} in body should be ${text}` });
  range(value, 'Checked');
  const { multipleOf, maximum, minimum, exclusiveMaximum = false, exclusiveMinimum = false } = schema;
  if (multipleOf !== undefined) {
    const isNative = range(multipleOf, 'MultipleOf') && isWhole(value);
    const factor = isNative ? Math.trunc(multipleOf) : multipleOf;
    if (factor <= 0)
      found({
        kind: 'invalid',
        path,
        value: factor,
        text: `factor MultipleOf declared for ${path} must be positive: ${factor}`,
      });
    else if (!isMultiple(value, factor, isNative)) invalid(`a multiple of ${factor}`);
  }
  // A whole number is compared with a whole one, and told so.
  const boundOf = (bound: number, prefix: string): { bound: number; text: string } =>
    range(bound, prefix) && isWhole(value)
      ? { bound: Math.trunc(bound), text: String(Math.trunc(bound)) }
      : { bound, text: goFloat(bound) };
  if (maximum !== undefined) {
    const { bound, text } = boundOf(maximum, 'Maximum boundary');
    if (exclusiveMaximum ? value >= bound : value > bound)
      invalid(`less than ${exclusiveMaximum ? '' : 'or equal to '}${text}`);
  }
  if (minimum !== undefined) {
    const { bound, text } = boundOf(minimum, 'Minimum boundary');
    if (exclusiveMinimum ? value <= bound : value < bound)
      invalid(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${text}`);
  }
}

function isInRange(value: Numeric, type: string, format: string): boolean {
  if (type === 'integer') {
    if (!isWhole(value)) return false;
    if (format === 'int32') return value < INT32 && value >= -INT32;
    return value < 2 ** 63 && value >= -(2 ** 63);
  }
  return type !== 'number' || format !== 'float' || Math.abs(Number(value)) <= MAX_FLOAT;
}

function isMultiple(value: Numeric, factor: number, isNative: boolean): boolean {
  if (isNative) return BigInt(value) % BigInt(factor) === 0n;
  const times = factor < 1 ? (1 / factor) * Number(value) : Number(value) / factor;
  if (!Number.isFinite(times)) return false;
  const whole = Math.trunc(times);
  const off = Math.abs(times - whole);
  if (times === whole) return true;
  // What a float cannot tell from a whole number is one.
  return times !== 0 && off / (Math.abs(times) + Math.abs(whole)) < 1e-9;
}
