import { cpuMs, growthRatio } from '@kubets/apimachinery/testing';
import { outcome } from '../testing';

/** Of the processor, wherever it ends; most take a few. */
const MOST_MS = 1_500;

const doubled = (start: string, step: string, times: number) =>
  `optional.of(${start})${`.optMap(x, ${step})`.repeat(times)}`;
const hundred = `[${'1,'.repeat(99)}1]`;

test.each<[name: string, text: string, outcome: RegExp]>([
  ['parentheses', `${'('.repeat(5_000)}1${')'.repeat(5_000)}`, /recursion limit/],
  ['lists in lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, /recursion limit/],
  ['maps in maps', `${'{1:'.repeat(5_000)}1${'}'.repeat(5_000)}`, /recursion limit/],
  ['calls in calls', `${'dyn('.repeat(5_000)}1${')'.repeat(5_000)}`, /recursion limit/],
  ['choices', `${'true ? 1 : '.repeat(5_000)}1`, /recursion limit/],
  ['macros in macros', `${'l.all(x, '.repeat(5_000)}true${')'.repeat(5_000)}`, /recursion limit/],
  ['a long text', '1'.repeat(100_001), /size exceeds limit/],
  ['many signs', `${'!'.repeat(50_000)}true`, /^true$/],
  ['minus after minus', `${'-'.repeat(50_001)}n`, /^-1$/],
  ['many terms', `n${'+n'.repeat(20_000)}`, /recursion limit|too long/],
  ['many conditions', `true${'&&true'.repeat(15_000)}`, /^true$/],
  ['many fields', `any${'.a'.repeat(20_000)}`, /recursion limit|too long/],
  ['many indexes', `any${'[0]'.repeat(20_000)}`, /recursion limit|too long/],
  ['many calls', `l${'.reverse()'.repeat(9_000)}`, /recursion limit|too long/],
  ['as many calls as may be', `l${'.reverse()'.repeat(990)}`, /^\[1, 2, 3\]$/],
  ['as many terms as may be', `n${'+n'.repeat(990)}`, /^991$/],
  ['many problems', `[${'a,'.repeat(40_000)}a]`, /undeclared/],
  ['a list of many', `size([${'1,'.repeat(40_000)}1])`, /^40001$/],
  ['a text that doubles', doubled('s', 'x + x', 60), /cost limit exceeded/],
  ['a list that doubles', doubled('l', 'x + x', 60), /cost limit exceeded/],
  ['lists of the same list, compared', `${doubled('l', '[x, x]', 60)}.optMap(x, x == x)`, /too large|cost limit/],
  ['lists of the same list, shown', `"%s".format([${doubled('l', '[x, x]', 60)}.value()])`, /too large|cost limit/],
  [
    'lists of the same list, flattened',
    `${doubled('dyn(l)', '[x, x]', 60)}.value().flatten(99).size()`,
    /too large|cost limit/,
  ],
  ['a text for each character', `"${'a'.repeat(40_000)}".replace("", "${'b'.repeat(40_000)}").size()`, /too long/],
  ['a long text many times', `lists.range(90000).map(x, "${'b'.repeat(40_000)}").join().size()`, /too long|cost limit/],
  ['many numbers', 'lists.range(9223372036854775807).size()', /cost limit exceeded|too large/],
  [
    'loops in loops',
    `${hundred}.all(a, ${hundred}.all(b, ${hundred}.all(c, ${hundred}.all(d, a == d))))`,
    /cost limit exceeded/,
  ],
  ['loops that make lists', `lists.range(1000).map(a, lists.range(1000).map(b, a + b)).size()`, /cost limit exceeded/],
  ['what is distinct of many', 'lists.range(100000).distinct().size()', /cost limit exceeded/],
  ['many sorted', 'lists.range(100000).sort().size()', /cost limit exceeded/],
  ['sets of many', 'sets.equivalent(lists.range(100000), lists.range(100000))', /cost limit exceeded/],
  ['a pattern that tries all', `"${'a'.repeat(30_000)}b".matches("^(a+)+$")`, /^false$/],
  ['a pattern that repeats repeats', 's.matches("((((a{1,100}){1,100}){1,100}){1,100})")', /invalid matches argument/],
  ['a precision of millions', '"%.999999999f".format([1.5])', /precision/],
  ['a quantity of many digits', `isQuantity("${'1'.repeat(50_000)}")`, /^(true|false)$/],
  ['an exponent of many digits', 'quantity("1e999999999").isInteger()', /^(true|false|error: .*)$/],
  ['a version of many digits', `isSemver("${'1'.repeat(50_000)}.0.0")`, /^false$/],
  ['a duration of many parts', `s == "" || string(duration(s + "${'1h'.repeat(20_000)}")) == ""`, /^error: /],
])('%s end soon', (_, text, expected) => {
  let found = '';
  expect(cpuMs(() => (found = outcome(text)))).toBeLessThan(MOST_MS);
  expect(found.slice(0, 300)).toMatch(expected);
});

test.each<[name: string, text: (size: number) => string]>([
  ['a list', (size) => `[${'n,'.repeat(size)}n].size()`],
  ['conditions', (size) => `[${'n == 1 && true,'.repeat(size / 10)}true].size()`],
  ['a text with escapes', (size) => `"${'\\n'.repeat(size)}".size()`],
  ['a loop', (size) => `lists.range(${size * 5}).all(x, x >= 0)`],
  ['a text that is searched', (size) => `"${'a'.repeat(size)}".indexOf("b")`],
  ['a text that is split', (size) => `"${'a,'.repeat(size)}".split(",").size()`],
  ['a pattern', (size) => `"${'a'.repeat(size)}".matches("^(a|aa)+$")`],
])('the time for %s grows with it', (_, text) => {
  expect(growthRatio(text, outcome)).toBeLessThan(4);
});
