import type { StatusError } from '@kubets/apimachinery';
import { assertLogOptions } from './log-options';

test.each<[string, number, string]>([
  ['', 0, ''],
  ['tailLines=0&limitBytes=1&sinceSeconds=1&follow=maybe', 0, ''],
  ['sinceTime=2026-01-01T00:00:00Z', 0, ''],
  [
    'tailLines=-1',
    422,
    'PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'limitBytes=0&sinceSeconds=-1',
    422,
    'PodLogOptions "p" is invalid: [limitBytes: Invalid value: 0: must be greater than 0, sinceSeconds: Invalid value: -1: must be greater than 0]',
  ],
  ['tailLines=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['tailLines=', 400, 'strconv.ParseInt: parsing "": invalid syntax'],
  ['tailLines=99999999999999999999', 400, 'strconv.ParseInt: parsing "99999999999999999999": value out of range'],
  ['sinceTime=abc', 400, 'parsing time "abc" as "2006-01-02T15:04:05Z07:00": cannot parse "abc" as "2006"'],
  [
    'sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z',
    422,
    'PodLogOptions "p" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
  ],
])('%j', (query, code, message) => {
  let refusal: StatusError | undefined;
  try {
    assertLogOptions(new URLSearchParams(query), 'p');
  } catch (error) {
    refusal = error as StatusError;
  }
  expect([refusal?.code ?? 0, refusal?.message ?? '']).toEqual([code, message]);
});
