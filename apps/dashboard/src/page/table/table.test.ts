import type { Row } from '../../protocol/answers';
import { ageText } from './age';
import { chosenRows, columnWidths } from './table-rows';
import { toneOf } from './tones';

const at = Date.parse('2026-01-10T00:00:00Z');
test.each([
  [0, '0s'],
  [59, '59s'],
  [60, '1m'],
  [312, '5m12s'],
  [700, '11m'],
  [3660, '1h1m'],
  [86_400 * 2 + 3600 * 3, '2d3h'],
  [86_400 * 12 + 3600, '12d'],
  [-5, '0s'],
])('%i s ago is %s', (seconds, text) => {
  expect(ageText(new Date(at - seconds * 1000).toISOString(), at)).toBe(text);
});
test('what is no time has no age', () => expect(ageText('<unknown>', at)).toBe(''));

test.each([
  ['Status', 'Running', 'good'],
  ['Status', 'CrashLoopBackOff', 'bad'],
  ['Status', 'Init:0/1', 'bad'],
  ['Status', 'Pending', 'passing'],
  ['Status', 'Ready,SchedulingDisabled', 'passing'],
  ['Status', 'NotReady', 'bad'],
  ['Ready', '2/2', 'good'],
  ['Ready', '1/2', 'passing'],
  ['Ready', '0/2', 'bad'],
  ['Type', 'ClusterIP', 'none'],
  ['Type', 'Warning', 'bad'],
  ['Name', 'Running', 'none'],
  ['Restarts', 3, 'none'],
])('%s %s is %s', (column, cell, tone) => expect(toneOf(column, cell)).toBe(tone));

const row = (namespace: string, ...cells: unknown[]): Row => ({
  namespace,
  name: String(cells[0]),
  uid: '',
  created: '',
  cells,
});
const rows = [row('b', 'web-10', 3), row('a', 'web-2', 20), row('b', 'web-9', 100)];
const names = (found: Row[]) => found.map(({ name }) => name);

test('rows are in order of their names, numbers in them by their size', () => {
  expect(names(chosenRows(rows, '', undefined))).toEqual(['web-2', 'web-9', 'web-10']);
});
test('or of a column', () => {
  expect(names(chosenRows(rows, '', { column: 1, down: true }))).toEqual(['web-9', 'web-2', 'web-10']);
});
test('those that have every word', () => {
  expect(names(chosenRows(rows, 'B 10', undefined))).toEqual(['web-9', 'web-10']);
  expect(chosenRows(rows, 'nothing', undefined)).toEqual([]);
});
test('a column is as wide as what is in it, within bounds', () => {
  const columns = ['Name', 'Count', 'Text'].map((name) => ({ name, type: 'string', description: '', priority: 0 }));
  expect(columnWidths(columns, [row('', 'a-long-name-of-it', 1, 'x'.repeat(300))])).toEqual([19, 9, 46]);
});
