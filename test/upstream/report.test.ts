import { failuresText, resultsOf, sigTable, type SpecResult } from './report';

const spec = (differs: object) => ({
  ContainerHierarchyTexts: ['[sig-network] DNS'],
  LeafNodeType: 'It',
  LeafNodeText: 'should provide DNS for services [Conformance]',
  State: 'passed',
  RunTime: 2_500_000_000,
  NumAttempts: 1,
  ...differs,
});
const NAME = '[sig-network] DNS should provide DNS for services [Conformance]';

describe('resultsOf', () => {
  test.each<[string, object, Partial<SpecResult> | undefined]>([
    ['a spec that passed', {}, { name: NAME, sig: 'network', outcome: 'passed', seconds: 2.5, message: '' }],
    [
      'one that failed',
      { State: 'failed', Failure: { Message: 'no answer' } },
      { outcome: 'failed', message: 'no answer' },
    ],
    [
      'one that panicked',
      { State: 'panicked', Failure: { Message: 'Test Panicked', ForwardedPanic: 'nil map' } },
      { outcome: 'failed', message: 'Test Panicked\nnil map' },
    ],
    ['one that was cut off, without a word', { State: 'interrupted' }, { outcome: 'failed', message: 'interrupted' }],
    [
      'one that took too long',
      { State: 'timedout', Failure: { Message: '' } },
      { outcome: 'failed', message: 'timedout' },
    ],
    ['one that an end of the suite cut off', { State: 'aborted' }, { outcome: 'failed', message: 'aborted' }],
    [
      'one that skipped itself',
      { State: 'skipped', Failure: { Message: 'needs a cloud' } },
      { outcome: 'skipped', message: 'needs a cloud' },
    ],
    ['one that focus left out', { State: 'skipped', NumAttempts: 0, RunTime: 0 }, undefined],
    ['one that is marked pending', { State: 'pending', NumAttempts: 0 }, undefined],
    [
      'a set-up that passed',
      { LeafNodeType: 'SynchronizedBeforeSuite', ContainerHierarchyTexts: null, LeafNodeText: '' },
      undefined,
    ],
    [
      'a set-up that failed',
      {
        LeafNodeType: 'SynchronizedBeforeSuite',
        ContainerHierarchyTexts: null,
        LeafNodeText: '',
        State: 'failed',
        Failure: { Message: 'no nodes' },
      },
      { name: 'SynchronizedBeforeSuite', sig: undefined, outcome: 'failed', message: 'no nodes' },
    ],
    [
      'a spec that no SIG owns',
      { ContainerHierarchyTexts: ['Something'] },
      { name: 'Something should provide DNS for services [Conformance]', sig: undefined },
    ],
  ])('%s', (_name, differs, expected) => {
    const results = resultsOf(JSON.stringify([{ SpecReports: [spec(differs)] }]));
    expect(results).toHaveLength(expected ? 1 : 0);
    if (expected) expect(results[0]).toMatchObject(expected);
  });

  test.each([
    ['no suite', '[]'],
    ['a suite without specs', '[{"SpecReports": null}]'],
  ])('%s', (_name, json) => {
    expect(resultsOf(json)).toEqual([]);
  });
});

const result = (sig: string | undefined, outcome: SpecResult['outcome'], seconds = 1, message = ''): SpecResult => ({
  name: `${sig} ${seconds}`,
  sig,
  outcome,
  seconds,
  message,
});

test('the table counts by SIG, and all together', () => {
  const results = [
    result('network', 'passed'),
    result('apps', 'failed'),
    result('network', 'failed'),
    result('network', 'skipped'),
    result(undefined, 'failed'),
  ];
  expect(
    sigTable(results)
      .split('\n')
      .map((line) => line.split(/\s+/)),
  ).toEqual([
    ['SIG', 'all', 'passed', 'failed', 'skipped'],
    ['-', '1', '0', '1', '0'],
    ['apps', '1', '0', '1', '0'],
    ['network', '3', '1', '1', '1'],
    ['total', '5', '1', '3', '1'],
  ]);
});

test('failures are told with their seconds and an indented message, the slowest last', () => {
  const results = [
    result('apps', 'failed', 60.04, 'timed out\nafter a minute\n'),
    result('apps', 'passed', 2),
    result('cli', 'failed', 3, 'no route'),
  ];
  expect(failuresText(results)).toBe(
    'cli 3 (3.0 s)\n    no route\n\napps 60.04 (60.0 s)\n    timed out\n    after a minute\n',
  );
  expect(failuresText([])).toBe('');
});
