import { askedTimeoutMs } from './request-timeout';

test.each<[string, number | undefined | string]>([
  ['', undefined],
  ['timeout=', undefined],
  ['timeout=0', undefined],
  ['timeout=-1s', undefined],
  ['timeout=100h', undefined],
  ['timeout=1m', undefined],
  ['timeout=1s', 1000],
  ['timeout=1.5s500ms', 2000],
  ['timeout=1s&timeout=x', 1000],
  ['timeout=x', 'time: invalid duration "x"'],
  ['timeout=5', 'time: missing unit in duration "5"'],
  ['timeout=1s5', 'time: missing unit in duration "1s5"'],
  ['timeout=5q', 'time: unknown unit "q" in duration "5q"'],
  ['timeout=1m5 s', 'time: unknown unit " s" in duration "1m5 s"'],
])('%j', (query, expected) => {
  const asked = () => askedTimeoutMs(new URLSearchParams(query));
  if (typeof expected === 'string') expect(asked).toThrow(`invalid timeout specified in the request URL - ${expected}`);
  else expect(asked()).toBe(expected);
});
