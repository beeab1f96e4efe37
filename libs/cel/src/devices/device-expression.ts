import { settleSteps, type Steps } from '@kubets/apimachinery';
import { CompileError, createEnvironment, type Program } from '../environment';
import { kubernetesLibraries } from '../kubernetes';
import { BOOL, bounded, mapOf, opaque, STRING, typeText, type FieldType, type Type } from '../types/type';
import { EvaluationError, typeNameOf } from '../values/value';
import { deviceValue, type DeviceContent } from './device-value';

/** The most that one expression may cost. */
export const DEVICE_EXPRESSION_BUDGET = 1_000_000;
const MOST_ENTRIES = 32;
const MOST_DOMAIN = 63;
const MOST_ID = 32;
const MOST_VALUE = 64;

const domains = (value: Type): Type =>
  bounded(
    mapOf(bounded(STRING, MOST_DOMAIN), bounded(mapOf(bounded(STRING, MOST_ID), value), MOST_ENTRIES)),
    MOST_ENTRIES,
  );
const ATTRIBUTE: Type = { kind: 'dyn', most: MOST_VALUE };
const FIELDS = new Map<string, FieldType>([
  ['allowMultipleAllocations', { type: BOOL }],
  ['attributes', { type: domains(ATTRIBUTE) }],
  ['capacity', { type: domains(opaque('kubernetes.Quantity')) }],
  ['driver', { type: bounded(STRING, MOST_DOMAIN) }],
]);
const DEVICE: Type = { kind: 'object', name: 'kubernetes.DRADevice', fields: FIELDS };
const environment = createEnvironment({ variables: { device: DEVICE }, libraries: kubernetesLibraries });

/** An expression that chooses devices, or Kubernetes' words for why it cannot. */
export type DeviceExpression = { program: Program; problem?: undefined } | { program?: undefined; problem: string };

/** In steps: an expression of a selector of DeviceClasses or of requests. */
export function* compileDeviceExpression(text: string): Steps<DeviceExpression> {
  try {
    const program = yield* environment.compileSteps(text);
    const type = typeText(program.type);
    // What an attribute is, only the device says.
    if (type === 'bool' || type === 'dyn') return { program };
    return { problem: `must evaluate to bool or the unknown type, not ${type}` };
  } catch (error) {
    if (error instanceof CompileError) return { problem: `compilation failed: ${error.message}` };
    throw error;
  }
}

/** In steps: whether a device is chosen. @throws EvaluationError for what cannot be told of the device. */
export function* deviceMatches(program: Program, device: DeviceContent): Steps<boolean> {
  const variables = new Map([['device', deviceValue(device)]]);
  const { value } = yield* settleSteps(program.evaluate(variables, DEVICE_EXPRESSION_BUDGET));
  if (typeof value === 'boolean') return value;
  throw new EvaluationError(`CEL result of type ${typeNameOf(value)} could not be converted to bool`);
}
