import {
  FieldPath,
  fieldErrors,
  goFloat,
  isJsonObject,
  member,
  setMember,
  type FieldError,
  type JsonObject,
  type KubeObject,
} from '@kubets/apimachinery';
import type { CustomResourceSubresourceScale } from '@kubets/proto-gen/apiextensions/v1';
import type { ScaleStrategy } from '../registry/resource';

const MAX_INT32 = 2 ** 31 - 1;

const stepsOf = (path: string): string[] => path.replace(/^\./, '').split('.');

/** What stands at the end of a path of fields; `problem` where something on the way is no object. */
function lookUp(object: unknown, path: string): { value?: unknown; problem?: string } {
  let value = object;
  const passed: string[] = [];
  for (const step of stepsOf(path)) {
    if (value === undefined || value === null) return {};
    if (!isJsonObject(value))
      return {
        problem: `.${[...passed, step].join('.')} accessor error: ${shown(value)} is of the type ${goType(value)}, expected map[string]interface{}`,
      };
    value = member(value, step);
    passed.push(step);
  }
  return { value };
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'object':
      return value === null ? '<nil>' : 'map[string]interface {}';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'int64' : 'float64';
    case 'bigint':
      return 'int64';
    default:
      return typeof value;
  }
}

const shown = (value: unknown): string => {
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' ? goFloat(value) : String(value);
};

/** A value that has to be of Go's type, if it is there. */
function typed(object: unknown, path: string, type: string): { value?: unknown; problem?: string } {
  const found = lookUp(object, path);
  if (found.problem !== undefined || found.value === undefined || goType(found.value) === type) return found;
  const problem = `.${stepsOf(path).join('.')} accessor error: ${shown(found.value)} is of the type ${goType(found.value)}, expected ${type}`;
  return { problem };
}

const countAt = (object: unknown, path: string): number => Number(typed(object, path, 'int64').value ?? 0);

/** The scale of a custom kind, whose numbers stand where its definition says. */
export function customScale({
  specReplicasPath = '',
  statusReplicasPath = '',
  labelSelectorPath,
}: CustomResourceSubresourceScale): ScaleStrategy<KubeObject> {
  const steps = stepsOf(specReplicasPath);
  return {
    read: (object) => ({
      specReplicas: countAt(object, specReplicasPath),
      statusReplicas: countAt(object, statusReplicasPath),
      selector: labelSelectorPath ? String(typed(object, labelSelectorPath, 'string').value ?? '') : '',
    }),
    write(object, replicas) {
      let at = object as JsonObject;
      for (const step of steps.slice(0, -1)) {
        const inner = member(at, step);
        const next: JsonObject = isJsonObject(inner) ? inner : {};
        setMember(at, step, next);
        at = next;
      }
      setMember(at, steps.at(-1)!, replicas);
    },
    replicasPath: steps,
    missing: (object) => (lookUp(object, specReplicasPath).value === undefined ? specReplicasPath : undefined),
  };
}

/** What is wrong with the numbers and the selector that a scale is made of. `part`: whether only the status was written. */
export function scaleErrors(
  object: KubeObject,
  { specReplicasPath = '', statusReplicasPath = '', labelSelectorPath }: CustomResourceSubresourceScale,
  part: 'all' | 'status',
): FieldError[] {
  const errors = part === 'all' ? countErrors(object, specReplicasPath) : [];
  errors.push(...countErrors(object, statusReplicasPath));
  if (labelSelectorPath) {
    const { problem } = typed(object, labelSelectorPath, 'string');
    if (problem !== undefined) errors.push(fieldErrors.invalid(FieldPath.of(labelSelectorPath), '', problem));
  }
  return errors;
}

function countErrors(object: KubeObject, path: string): FieldError[] {
  const { value = 0, problem } = typed(object, path, 'int64');
  const at = FieldPath.of(path);
  if (problem !== undefined) return [fieldErrors.invalid(at, 0, problem)];
  const count = Number(value);
  if (count < 0) return [fieldErrors.invalid(at, value, 'should be a non-negative integer')];
  if (count > MAX_INT32) return [fieldErrors.invalid(at, value, `should be less than or equal to ${MAX_INT32}`)];
  return [];
}
