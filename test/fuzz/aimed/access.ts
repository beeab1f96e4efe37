import { aim, get, is, send, type Aimed, type AimedRequest } from './aim';

const impersonating = (headers: [string, string][], as: AimedRequest['as'] = 'admin') =>
  get('/api/v1/namespaces/default', { headers, as });

const SECRETS = '/api/v1/namespaces/kubets-fuzz-b/secrets';
/** Selectors that do not demand the one Secret which the ServiceAccount may have there, and look as if they did. */
const ESCAPED = [
  'type!=a\\,metadata.name=allowed',
  'type=a\\,metadata.name=allowed',
  'metadata.name!=x\\,metadata.name=allowed',
  'metadata.name=allowed\\,type!=a',
  'metadata.name\\=allowed',
  'metadata.name==allowed\\',
  'metadata.name!=allowed',
  'metadata.name=',
  'metadata.name=*',
  'metadata.namespace=allowed',
  'type=metadata.name=allowed',
  ' metadata.name =allowed',
  '',
];
/** Selectors that do. */
const EXACT = [
  'metadata.name=allowed',
  'metadata.name==allowed',
  'type!=a,metadata.name=allowed',
  ',metadata.name=allowed',
];
const select = (selector: string) => `fieldSelector=${encodeURIComponent(selector)}`;

/** Who may what, and as whom. */
export const ACCESS: readonly Aimed[] = [
  ...ESCAPED.flatMap((selector) => [
    aim('A2', `list Secrets by "${selector}"`, get(`${SECRETS}?${select(selector)}`, { as: 'weak' }), is([400, 403])),
    aim(
      'A2',
      `watch Secrets by "${selector}"`,
      get(`${SECRETS}?watch=true&timeoutSeconds=1&${select(selector)}`, { as: 'weak' }),
      is([400, 403]),
    ),
    aim(
      'A2',
      `delete Secrets by "${selector}"`,
      send({ method: 'DELETE', path: `${SECRETS}?dryRun=All&${select(selector)}`, as: 'weak' }),
      is([400, 403]),
    ),
  ]),
  ...EXACT.map((selector) =>
    aim(
      'A2',
      `list the one Secret by "${selector}"`,
      get(`${SECRETS}?${select(selector)}`, { as: 'weak' }),
      is(200, /"name":"allowed"(?!.*"name":"other")/s),
    ),
  ),
  ...[...ESCAPED, ...EXACT].map((selector) =>
    aim(
      'A2',
      `list all Secrets of all namespaces by "${selector}"`,
      get(`/api/v1/secrets?${select(selector)}`, { as: 'weak' }),
      is([400, 403]),
    ),
  ),
  ...['namespaces%2fkube-system', 'kubets-fuzz-a%2f..%2fkube-system', '..', '%2e%2e', 'kube-system%00'].map(
    (namespace) =>
      aim(
        'A2',
        `Secrets of the namespace ${namespace}`,
        get(`/api/v1/namespaces/${namespace}/secrets`, { as: 'weak' }),
        is([400, 403, 404]),
      ),
  ),

  ...[
    ['impersonate-group', 'g'],
    ['impersonate-group', 'system:masters'],
    ['impersonate-uid', 'u'],
    ['impersonate-extra-a', 'b'],
  ].map(([name, value]) => aim('B', `${name}: ${value} without a user`, impersonating([[name!, value!]]), is(400))),
  ...['%zz', '%', 'a%00', '__proto__', 'constructor', 'example.com%2fa'].map((key) =>
    aim(
      'A11',
      `impersonate-extra-${key}`,
      impersonating([
        ['impersonate-user', 'u'],
        [`impersonate-extra-${key}`, 'b'],
      ]),
      is([200, 400, 403]),
    ),
  ),
  aim(
    'B',
    'impersonation by who may not',
    impersonating(
      [
        ['impersonate-user', 'kubernetes-admin'],
        ['impersonate-group', 'system:masters'],
      ],
      'weak',
    ),
    is(403),
  ),
  aim('B', 'impersonation of a user without rights', impersonating([['impersonate-user', 'nobody']]), is(403)),
  aim(
    'B',
    'impersonation of a ServiceAccount that is none',
    impersonating([['impersonate-user', 'system:serviceaccount:a']]),
    is([400, 403]),
  ),
];
