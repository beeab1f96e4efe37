import { isJsonObject } from '../json/json-value';
import { atOnce, isStep, type Steps } from '../steps/steps';

/** A JSON value as Go prints it, which is how Kubernetes shows a patch in errors: `map[$patch:x ports:[map[port:80]]]`. */
export const goValue = (value: unknown): string => atOnce(goValueSteps(value));

/** {@link goValue} in steps. */
export function* goValueSteps(value: unknown): Steps<string> {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value !== 'object') return String(value);
  const isList = Array.isArray(value);
  const parts: string[] = [];
  for (const key of isList ? value.keys() : Object.keys(value).sort()) {
    if (isStep()) yield;
    const text = yield* goValueSteps((value as Record<string | number, unknown>)[key]);
    parts.push(isList ? text : `${key}:${text}`);
  }
  return isList ? `[${parts.join(' ')}]` : `map[${parts.join(' ')}]`;
}

/** The same where Go was told to expect a text: what is none is marked with its type, `%!s(int64=5)`. */
export function goText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isJsonObject(value)) return `%!s(${goTypeOf(value)}=${String(value)})`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goText(value[key])}`);
  return `map[${members.join(' ')}]`;
}

/** A JSON value as Go's syntax has it: `map[string]interface {}{"a":1}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (!isJsonObject(value)) return String(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`);
  return `map[string]interface {}{${members.join(', ')}}`;
}

/** The name Go has for the type of a JSON value. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
