import { parseRequestPath } from '../rest/request-path';
import { parseRequestTarget } from '../rest/request-target';
import { proxiedPath } from './proxied-path';

/** From a client's request line to the backend's; what Kubernetes 1.37.2 does. */
test.each([
  ['', '/'],
  ['/', '/'],
  ['/a', '/a'],
  ['/a/', '/a/'],
  ['/a%2Fb', '/a/b'],
  ['/a%252Fb', '/a%252Fb'],
  ['/a%20b', '/a%20b'],
  ['/%00', '/%00'],
  ['/..%2fx', '/x'],
  ['/../x', '/x'],
  ['/a/../b', '/b'],
  ['/%2e%2e/%2e%2e/x', '/x'],
  ['/a//b', '/a/b'],
  ['//a', '/a'],
  ['/a%3Fb', '/a%3Fb'],
  ['/a?x=%2F&y=%20&z=a+b', '/a?x=%2F&y=%20&z=a+b'],
  ['?x=1', '/?x=1'],
  ['/a?x=%zz', '/a?x=%zz'],
  ['/%E4%BD%A0', '/%E4%BD%A0'],
  ['/a%3Bb', '/a;b'],
  ["/a'b(c)!*", '/a%27b%28c%29%21%2A'],
  ['/%41', '/A'],
  ['/a%24b', '/a$b'],
  ['/a[b]', '/a%5Bb%5D'],
  ['/%ff', '/%FF'],
  ['/a%23b', '/a%23b'],
  ['/./a', '/a'],
  ['/proxy/proxy', '/proxy/proxy'],
  ['/a?a;b', '/a?a;b'],
  ['/a?b c\n\u00e4\ud800', '/a?b%20c%0A%C3%A4%20'],
])('%s → %s', (sent, expected) => {
  const { path, query } = parseRequestTarget(`/api/v1/namespaces/n/pods/p:80/proxy${sent}`);
  const { subresource, rest } = parseRequestPath('GET', path!, new URLSearchParams(query));
  expect([subresource, proxiedPath(rest, query)]).toEqual(['proxy', expected]);
});
