import { fieldErrorText, FieldPath } from '@kubets/apimachinery';
import { validateWebhookAddress, type WebhookAddress } from './webhook-client-config';

const problems = (address: WebhookAddress) => validateWebhookAddress(address, FieldPath.of('c')).map(fieldErrorText);
const service = (more: object) => ({ service: { namespace: 'a', name: 'b', port: 443, ...more } });

test.each<[WebhookAddress, string[]]>([
  [{ url: 'https://host/path' }, []],
  [{ url: 'https://[::1]:8443' }, []],
  [service({}), []],
  [service({ path: '/' }), []],
  [service({ path: '/a/b.c/' }), []],
  [{}, ['c: Required value: exactly one of url or service is required']],
  [{ url: 'https://a', ...service({}) }, ['c: Required value: exactly one of url or service is required']],
  [
    { url: 'host' },
    [
      `c.url: Invalid value: "": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
      'c.url: Invalid value: "": host must be specified; desired format: https://host[/path]',
    ],
  ],
  [
    { url: 'https://a:b' },
    [
      'c.url: Required value: url must be a valid URL: parse "https://a:b": invalid port ":b" after host; desired format: https://host[/path]',
    ],
  ],
  [
    { url: 'https://a/%zz' },
    [
      'c.url: Required value: url must be a valid URL: parse "https://a/%zz": invalid URL escape "%zz"; desired format: https://host[/path]',
    ],
  ],
  [service({ name: '', namespace: '' }), ['c.service.name: Required value', 'c.service.namespace: Required value']],
  [
    service({ port: 0 }),
    ['c.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive'],
  ],
  [service({ path: '//' }), ['c.service.path: Invalid value: "//": segment[0] may not be empty']],
  [service({ path: '/a//b' }), ['c.service.path: Invalid value: "/a//b": segment[1] may not be empty']],
])('%j', (address, expected) => expect(problems(address)).toEqual(expected));
