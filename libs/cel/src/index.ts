// CEL, the language of rules: expressions are parsed, checked against the types of what they may name, and evaluated within a
// budget. `createEnvironment({ variables, libraries }).compile(text)` answers a program or throws a CompileError in
// cel-go's words; `program.evaluate(variables, budget)` answers a value and what it has cost, at once or, where that takes long, in
// steps (`settleSteps`, `atOnce`); or throws an EvaluationError.
// JSON comes in by `fromJson`, which makes values of a type piece by piece; `toJson` leads back. What Kubernetes adds to
// the language are `kubernetesLibraries`; a library of one's own is a list of `global` and `method` functions.
// Own code as neither library of npm is enough: @bufbuild/cel checks no types and has no optional values, @marcbachmann/cel-js
// has integers beyond 64 bits, patterns of RegExp and no macros of two variables.
export { compileDeviceExpression, deviceMatches, DEVICE_EXPRESSION_BUDGET } from './devices/device-expression';
export type { DeviceExpression } from './devices/device-expression';
export type { DeviceContent } from './devices/device-value';
export { CompileError, InstantiationError, createEnvironment } from './environment';
export type { Environment, EnvironmentOptions, Program } from './environment';
export { BudgetExceeded } from './evaluate/run';
export type { Evaluated } from './evaluate/evaluate';
export { global, method } from './functions/declaration';
export type { Library, Overload } from './functions/declaration';
export { compilePattern, matchesPattern } from './functions/pattern';
export { kubernetesLibraries, MATCH_CONDITIONS_BUDGET, PER_CALL_LIMIT, RUNTIME_BUDGET } from './kubernetes';
export type { Expr } from './syntax/ast';
export {
  BOOL,
  bounded,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  opaque,
  optionalOf,
  STRING,
  TIMESTAMP,
  typeText,
  UINT,
} from './types/type';
export type { FieldType, ItemKeys, ObjectType, ObjectTypes, Type } from './types/type';
export { fromJson, toJson } from './values/json-value';
export {
  Duration,
  Entries,
  EvaluationError,
  isList,
  isMap,
  Items,
  Opaque,
  Optional,
  Struct,
  Timestamp,
  TypeValue,
  Uint,
} from './values/value';
export type { ListValue, MapValue, Value } from './values/value';
