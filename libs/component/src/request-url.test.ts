import { requestUrl } from './request-url';

test.each<[string | undefined, string | undefined]>([
  [undefined, '/'],
  ['', '/'],
  ['/livez', '/livez'],
  ['/livez?x#y', '/livez'],
  ['//', '//'],
  ['///x', '///x'],
  ['//[::', '//[::'],
  ['/\\\\', '///'],
  ['https://other/livez', '/livez'],
  ['http://', undefined],
  ['*', undefined],
  ['host:443', '443'],
  ['/%zz', undefined],
  ['/%E4%A', undefined],
  ['/%00', '/%00'],
])('%s', (target, path) => expect(requestUrl(target)?.pathname).toBe(path));
