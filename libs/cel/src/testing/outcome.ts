import { atOnce, settleSteps } from '@kubets/apimachinery';
import { CompileError, createEnvironment, InstantiationError } from '../environment';
import { kubernetesLibraries } from '../kubernetes';
import { DYN, INT, listOf, mapOf, optionalOf, STRING } from '../types/type';
import { fromJson } from '../values/json-value';
import { durationText, timestampText } from '../values/time';
import {
  Duration, EvaluationError, isList, isMap, Opaque, Optional, Timestamp, TypeValue, Uint, type Value,
} from '../values/value'; // prettier-ignore

const environment = createEnvironment({
  variables: {
    any: DYN,
    n: INT,
    s: STRING,
    l: listOf(INT),
    ls: listOf(STRING),
    m: mapOf(STRING, INT),
    o: optionalOf(INT),
  },
  libraries: kubernetesLibraries,
});

const variables = new Map<string, Value>([
  ['any', fromJson({ port: 80, list: [1, 'x'] })],
  ['n', 1n],
  ['s', 'text'],
  ['l', fromJson([1, 2, 3])],
  ['ls', fromJson(['a', 'b'])],
  ['m', fromJson({ a: 1, b: 2 })],
  ['o', Optional.of(1n)],
]);

const BUDGET = 1_000_000;

/** What a text comes to with some variables of each type: its value, `error: …`, `refused at 1:2: …`, or `refused: …` where it is right but cannot be run. */
export function outcome(text: string): string {
  try {
    return shown(atOnce(settleSteps(environment.compile(text).evaluate(variables, BUDGET))).value);
  } catch (error) {
    if (error instanceof InstantiationError) return `refused: ${error.message}`;
    if (error instanceof CompileError) return refusals(error.message);
    if (error instanceof EvaluationError) return `error: ${error.message}`;
    throw error;
  }
}

const refusals = (message: string): string =>
  [...message.matchAll(/^ERROR: <input>:(\d+:\d+): (.*)$/gm)]
    .map(([, at, what]) => `refused at ${at}: ${what}`)
    .join('; ');

/** Each kind of value in a form of its own. */
export function shown(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return /^-?\d+$/.test(String(value)) ? `${value}.0` : String(value);
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof TypeValue) return `type ${value.name}`;
  if (value instanceof Optional) return value.value === undefined ? 'none' : `some(${shown(value.value)})`;
  if (value instanceof Opaque) return value.typeName;
  if (isList(value)) return `[${[...value].map(shown).join(', ')}]`;
  if (!isMap(value)) return String(value);
  return `{${[...value.keys()].map((key) => `${shown(key)}: ${shown(value.get(key)!)}`).join(', ')}}`;
}
