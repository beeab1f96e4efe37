import { atOnce, isSteps, settleSteps } from '@kubets/apimachinery';
import { createEnvironment } from '../environment';
import { functionsOf } from '../functions/declaration';
import { operators } from '../functions/operators';
import { standard } from '../functions/standard';
import { kubernetesLibraries } from '../kubernetes';
import { partsWithMacros } from '../syntax/ast';
import { DYN, INT, listOf, STRING } from '../types/type';
import { fromJson } from '../values/json-value';
import type { Value } from '../values/value';
import { evaluate } from './evaluate';

const environment = createEnvironment({
  variables: { any: DYN, text: STRING, short: STRING, list: listOf(INT), n: INT },
  libraries: kubernetesLibraries,
});
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const object = { a: many(2_000, (index) => ({ name: `n${index}`, labels: { a: 'x', b: `${index}` } })) };
const variables = new Map<string, Value>([
  ['any', fromJson({ one: object, same: structuredClone(object) })],
  ['text', `${'ab,'.repeat(300_000)}!`],
  ['short', 'text'],
  ['list', fromJson(many(5_000, (index) => index))],
  ['n', 1n],
]);

/** What comes of it, and in how many steps. */
function run(text: string): { value?: Value; error?: string; cost: number; steps: number } {
  let steps = 0;
  try {
    const evaluation = environment.compile(text).evaluate(variables, 1_000_000);
    if (!isSteps(evaluation)) return { ...evaluation, steps };
    for (steps = 1; ; steps++) {
      const { done, value } = evaluation.next();
      if (done) return { ...value, steps };
    }
  } catch (error) {
    return { error: (error as Error).message, cost: 0, steps };
  }
}

test.each([
  'n == 1 && short.size() > 2',
  '[1, 2, 3].all(x, x > 0 && short.startsWith("t"))',
  '{"a": 1}.map(k, k).exists(k, k == "a")',
  'short.matches("^[a-z]+$") && [3, 1, 2].sort() == [1, 2, 3]',
  'any.one.a[0].name == "n0"',
  '["a", "b"].map(x, x + x).join(",").split(",").size() == 2',
])('what is short is done at once: %s', (text) => {
  expect(run(text)).toMatchObject({ value: true, steps: 0 });
});

test.each<[text: string, least: number]>([
  ['list.all(x, x >= 0)', 100],
  ['list.filter(x, x % 2 == 0).size() == 2500', 200],
  ['list.map(x, list.exists(y, y == 10)).size() == 5000', 1_000],
  ['list.sortBy(x, -x)[0] == 4999', 100],
  ['list.transformMap(i, x, x).size() == 5000', 90],
  ['list.transformMapEntry(i, x, {x: i}).size() == 5000', 500],
  ['any.one == any.same', 20],
  ['any.one in [any.same]', 20],
  ['!(any.one != any.same)', 20],
  ['(list + list + list).size() == 15000', 20],
  ['(list + [-1]).includes(-1)', 20],
  ['(list + [-1]).indexOf(-1) == 5000', 20],
  ['list.reverse()[0] == 4999 && list.slice(1, 5000).size() == 4999', 20],
  ['[list, list].flatten().size() == 10000', 20],
  ['list.sum() > 0 && list.max() == 4999 && list.min() == 0 && list.isSorted()', 20],
  ['lists.range(50000).size() == 50000', 100],
  ['lists.range(900).map(x, 899 - x).sort()[0] == 0', 20],
  ['lists.range(900).distinct().size() == 900', 100],
  ['sets.contains(lists.range(900), lists.range(900))', 100],
  ['sets.equivalent(lists.range(900), lists.range(900))', 100],
  ['!sets.intersects(lists.range(900), ["a"].map(x, 1000))', 3],
  ['text.split(",").size() == 300001', 500],
  ['text.split(",").join("-").size() == 900001', 500],
  ['text.replace(",", ";").size() == 900001', 500],
  ['text.replace("", "-").size() > 900001', 500],
  ['text.split("").size() == 900001', 500],
  ['text.lowerAscii().size() == 900001 && text.upperAscii().size() == 900001', 100],
  ['text.contains("!") && !text.contains("?")', 20],
  ['text.indexOf("!") == 900000 && text.lastIndexOf("?") == -1', 20],
  ['text.substring(1).size() == 900000 && text.charAt(900000) == "!"', 1],
  ['text.matches("(ab,)+!$") && !text.matches("[?]")', 200],
  ['text.findAll("[!]").size() == 1', 200],
  ['text.find("(ab,)+!") == text', 200],
  ['"%s".format([list]).size() > 20000', 10],
])('what is long takes many steps: %s', (text, least) => {
  const { value, steps } = run(text);
  expect(value).toBe(true);
  expect(steps).toBeGreaterThanOrEqual(least);
});

