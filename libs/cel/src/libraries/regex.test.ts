import { outcome } from '../testing';

// As Kubernetes 1.37 answers.
test.each<[text: string, outcome: string]>([
  ['s.find("[a-z]+")', '"text"'],
  ['s.find("x")', '"x"'],
  ['s.find("(")', 'error: error parsing regexp: missing closing ): `(`'],
  ['s.findAll("t")', '["t", "t"]'],
  ['s.findAll("t", 1)', '["t"]'],
  ['s.findAll("t", 0)', '[]'],
  ['s.findAll("t", -1)', '["t", "t"]'],
  ['"abc".findAll("")', '["", "", "", ""]'],
  ['s.matches("(")', 'refused at 1:11: invalid matches argument'],
  ['s.matches(s + "(")', 'error: error parsing regexp: missing closing ): `text(`'],
  ['s.matches("t.*")', 'true'],
  ['matches(s, "^x")', 'false'],
  ['"a\\nb".matches("a.b")', 'false'],
  ['"ab".matches("(?i)AB")', 'true'],
  ['"ab".matches("a(?=b)")', 'refused at 1:14: invalid matches argument'],
  ['"ab".matches("(a)\\\\1")', 'refused at 1:14: invalid matches argument'],
  ['"aé".matches("^\\\\w+$")', 'false'],
  ['"é".matches("^\\\\p{L}$")', 'true'],
  ['s.matches("[")', 'refused at 1:11: invalid matches argument'],
])('%s: %s', (text, expected) => expect(outcome(text)).toBe(expected));
