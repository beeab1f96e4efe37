import { aim, answered, collectionOf, CONFIG_MAP, is, podWith, post, send, withMetadata, type Aimed } from './aim';

const LONG = 200_000;
const digits = '9'.repeat(LONG);
const requests = (quantity: string) =>
  podWith('').replace(
    '"image":"fuzz.invalid/none"',
    `"image":"fuzz.invalid/none","resources":{"requests":{"memory":"${quantity}"}}`,
  );
const inContainer = (field: string) =>
  podWith('').replace('"image":"fuzz.invalid/none"', `"image":"fuzz.invalid/none",${field}`);
const selectorQuery = (parameter: string, value: string) =>
  send({ method: 'GET', path: `${collectionOf('pods')}?${parameter}=${encodeURIComponent(value)}` });
/** Node.js takes 16 KB of headers and path. */
const QUERY = 3000;

const QUANTITIES = [
  `${digits}Q`,
  `${digits}`,
  `${digits}Ki`,
  `0.${digits}`,
  `.${digits}`,
  `${'0'.repeat(LONG)}1`,
  `-${digits}x`,
  `1e${digits}`,
  '1e9999999',
  '1e-9999999',
  '1e2147483648',
  `${digits}.${digits}z`,
  ' 1',
  '1 ',
  '+',
  '.',
  '',
  'Ki',
  '0x10',
  '１',
];
const TEXTS: [what: string, text: string][] = [
  ['letters and a sign', `${'a'.repeat(LONG)}!`],
  ['dashes', '-'.repeat(LONG)],
  ['dots', 'a.'.repeat(LONG / 2)],
  ['digits', digits],
  ['capitals', 'A'.repeat(LONG)],
  ['spaces', ' '.repeat(LONG)],
  ['slashes', '/'.repeat(LONG)],
  ['a word of another alphabet', 'é'.repeat(LONG / 2)],
];