test.each<[text: string, like: string]>([
  // The same within a loop is never tried at once.
  ['text.size() > 0 ? short == "text" : false', '[1].exists(x, text.size() > 0 ? short == "text" : false)'],
  ['any.one == any.same', '[1].exists(x, any.one == any.same)'],
  ['[n, 1 + n, n][?0].orValue(2) == n && {"a": n, ?"b": optional.none()}.size() == 1', '[1].exists(x, [n, 1 + n, n][?0].orValue(2) == n && {"a": n, ?"b": optional.none()}.size() == 1)'], // prettier-ignore
])('costs the same at once and in steps: %s', (text, like) => {
  const [plain, loop] = [run(text), run(like)];
  expect([plain.value, loop.value]).toEqual([true, true]);
  const around = run('[1].exists(x, n == n)').cost - run('n == n').cost;
  expect(loop.cost - plain.cost).toBe(around);
});

test.each<[text: string, error: string]>([
  ['list.all(x, 1 / (x - 4000) < 5)', 'division by zero'],
  ['list.map(x, list.map(y, y)).size() > 0', 'operation cancelled: actual cost limit exceeded'],
  ['"%s%s%s%s%s%s%s%s%s%s%s%s".format([text,text,text,text,text,text,text,text,text,text,text,text]) != ""', 'text is too long'], // prettier-ignore
])('%s: %s', (text, error) => expect(run(text).error).toContain(error));

test('what goes wrong on one side is made good by the other, in steps as at once', () => {
  expect(run('list.all(x, x > -1) || 1 / 0 > 1').value).toBe(true);
  expect(run('1 / 0 > 1 || list.all(x, x > -1)').value).toBe(true);
  expect(run('list.exists(x, 1 / x > 5) && false').value).toBe(false);
  expect(run('list.all(x, x > 0 || 1 / x > 0)').error).toBe('division by zero');
});

test('a part that turned out to be long is not begun anew for each element', () => {
  const program = environment.compile('list.all(x, text.size() + x > 0)');
  const { cost } = atOnce(settleSteps(program.evaluate(variables, 1_000_000)));
  expect(cost).toBe(run('list.all(x, short.size() + x > 0)').cost);
});

test('each of many small matches of a long text is a part of a step', () => {
  const { value, steps } = run('text.findAll("[^b]").size() > 500000');
  expect(value).toBe(true);
  expect(steps).toBeGreaterThan(1_000);
});

test('looking for a pattern from every place of a long text to its end is given up', () => {
  const { error, steps } = run('text.findAll("a.*x|a").size() > 0');
  expect(error).toBe('operation interrupted');
  expect(steps).toBeLessThan(5_000);
});

test('ends what would take for ever, though it costs little', () => {
  const { expr } = environment.compile('text.findAll("a.*x|a").size() > 0');
  const functions = functionsOf([operators, standard, ...kubernetesLibraries]);
  const options = { functions, variables, loops: partsWithMacros(expr), budget: 1_000_000, mostSteps: 100 };
  expect(() => atOnce(settleSteps(evaluate(expr, options)))).toThrow('operation interrupted');
});
