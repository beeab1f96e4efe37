import { fieldErrorText } from '../validation/field-error';
import { FieldPath } from '../validation/field-path';
import { formatOf } from './formats';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const C_IDENTIFIER =
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')";
const long = 'a'.repeat(33);

describe.each<[string, [string, string[]][]]>([
  [
    'k8s-short-name',
    [
      ['a-b', []],
      ['a'.repeat(64), [`f: Invalid value: "${'a'.repeat(64)}": must be no more than 63 bytes`]],
    ],
  ],
  [
    'dns-label',
    [
      ['a-b', []],
      ['a.b', ['f: Invalid value: "a.b": must not contain dots']],
      ['a'.repeat(64), [`f: Invalid value: "${'a'.repeat(64)}": must be no more than 63 characters`]],
    ],
  ],
  [
    'dns-subdomain',
    [
      ['a.b', []],
      ['a'.repeat(254), [`f: Invalid value: "${'a'.repeat(254)}": must be no more than 253 characters`]],
    ],
  ],
  [
    'k8s-long-name',
    [
      ['a.b', []],
      ['A', [`f: Invalid value: "A": ${SUBDOMAIN}`]],
    ],
  ],
  [
    'k8s-long-name-caseless',
    [
      ['A.b', []],
      [
        '_',
        [
          "f: Invalid value: \"_\": an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'Example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ],
      ],
    ],
  ],
  [
    'k8s-label-key',
    [
      ['a', []],
      ['a.b/c', []],
      ['/a', ['f: Invalid value: "/a": prefix part must be non-empty']],
    ],
  ],
  [
    'k8s-prefixed-label-key',
    [
      ['a.b/c', []],
      ['a', ['f: Invalid value: "a": must include a prefix (e.g. \'example.com/key\')']],
    ],
  ],
  [
    'k8s-label-value',
    [
      ['', []],
      ['a', []],
    ],
  ],
  [
    'k8s-path-segment-name',
    [
      ['a:b', []],
      ['a/b', ['f: Invalid value: "a/b": may not contain \'/\'']],
      ['..', ['f: Invalid value: "..": may not be \'..\'']],
    ],
  ],
  [
    'k8s-uuid',
    [
      ['01234567-89ab-cdef-0123-456789abcdef', []],
      [
        '01234567-89AB-cdef-0123-456789abcdef',
        ['f: Invalid value: "01234567-89AB-cdef-0123-456789abcdef": must be a lowercase UUID in 8-4-4-4-12 format'],
      ],
    ],
  ],
  [
    'k8s-resource-pool-name',
    [
      ['a/b.c', []],
      ['a//b', ['f: Invalid value: "a//b": segment 1: must not be empty']],
      [
        'a'.repeat(254),
        [
          'f: Too long: may not be more than 253 bytes',
          `f: Invalid value: "${'a'.repeat(254)}": segment 0: must be no more than 253 bytes`,
        ],
      ],
    ],
  ],
  [
    'k8s-extended-resource-name',
    [
      ['example.com/gpu', []],
      ['gpu', ['f: Invalid value: "gpu": a name must be a domain-prefixed path, such as \'example.com/my-prop\'']],
      ['kubernetes.io/gpu', ['f: Invalid value: "kubernetes.io/gpu": must not have "kubernetes.io/" domain']],
      ['requests.a/gpu', ['f: Invalid value: "requests.a/gpu": must not have "requests." prefix']],
    ],
  ],
  [
    'k8s-resource-fully-qualified-name',
    [
      ['example.com/memory', []],
      [
        'memory',
        ['f: Invalid value: "memory": a fully qualified name must be a domain and a name separated by a slash'],
      ],
      ['/', ['f: Invalid value: "": prefix must not be empty', 'f: Invalid value: "": name must not be empty']],
      [`A/${long}`, [`f: Invalid value: "A": prefix: ${SUBDOMAIN}`, 'f: Too long: may not be more than 32 bytes']],
      ['a/1', [`f: Invalid value: "1": ${C_IDENTIFIER}`]],
    ],
  ],
  [
    'config-map-key',
    [
      ['a.b', []],
      ['..', ['f: Invalid value: "..": must not be \'..\'']],
    ],
  ],
  ['env-var-name', [['A b', []]]],
  ['http-header-name', [['X-A', []]]],
  [
    'port-name',
    [
      ['http', []],
      ['-a1', ['f: Invalid value: "-a1": must not begin or end with a hyphen']],
    ],
  ],
])('%s', (name, cases) => {
  test.each(cases)('%j', (value, expected) => {
    const errors: string[] = [];
    formatOf(name)(value, (make) => errors.push(fieldErrorText(make(FieldPath.of('f')))));
    expect(errors).toEqual(expected);
  });
});
