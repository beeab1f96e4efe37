import { atOnce, settleSteps } from '@kubets/apimachinery';
import { createEnvironment } from './environment';
import { kubernetesLibraries } from './kubernetes';
import { BOOL, DYN, INT, listOf, mapOf, optionalOf, STRING, typeText, type ObjectType } from './types/type';
import { fromJson } from './values/json-value';
import type { Value } from './values/value';

const spec: ObjectType = {
  kind: 'object',
  name: 'spec',
  fields: new Map([
    ['replicas', { type: INT }],
    ['name', { type: STRING }],
    ['tags', { type: listOf(STRING) }],
    ['labels', { type: mapOf(STRING, STRING) }],
    ['a__dot__b', { type: STRING, member: 'a.b' }],
  ]),
};
const self: ObjectType = { kind: 'object', name: 'self', fields: new Map([['spec', { type: spec }]]) };

const environment = createEnvironment({
  variables: { self, any: DYN, oldSelf: optionalOf(self) },
  libraries: kubernetesLibraries,
});
const object = {
  spec: { replicas: 3, name: 'web', tags: ['a', 'b'], labels: { app: 'x' }, 'a.b': 'dotted' },
};
const variables = new Map<string, Value>([
  ['self', fromJson(object, self)],
  ['any', fromJson({ port: 80, text: '50%', list: [1, 2.5, 'x'], none: null })],
]);
const run = (text: string): Value =>
  atOnce(settleSteps(environment.compile(text).evaluate(variables, 1_000_000))).value;

test.each([
  'self.spec.replicas == 3',
  'self.spec.replicas + 1 > 3 && self.spec.replicas < 4',
  'self.spec.a__dot__b == "dotted"',
  'has(self.spec.name) && !has(any.nothing)',
  'has(any.none)',
  'self.spec.tags.all(t, t.size() == 1)',
  'self.spec.tags.exists(t, t == "b")',
  'self.spec.tags.exists_one(t, t == "b")',
  'self.spec.tags.map(t, t + "!") == ["a!", "b!"]',
  'self.spec.tags.filter(t, t != "a") == ["b"]',
  'self.spec.tags.all(i, t, i < 2 && t != "")',
  'self.spec.labels.all(k, v, k == "app" && v == "x")',
  'self.spec.tags.transformList(i, t, t + string(i)) == ["a0", "b1"]',
  'self.spec.labels.transformMap(k, v, v + k) == {"app": "xapp"}',
  '"app" in self.spec.labels && "b" in self.spec.tags',
  'self.spec.labels["app"] == "x"',
  'self.spec.labels[?"none"].orValue("d") == "d"',
  'self.?spec.?name.orValue("") == "web"',
  'any.?nothing.hasValue() == false',
  'optional.of(1).optMap(x, x + 1).value() == 2',
  '[1, ?optional.none(), 2] == [1, 2]',
  'type(any.port) == int && type(any.text) == string',
  'any.list[1] == 2.5',
  'any.port == 80.0 && dyn(1u) == 1',
  '1 / 2 == 0 && -7 % 3 == -1 && 7.0 / 2.0 == 3.5',
  'true || 1 / 0 == 1',
  '!(false && 1 / 0 == 1)',
  'true ? 1 == 1 : 1 / 0 == 1',
  '"x".matches("^[a-z]+$") && "aXb".contains("X") && "ab".startsWith("a")',
  'duration("1h30m") > duration("89m") && duration("90m").getHours() == 1',
  'timestamp("2026-01-02T03:04:05Z").getFullYear() == 2026',
  'timestamp("2026-01-02T03:04:05Z") + duration("1h") == timestamp("2026-01-02T04:04:05Z")',
  'string(timestamp("2026-01-02T03:04:05.5Z")) == "2026-01-02T03:04:05.5Z"',
  'string(duration("1m30s")) == "90s"',
  'size("äöü") == 3 && "äöü".charAt(1) == "ö"',
  '"a,b,c".split(",", 2) == ["a", "b,c"] && ["a", "b"].join("-") == "a-b"',
  '"hello".substring(1, 3) == "el" && "hello".indexOf("l") == 2 && "hello".lastIndexOf("l") == 3',
  '"aaa".replace("a", "b", 2) == "bba" && " x ".trim() == "x" && "aB".lowerAscii() == "ab"',
  '"%d of %s".format([1, ["a", 2]]) == "1 of [\\"a\\", 2]" && "%.2f".format([1.5]) == "1.50"',
  '[3, 1, 2].sum() == 6 && [3, 1, 2].max() == 3 && [1, 2].isSorted() && [1, 2, 1].lastIndexOf(1) == 2',
  'sets.contains([1, 2], [2]) && sets.equivalent([1, 2], [2, 1]) && !sets.intersects([1], [2])',
  '"abc 123".find("[0-9]+") == "123" && "1a2".findAll("[0-9]") == ["1", "2"]',
  'url("https://a.b:80/c?d=e").getHostname() == "a.b" && url("https://a.b:80/c?d=e").getPort() == "80" && isURL("/x") && !isURL("x")',
  'quantity("1Gi").isGreaterThan(quantity("1G")) && quantity("500m").add(quantity("0.5")).asInteger() == 1',
  'quantity("1e3") == quantity("1k") && isQuantity("1.5Mi") && !isQuantity("x")',
  'ip("10.0.0.1").family() == 4 && cidr("10.0.0.0/8").containsIP("10.1.2.3") && isIP("::1") && !isIP("010.0.0.1")',
  'cidr("10.1.0.0/16").masked().prefixLength() == 16 && cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16")',
  'semver("1.2.3").isLessThan(semver("1.10.0")) && semver("1.0.0-rc.1").isLessThan(semver("1.0.0")) && isSemver("v1.2", true)',
  '!format.dns1123Label().validate("a-b").hasValue() && format.dns1123Label().validate("A").hasValue()',
  '{"a": 1}.a == 1 && {1: "x"}[1] == "x"',
  "r'\\d' == '\\\\d' && b'a' == bytes('a') && '''a\"b''' == 'a\"b'",
  '0x1f == 31 && 1e3 == 1000.0 && int("5") == 5 && double("1.5") == 1.5',
  '"\\U0001F600" > "\\uFFFF"',
])('%s', (text) => expect(run(text)).toBe(true));

