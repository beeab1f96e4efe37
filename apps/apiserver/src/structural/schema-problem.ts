import { FieldPath, fieldErrors, type FieldError } from '@kubets/apimachinery';

/** What keeps a value from what its schema says. */
export type SchemaProblem = { text: string } & (
  | { kind: 'required'; path: string }
  | { kind: 'enum'; path: string; value: unknown; values: readonly unknown[] }
  | { kind: 'tooLong'; path: string; max: number }
  | { kind: 'tooMany'; path: string; actual: number; max: number }
  | { kind: 'type'; path: string; value: unknown }
  | { kind: 'invalid'; path: string; value: unknown }
  /** Of several schemas together, and what is wrong with a schema itself. */
  | { kind: 'composite' }
);

/** As many are told of. */
export const MAX_PROBLEMS = 1_000;
/** And of no more, once their texts are so long together. */
export const MAX_TOLD = 1_000_000;

/** The same as Kubernetes tells it; `base` is where the value stands, empty for an object. */
export function fieldErrorOf(problem: SchemaProblem, base: string): FieldError {
  if (problem.kind === 'composite') return fieldErrors.invalid(FieldPath.of(base), '', problem.text);
  const name = problem.path.startsWith('.') ? problem.path.slice(1) : problem.path;
  const path = FieldPath.of([base, name].filter((part) => part !== '').join('.'));
  switch (problem.kind) {
    case 'required':
      return fieldErrors.required(path);
    case 'enum':
      return fieldErrors.notSupported(
        path,
        problem.value,
        problem.values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
      );
    case 'tooLong':
      return fieldErrors.tooLong(path, '', problem.max);
    case 'tooMany':
      return fieldErrors.tooMany(path, problem.actual, problem.max);
    case 'type':
      return fieldErrors.typeInvalid(path, problem.value ?? '', problem.text);
    case 'invalid':
      return fieldErrors.invalid(path, problem.value ?? '', problem.text);
  }
}
