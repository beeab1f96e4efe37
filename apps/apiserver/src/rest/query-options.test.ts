import type { StatusError } from '@kubets/apimachinery';
import type { Request } from '../http/messages';
import { deleteOptionsOf, listOptionsOf } from './query-options';

const query = (text: string) => new URLSearchParams(text);

test.each<[string, object | string]>([
  ['', {}],
  ['limit=-1&timeoutSeconds=99999999999', { limit: -1, timeoutSeconds: 99999999999 }],
  ['limit=1&limit=abc', { limit: 1 }],
  ['limit=%zz', 'strconv.ParseInt: parsing "%zz": invalid syntax'],
  ['limit=abc', 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['limit=', 'strconv.ParseInt: parsing "": invalid syntax'],
  ['timeoutSeconds=1e20', 'strconv.ParseInt: parsing "1e20": invalid syntax'],
  ['sendInitialEvents=True&allowWatchBookmarks=False', { sendInitialEvents: true, allowWatchBookmarks: false }],
  ['sendInitialEvents', { sendInitialEvents: true }],
])('list options of %j', (text, expected) => {
  if (typeof expected === 'string') expect(() => listOptionsOf(query(text))).toThrow(expected);
  else expect(listOptionsOf(query(text))).toEqual(expected);
});

test.each<[string, object | string]>([
  ['', {}],
  ['gracePeriodSeconds=-1', { gracePeriodSeconds: -1 }],
  ['gracePeriodSeconds=1099511627776', { gracePeriodSeconds: 2 ** 40 }],
  ['gracePeriodSeconds=abc', 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['gracePeriodSeconds=', 'strconv.ParseInt: parsing "": invalid syntax'],
  ['propagationPolicy=&dryRun=', { propagationPolicy: '', dryRun: [''] }],
  ['orphanDependents=maybe', { orphanDependents: true }],
])('delete options of %j', async (text, expected) => {
  const request = { headers: {}, iterator: async function* () {} } as unknown as Request;
  const options = await deleteOptionsOf(request, query(text)).catch((error: StatusError) => error.message);
  expect(options).toEqual(expected);
});