/** What parsers and patterns read: long, and shaped to lead them back. */
export const PARSING: readonly Aimed[] = [
  ...QUANTITIES.map((quantity) =>
    aim(
      'A4',
      `a quantity of ${quantity.length} characters: ${quantity.slice(0, 10)}…${quantity.slice(-3)}`,
      post('pods', requests(quantity)),
      is([201, 400, 422]),
    ),
  ),
  ...TEXTS.flatMap(([what, text]) => [
    aim('A4', `a name of ${what}`, post('configmaps', CONFIG_MAP.replace('NAME', text)), is([422, 400])),
    aim(
      'A4',
      `generateName of ${what}`,
      post('configmaps', CONFIG_MAP.replace('"name":"NAME"', `"generateName":"${text}"`)),
      is([422, 400, 201]),
    ),
    aim('A4', `a label of ${what}`, post('configmaps', withMetadata(`"labels":{"a":"${text}"}`)), is([422, 400])),
    aim('A4', `a label's key of ${what}`, post('configmaps', withMetadata(`"labels":{"${text}":"a"}`)), is([422, 400])),
    aim(
      'A4',
      `an annotation's key of ${what}`,
      post('configmaps', withMetadata(`"annotations":{"${text}":"a"}`)),
      is([422, 400]),
    ),
    aim('A4', `a finalizer of ${what}`, post('configmaps', withMetadata(`"finalizers":["${text}"]`)), is([422, 400])),
    aim('A4', `an image of ${what}`, post('pods', podWith('').replace('fuzz.invalid/none', text)), is([201, 400, 422])),
    aim(
      'A4',
      `a container's name of ${what}`,
      post('pods', podWith('').replace('"name":"c"', `"name":"${text}"`)),
      is([422, 400]),
    ),
    aim(
      'A4',
      `a variable's name of ${what}`,
      post('pods', inContainer(`"env":[{"name":"${text}","value":"a"}]`)),
      is([201, 422, 400]),
    ),
    aim('A4', `a hostname of ${what}`, post('pods', podWith(`"hostname":"${text}"`)), is([422, 400])),
    aim(
      'A4',
      `a mount path of ${what}`,
      post('pods', inContainer(`"volumeMounts":[{"name":"a","mountPath":"${text}"}]`)),
      is([422, 400]),
    ),
    aim(
      'A4',
      `a host path of ${what}`,
      post('pods', podWith(`"volumes":[{"name":"v","hostPath":{"path":"${text}"}}]`)),
      is([201, 422, 400]),
    ),
    aim(
      'A4',
      `a ClusterIP of ${what}`,
      post('services', `{"metadata":{"name":"NAME"},"spec":{"clusterIP":"${text}","ports":[{"port":80}]}}`),
      is([422, 400]),
    ),
    aim(
      'A4',
      `an externalName of ${what}`,
      post('services', `{"metadata":{"name":"NAME"},"spec":{"type":"ExternalName","externalName":"${text}"}}`),
      is([422, 400, 201]),
    ),
    aim(
      'A4',
      `maxSurge of ${what}`,
      post(
        'deployments',
        `{"metadata":{"name":"NAME"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},"strategy":{"rollingUpdate":{"maxSurge":"${text}%"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`,
      ),
      is([422, 400, 201]),
    ),
    aim(
      'A4',
      `a time of ${what}`,
      post('leases', `{"metadata":{"name":"NAME"},"spec":{"renewTime":"${text}"}}`),
      is(400),
    ),
    aim(
      'A4',
      `base64 of ${what}`,
      post('secrets', `{"metadata":{"name":"NAME"},"data":{"a":"${text}"}}`),
      is([201, 400, 422]),
    ),
  ]),
  ...['(', '!', 'a=b,', 'a in (', 'a in (b,', 'a notin (),', ',', '=', 'a!=', 'a>1,', ' ', '\\', '%', '!!'].flatMap(
    (part) => {
      const text = part.repeat(QUERY / part.length);
      return [
        aim(
          'A4',
          `a label selector of ${text.length} times ${part}`,
          selectorQuery('labelSelector', text),
          is([200, 400]),
        ),
        aim(
          'A4',
          `a field selector of ${text.length} times ${part}`,
          selectorQuery('fieldSelector', text),
          is([200, 400]),
        ),
      ];
    },
  ),
  aim(
    'A4',
    'a cron of commas as timeZone',
    post('configmaps', withMetadata(`"resourceVersion":"${'9'.repeat(LONG)}"`)),
    is([400, 422, 201]),
  ),
  aim(
    'A4',
    'a managed field of a path 100,000 long',
    post(
      'configmaps',
      withMetadata(
        `"managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"k:{${'a'.repeat(100_000)}":{}}}]`,
      ),
    ),
    is([201, 400, 422]),
  ),
  aim(
    'A4',
    'variables that open and do not close',
    post('pods', inContainer(`"command":["${'$('.repeat(LONG / 2)}"]`)),
    is([201, 422]),
  ),
  aim(
    'A4',
    'a fieldPath of brackets',
    post(
      'pods',
      inContainer(
        `"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['${"['".repeat(50_000)}"}}}]`,
      ),
    ),
    is([400, 422]),
  ),
  aim(
    'A4',
    'a media type of 10,000 parameters',
    send({
      method: 'GET',
      path: collectionOf('pods'),
      headers: [['accept', `application/json${';a=b'.repeat(2000)}`]],
    }),
    is([200, 406]),
  ),
  aim(
    'A4',
    'an Accept of 4,000 types',
    send({ method: 'GET', path: collectionOf('pods'), headers: [['accept', 'a/b,'.repeat(2500)]] }),
    is([200, 406]),
  ),
  aim(
    'A4',
    'a token of 9,000 dots',
    send({
      method: 'GET',
      path: collectionOf('pods'),
      as: 'anonymous',
      headers: [['authorization', `Bearer ${'.'.repeat(9000)}`]],
    }),
    is(401),
  ),
  aim('A4', 'a path of 3,000 slashes', send({ method: 'GET', path: '/'.repeat(3000) }), answered),
  aim(
    'A4',
    'a path of 3,000 percent signs',
    send({ method: 'GET', path: `/api/v1/namespaces/${'%'.repeat(3000)}` }),
    answered,
  ),
];
