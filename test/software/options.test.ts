import { readdirSync } from 'node:fs';
import { softwareOptions } from './options';
import { SOFTWARE } from './registry';

const names = ['helm', 'operator', 'sample'];

test.each<[string, string[], string[] | undefined]>([
  ['nothing: all', [], names],
  ['one', ['--only', 'operator'], ['operator']],
  ['several, in their own order', ['--only', 'sample,helm'], ['helm', 'sample']],
  ['several times', ['--only=sample', '--only', 'helm', '--only=helm'], ['helm', 'sample']],
  ['help', ['--only', 'helm', '-h'], undefined],
])('%s', (_name, args, only) => expect(softwareOptions(args, names)).toEqual(only && { only }));

test.each([
  [['--only', 'elm'], '--only "elm": one of helm, operator, sample is wanted'],
  [['--only', 'helm,'], '--only "": one of helm, operator, sample is wanted'],
  [['helm'], "Unexpected argument 'helm'"],
  [['--olny', 'helm'], "Unknown option '--olny'"],
])('%j is refused', (args, message) => expect(() => softwareOptions(args, names)).toThrow(message));

test('every folder is known by its name, and has a test', () => {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(SOFTWARE.map(({ name }) => name).sort());
  for (const { name } of SOFTWARE) expect(readdirSync(`${__dirname}/${name}`)).toContain(`${name}.test.ts`);
});
