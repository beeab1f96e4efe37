import { growthRatio } from '@kubets/apimachinery/testing';
import { valueInEnvFile } from './env-file';

// As Kubernetes' parser answers them.
test.each<[string, string, string]>([
  ['a value', "A='1'\n", '1'],
  ['none', '', ''],
  ['another', "B='1'\n", ''],
  ['the first of two', "A='1'\nA='2'\n", '1'],
  ['no end of the line', "A='1'", '1'],
  ['lines of Windows', "B='x'\r\nA='1'\r\n", '1'],
  ['blanks before it, blank lines and comments', "\n \t\n# A='0'\n \tA='1'\n", '1'],
  ['what is special elsewhere', `A='$B \\n "x" # y'`, '$B \\n "x" # y'],
  ['several lines', "A='1\n 2\n\n# 3'\n", '1\n 2\n\n# 3'],
  ['a comment behind it', "A='1' # one\n", '1'],
  ['nothing in quotes', "A=''\n", ''],
  ['a blank before the quote', "A= '1'\n", ''],
  ['a blank before that of another', "B= x\nA='1'\n", '1'],
  ['what is broken behind it', "A='1'\nnonsense\n", '1'],
])('%s', (_, text, value) => expect(valueInEnvFile(text, 'A')).toBe(value));

test.each<[string, string]>([
  ['nonsense', "at line 1: missing '='"],
  ["\n='1'", 'at line 2: empty variable name'],
  ["A ='1'", "at line 1: whitespace before '=' is not allowed"],
  ['A=1', 'at line 1: value must be enclosed in single quotes'],
  ['A="1"', 'at line 1: value must be enclosed in single quotes'],
  ['A=', 'at line 1: value must be enclosed in single quotes'],
  ["A='1'2", 'at line 1: unexpected content after closing quote'],
  ["B='\n'x\nA='1'", 'at line 2: unexpected content after closing quote'],
  ["# c\nA='1\n2", 'starting at line 2: unclosed single quote'],
])('%j is no such file', (text, problem) =>
  expect(() => valueInEnvFile(text, 'A')).toThrow(`invalid environment variable format ${problem}`),
);

test.each<[string, (size: number) => string]>([
  ['blanks', (size) => `${' '.repeat(size)}x`],
  ['lines of a value', (size) => `B='${'\n'.repeat(size)}'`],
  ['variables', (size) => "B='1'\n".repeat(size / 6)],
])('the time for %s grows with their number, not faster', (_, text) =>
  expect(growthRatio(text, (file) => valueIn(file), 40_000)).toBeLessThan(5),
);

function valueIn(file: string): string | undefined {
  try {
    return valueInEnvFile(file, 'A');
  } catch {
    return undefined;
  }
}
