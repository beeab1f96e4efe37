// A file of its own, to be loaded when it is wanted.
export { compileDeviceExpression, deviceMatches } from '@kubets/cel';
