import { outcome } from '../testing';

// As Kubernetes 1.37 answers.
test.each<[text: string, outcome: string]>([
  [
    '"%f".format([3u])',
    'refused at 1:14: error during formatting: fixed-point clause can only be used on doubles, was given uint',
  ],
  [
    '"%f".format([3])',
    'refused at 1:14: error during formatting: fixed-point clause can only be used on doubles, was given int',
  ],
  ['"%f".format([3.0])', '"3.000000"'],
  ['"%f".format([12345.678])', '"12,345.678000"'],
  ['"%.0f".format([2.5])', '"2"'],
  ['"%.3f".format([1234567.0])', '"1,234,567.000"'],
  ['"%e".format([3.0])', '"3.000000×10⁰⁰"'],
  ['"%e".format([1052.032911275])', '"1.052033×10⁰³"'],
  ['"%.2e".format([-1234.5])', '"-1.234500×10⁰³"'],
  [
    '"%d".format([double("Infinity")])',
    'refused at 1:20: error during formatting: decimal clause can only be used on integers, was given double',
  ],
  ['"%d".format([1234567])', '"1234567"'],
  ['"%s".format([[double("NaN"), double("Infinity"), double("-Infinity")]])', '"[\\"NaN\\", \\"+Inf\\", \\"-Inf\\"]"'],
  [
    '"%s".format([["a", 2, 1.5, true, null, b\'x\', duration("1s"), timestamp("2026-01-01T00:00:00Z"), int]])',
    '"[\\"a\\", 2, 1.500000, true, null, b\\"x\\", duration(\\"1s\\"), timestamp(\\"2026-01-01T00:00:00Z\\"), int]"',
  ],
  ['"%s".format([{"a": 1, "b": [1]}])', '"{\\"a\\":1, \\"b\\":[1]}"'],
  ['"%s".format([{1: "x", true: 1.0, 2u: "y"}])', '"{1:\\"x\\", 2:\\"y\\", true:1.000000}"'],
  ['"%s".format([1.5])', '"1.5"'],
  ['"%s".format([1e30])', '"1e+30"'],
  ['"%s".format([100000.0])', '"100000"'],
  ['"%s".format([b\'abc\'])', '"abc"'],
  ['"%s".format([duration("1h")])', '"3600s"'],
  ['"%s".format([timestamp("2026-01-01T00:00:00Z")])', '"2026-01-01T00:00:00Z"'],
  [
    '"%s".format([optional.of(1)])',
    'refused at 1:25: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type',
  ],
  [
    '"%s".format([quantity("1")])',
    'refused at 1:22: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given kubernetes.Quantity',
  ],
  ['"%a".format([1])', 'refused at 1:12: could not parse formatting clause: unrecognized formatting clause "a"'],
  ['"%".format([1])', 'refused at 1:11: unexpected end of string'],
  ['"%s".format([])', 'refused at 1:12: index 0 out of range'],
  ['"%s %s".format([1])', 'refused at 1:15: index 1 out of range'],
  ['"%s".format([1, 2])', 'refused at 1:12: too many arguments supplied to string.format (expected 1, got 2)'],
  [
    '"%d".format([duration("30m2s")])',
    'refused at 1:22: error during formatting: decimal clause can only be used on integers, was given google.protobuf.Duration',
  ],
  [
    '"%d".format(["a"])',
    'refused at 1:14: error during formatting: decimal clause can only be used on integers, was given string',
  ],
  [
    '"%d".format([1.5])',
    'refused at 1:14: error during formatting: decimal clause can only be used on integers, was given double',
  ],
  [
    '"%d".format([dyn(1.5)])',
    'error: error during formatting: decimal clause can only be used on integers, was given double',
  ],
  ['"%E".format([0.5])', 'refused at 1:12: could not parse formatting clause: unrecognized formatting clause "E"'],
  [
    '"%d".format([null])',
    'refused at 1:14: error during formatting: decimal clause can only be used on integers, was given null_type',
  ],
  ['"%b".format([5])', '"101"'],
  ['"%b".format([-5])', '"-101"'],
  ['"%b".format([true])', '"1"'],
  [
    '"%b".format(["a"])',
    'refused at 1:14: error during formatting: only integers and bools can be formatted as binary, was given string',
  ],
  ['"%o".format([8])', '"10"'],
  [
    '"%o".format(["a"])',
    'refused at 1:14: error during formatting: octal clause can only be used on integers, was given string',
  ],
  ['"%x".format([255])', '"ff"'],
  ['"%X".format([255u])', '"FF"'],
  ['"%x".format(["hi"])', '"6869"'],
  ['"%X".format([b\'hi~\'])', '"68697E"'],
  [
    '"%x".format([1.5])',
    'refused at 1:14: error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given double',
  ],
  [
    '"%x".format([dyn(1.5)])',
    'error: error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given double',
  ],
  ['"%%".format([])', '"%"'],
  [
    '"%.200f".format([1.0])',
    '"1.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"',
  ],
  ['"%.3s".format(["abc"])', '"abc"'],
  ['"%f".format(["NaN"])', '"NaN"'],
  ['"%f".format([double("NaN")])', '"NaN"'],
  ['"%f".format([double("Infinity")])', '"∞"'],
  ['s.format([1])', '"text"'],
  [
    '(s + "%d").format([dyn("x")])',
    'error: error during formatting: decimal clause can only be used on integers, was given string',
  ],
  ['(s + "%z").format([dyn("x")])', 'error: could not parse formatting clause: unrecognized formatting clause "z"'],
  ['(s + "%d").format([])', 'error: index 0 out of range'],
  ['"%s %d".format(["a", 1])', '"a 1"'],
  ['"%s".format([[1, "a"]])', '"[1, \\"a\\"]"'],
])('%s: %s', (text, expected) => expect(outcome(text)).toBe(expected));