test.each<[text: string, problem: string]>([
  ['1 / 0 == 1', 'division by zero'],
  ['9223372036854775807 + 1 == 0', 'integer overflow'],
  ['self.spec.labels["none"] == ""', 'no such key: none'],
  ['self.spec.tags[7] == ""', 'index out of bounds: 7'],
  ['any.nothing == 1', 'no such key: nothing'],
  ['any.text + 1 == 2', 'no such overload'],
  ['int("x") == 1', "type conversion error from 'string' to 'int'"],
])('%s fails: %s', (text, problem) => expect(() => run(text)).toThrow(problem));

test.each<[text: string, problem: string]>([
  ['self.spec.foo == 1', "ERROR: <input>:1:10: undefined field 'foo'\n | self.spec.foo == 1\n | .........^"],
  ['foo == 1', "ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo == 1\n | ^"],
  [
    'self.spec.replicas == "x"',
    "ERROR: <input>:1:20: found no matching overload for '_==_' applied to '(int, string)'\n | self.spec.replicas == \"x\"\n | ...................^",
  ],
  [
    'self.spec.name.startsWith(1)',
    "ERROR: <input>:1:26: found no matching overload for 'startsWith' applied to 'string.(int)'\n | self.spec.name.startsWith(1)\n | .........................^",
  ],
  ['self.spec.replicas +', 'Syntax error'],
  ['self.spec.tags.all(t, t)', "expected type 'bool' but found 'string'"],
  ['self.spec.replicas.all(t, true)', 'cannot be range of a comprehension'],
  [`${'('.repeat(300)}1${')'.repeat(300)}`, 'expression recursion limit exceeded'],
])('%s is refused', (text, problem) => expect(() => environment.compile(text)).toThrow(problem));

test('tells the type, and what is looked at', () => {
  const { type, used } = environment.compile('oldSelf.hasValue() ? oldSelf.value().spec.tags : self.spec.tags');
  expect([typeText(type), [...used].sort()]).toEqual(['list(string)', ['oldSelf', 'self']]);
  expect(typeText(environment.compile('self.spec.name == "x"').type)).toBe(typeText(BOOL));
});

test('stops where it would cost too much', () => {
  const numbers = `[${'1,'.repeat(200)}1]`;
  const program = environment.compile(`${numbers}.all(a, ${numbers}.all(b, ${numbers}.all(c, a == b)))`);
  expect(() => atOnce(settleSteps(program.evaluate(variables, 10_000)))).toThrow(
    'operation cancelled: actual cost limit exceeded',
  );
});

test('takes patterns in a time that grows with the text', () => {
  expect(run(`"${'a'.repeat(5_000)}b".matches("^(a+)+$")`)).toBe(false);
});
