import { parse } from 'yaml';
import { checkConfiguration } from '../setup/configuration-file.mjs';
import { DEFAULT_OPTIONS, START_OPTION_ENTRIES } from '../setup/start-options.mjs';
import { byFlag, configurationFile } from './configuration';

test('the file that is printed has every option, and says what the defaults are', () => {
  const file = configurationFile({});
  expect(parse(file)).toBeNull();
  const value = parse(file.replace(/^#(?! )/gm, '')) as object;
  expect(Object.keys(value)).toEqual(START_OPTION_ENTRIES.map(([, { flag }]) => flag));
  expect(checkConfiguration(value)).toEqual({ options: DEFAULT_OPTIONS, faults: [] });
});

test('it is read as it was written', () => {
  const options = { ...DEFAULT_OPTIONS, nodes: 5, registryMirrors: ['http://a:5000', 'http://b'], name: 'two' };
  expect(checkConfiguration(parse(configurationFile(options))).options).toEqual(options);
  expect(checkConfiguration(parse(JSON.stringify(byFlag(options)))).options).toEqual(options);
  expect(checkConfiguration(byFlag({}))).toEqual({ options: DEFAULT_OPTIONS, faults: [] });
});

test.each([
  [{ nodez: 3 }, 'there is no option nodez; npx kubets config shows all'],
  [{ nodes: '3' }, 'nodes: "3": a whole number is wanted'],
  [{ name: 3 }, 'name: 3: a text is wanted'],
  [{ 'registry-mirror': 'http://a' }, 'registry-mirror: "http://a": a list of texts is wanted'],
  [{ 'service-arg': [1] }, 'service-arg: [1]: a list of texts is wanted'],
  [[], 'options are wanted, one in a line, such as nodes: 3'],
  ['text', 'options are wanted, one in a line, such as nodes: 3'],
])('%j is refused', (value, fault) => expect(checkConfiguration(value).faults).toEqual([fault]));

test('everything that is wrong is told at once', () => {
  expect(checkConfiguration({ nodez: 3, nodes: 'x', name: 'ok' }).faults).toHaveLength(2);
});
