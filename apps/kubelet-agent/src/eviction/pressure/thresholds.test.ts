import { parseThresholds, type ThresholdTexts } from './thresholds';

const none: ThresholdTexts = { hard: [], soft: [], softGracePeriod: [], minimumReclaim: [] };
const nothing = { value: 0, text: '0' };

test('hard and soft thresholds, each with what is to be reclaimed', () => {
  expect(
    parseThresholds({
      hard: ['memory.available<100Mi', 'imagefs.available<0%', ' nodefs.inodesFree < 5% '],
      soft: ['memory.available<1Gi'],
      softGracePeriod: ['memory.available=1m30s'],
      minimumReclaim: ['memory.available=0.5Gi'],
    }),
  ).toEqual([
    {
      signal: 'memory.available',
      least: { value: 104857600, text: '100Mi' },
      graceMs: 0,
      reclaim: { value: 536870912, text: '512Mi' },
    },
    { signal: 'nodefs.inodesFree', least: { share: 0.05 }, graceMs: 0, reclaim: nothing },
    {
      signal: 'memory.available',
      least: { value: 2 ** 30, text: '1Gi' },
      graceMs: 90_000,
      reclaim: { value: 536870912, text: '512Mi' },
    },
  ]);
});

test.each<[Partial<ThresholdTexts>, string]>([
  [{ hard: ['memory.available'] }, 'SIGNAL<VALUE is wanted'],
  [{ hard: ['memory.available=1Gi'] }, 'SIGNAL<VALUE is wanted'],
  [{ hard: ['memory.free<1Gi'] }, 'unsupported eviction signal "memory.free"'],
  [{ hard: ['constructor<1Gi'] }, 'unsupported eviction signal'],
  [{ hard: ['memory.available<1Gi', 'memory.available<2Gi'] }, 'found duplicate eviction threshold for signal'],
  [{ hard: ['memory.available<101%'] }, 'from 0% to 100%'],
  [{ hard: ['memory.available<-1Gi'] }, 'must not be negative'],
  [{ hard: ['memory.available<much'] }, 'quantities must match'],
  [{ soft: ['memory.available<1Gi'] }, 'grace period must be specified for the soft eviction threshold'],
  [
    { soft: ['memory.available<1Gi'], softGracePeriod: ['memory.available=soon'] },
    'a duration such as 1m30s is wanted',
  ],
])('%j', (texts, problem) => {
  expect(() => parseThresholds({ ...none, ...texts })).toThrow(problem);
});
