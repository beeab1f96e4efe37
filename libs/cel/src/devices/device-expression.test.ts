import { atOnce } from '@kubets/apimachinery';
import { compileDeviceExpression, DEVICE_EXPRESSION_BUDGET, deviceMatches } from './device-expression';

const device = {
  driver: 'a.b',
  attributes: { model: { string: 'x1' }, 'c.d/cores': { int: 4 }, fast: { bool: true }, version: { version: '1.2.3' } },
  capacity: { memory: { value: '16Gi' } },
};
const matches = (text: string): boolean => {
  const { program, problem } = atOnce(compileDeviceExpression(text));
  if (!program) throw new Error(problem);
  return atOnce(deviceMatches(program, device));
};

test.each([
  ['device.driver == "a.b"', true],
  ['device.allowMultipleAllocations', false],
  ['device.attributes["a.b"].model == "x1"', true],
  ['device.attributes["a.b"].fast', true],
  ['device.attributes["c.d"].cores > 3', true],
  ['device.attributes["a.b"].version.isGreaterThan(semver("1.0.0"))', true],
  ['device.capacity["a.b"].memory.compareTo(quantity("16Gi")) == 0', true],
  ['"model" in device.attributes["a.b"]', true],
  ['"model" in device.attributes["nobody.example"]', false],
  ['has(device.attributes["nobody.example"].model)', false],
])('%s is %s', (text, expected) => expect(matches(text)).toBe(expected));

test.each([
  ['device.attributes["nobody.example"].model == "x"', 'no such key: model'],
  ['device.attributes["a.b"].model', 'CEL result of type string could not be converted to bool'],
])('%s fails', (text, message) => expect(() => matches(text)).toThrow(message));

test.each([
  ['1', 'must evaluate to bool or the unknown type, not int'],
  ['device.x', /^compilation failed: ERROR: <input>:1:7: undefined field 'x'/],
  ['', /^compilation failed: ERROR: <input>:1:0: Syntax error/],
])('%j cannot be', (text, problem) =>
  expect(atOnce(compileDeviceExpression(text)).problem).toEqual(
    typeof problem === 'string' ? problem : expect.stringMatching(problem),
  ),
);

test('what is known of sizes says what costs too much', () => {
  const loops = 'device.attributes.all(d, device.attributes.all(e, device.attributes.all(f, f.contains(d + e))))';
  expect(atOnce(compileDeviceExpression(loops)).program!.estimateCost()).toBeGreaterThan(DEVICE_EXPRESSION_BUDGET);
});
