import { conformanceOptions } from './options';

const conformance = String.raw`\[Conformance\]`;
const serial = String.raw`\[Serial\]`;

test.each([
  ['nothing: the conformance specs that run side by side', [], { focus: conformance, skip: serial, processes: 6 }],
  ['a focus', ['--focus', 'sig-network.*DNS'], { focus: 'sig-network.*DNS', skip: serial, processes: 6 }],
  ['a focus behind an equals sign', ['--focus=sig-cli'], { focus: 'sig-cli', skip: serial, processes: 6 }],
  ['fewer at a time', ['--procs', '2'], { focus: conformance, skip: serial, processes: 2 }],
  [
    'serial specs, one at a time',
    ['--serial'],
    { focus: String.raw`(\[Conformance\]).*\[Serial\]|\[Serial\].*(\[Conformance\])`, skip: undefined, processes: 1 },
  ],
  [
    'serial specs of a focus with alternatives',
    ['--serial', '--focus', 'a|b'],
    { focus: String.raw`(a|b).*\[Serial\]|\[Serial\].*(a|b)`, skip: undefined, processes: 1 },
  ],
  ['help', ['--focus', 'x', '--help'], undefined],
])('%s', (_name, args, options) => {
  expect(conformanceOptions(args)).toEqual(options);
});

test.each([
  [['--procs', '0'], '--procs "0": a whole number from 1 is wanted'],
  [['--procs', 'two'], '--procs "two": a whole number from 1 is wanted'],
  [['--procs', '2', '--serial'], '--procs: with --serial there is one process'],
  [['--focus', ''], '--focus "": a regular expression is wanted, such as sig-network.*DNS'],
  [['--fokus', 'x'], "Unknown option '--fokus'"],
  [['sig-network'], "Unexpected argument 'sig-network'"],
])('%j is refused', (args, message) => {
  expect(() => conformanceOptions(args)).toThrow(message);
});
