import { differentialOptions } from './options';

const DEFAULTS = { topic: /(?:)/, seed: 1, count: 300, output: 'dist/differential/report.txt' };

test.each([
  ['nothing: everything, with programs that are built', [], DEFAULTS],
  ['a topic', ['--topic', '^watch'], { ...DEFAULTS, topic: /^watch/ }],
  ['other generated requests', ['--seed=7', '--count', '0'], { ...DEFAULTS, seed: 7, count: 0 }],
  ['programs that are there', ['--kube-apiserver', 'a', '--etcd', 'b'], { ...DEFAULTS, kubeApiserver: 'a', etcd: 'b' }],
  ['help', ['--help'], undefined],
])('%s', (_name, args, options) => {
  expect(differentialOptions(args)).toEqual(options);
});

test.each([
  [['--topic', '('], '--topic "(": a regular expression is wanted, such as ^watch'],
  [['--seed', 'x'], '--seed "x": a whole number is wanted'],
  [['--count=-1'], '--count "-1": a whole number is wanted'],
  [['--sed', '1'], "Unknown option '--sed'"],
])('%j is refused', (args, message) => {
  expect(() => differentialOptions(args)).toThrow(message);
});
