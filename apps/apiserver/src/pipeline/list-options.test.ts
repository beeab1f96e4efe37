import { encodeContinue, parseContinue } from './continue-token';
import { parseInt64 } from './go-integer';
import { checkListOptions } from './list-options';
import { checkWriteOptions, patchOptionErrors } from './write-options';

const message = (run: () => unknown): string => {
  try {
    run();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

const TOKEN = encodeContinue({ revision: 5, from: 'a' });

describe('options of a list', () => {
  test.each([
    [{}, ''],
    [{ resourceVersion: '0' }, ''],
    [{ resourceVersion: '5', resourceVersionMatch: 'Exact' }, ''],
    [{ resourceVersion: '5', resourceVersionMatch: 'NotOlderThan' }, ''],
    [{ resourceVersion: '18446744073709551615' }, ''],
    [{ resourceVersion: `${'0'.repeat(1000)}7` }, ''],
    [
      { resourceVersion: '-1' },
      'invalid resource version: resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax',
    ],
    [{ resourceVersion: '5x' }, 'strconv.ParseUint: parsing "5x": invalid syntax'],
    [
      { resourceVersion: '18446744073709551616' },
      'strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ],
    [{ resourceVersion: '9'.repeat(100_000) }, 'value out of range'],
    [{ resourceVersion: 'abc', resourceVersionMatch: 'x' }, 'resourceVersionMatch: Unsupported value: "x"'],
    [{ continue: TOKEN, resourceVersion: '5' }, 'specifying resource version is not allowed when using continue'],
    [{ continue: 'abc', resourceVersion: '5' }, 'invalid continue token: continue key is not valid: '],
    [{ limit: -1 }, ''],
    [{ resourceVersionMatch: 'Exact' }, 'resourceVersionMatch is forbidden unless resourceVersion is provided'],
    [{ resourceVersion: '5', resourceVersionMatch: 'Newest' }, 'Unsupported value: "Newest"'],
    [
      { resourceVersion: '0', resourceVersionMatch: 'Exact' },
      'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      { continue: 'x', resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' },
      'resourceVersionMatch is forbidden when continue is provided',
    ],
    [{ sendInitialEvents: true }, 'sendInitialEvents is forbidden for list'],
  ])('%j: %s', (options, expected) => {
    const text = message(() => checkListOptions(options, false));
    if (expected) expect(text).toContain(expected);
    else expect(text).toBe('');
  });

  test('takes a limit with a resourceVersion as Exact', () => {
    expect(checkListOptions({ limit: 5, resourceVersion: '7' }, false).resourceVersionMatch).toBe('Exact');
    expect(checkListOptions({ limit: 5, resourceVersion: '0' }, false).resourceVersionMatch).toBe('');
    expect(
      checkListOptions({ limit: 5, resourceVersion: '7', resourceVersionMatch: 'NotOlderThan' }, false)
        .resourceVersionMatch,
    ).toBe('NotOlderThan');
  });
});

describe('options of a watch', () => {
  test.each([
    [{ resourceVersion: '5', limit: 5 }, ''],
    [{ sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }, ''],
    [
      { resourceVersionMatch: 'NotOlderThan' },
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
    [{ sendInitialEvents: true }, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'],
    [
      { sendInitialEvents: false, resourceVersionMatch: 'Exact' },
      '[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
    ],
    [{ continue: 'x' }, 'resourceVersionMatch is forbidden when continue is provided'],
    [{ continue: 'x', resourceVersion: '5' }, ''],
    [
      { resourceVersion: 'abc' },
      'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
  ])('%j: %s', (options, expected) => {
    const text = message(() => checkListOptions(options, true));
    if (expected) expect(text).toContain(expected);
    else expect(text).toBe('');
  });
});

describe('continue tokens', () => {
  test('come back as they went', () => {
    const token = { revision: 42, from: 'default/ä\0' };
    expect(parseContinue(encodeContinue(token))).toEqual(token);
    expect(parseContinue(encodeContinue({ ...token, revision: -1 })).revision).toBe(-1);
  });

  const token = (json: string) => Buffer.from(json).toString('base64url');
  test.each([
    ['!!!', 'illegal base64 data at input byte 0'],
    ['\0', 'illegal base64 data at input byte 0'],
    [`${TOKEN}=`, `illegal base64 data at input byte ${TOKEN.length}`],
    ['abc', "invalid character 'i' looking for beginning of value"],
    [token('{"v":"x","rv":1,"start":"a"}'), 'server does not recognize this encoded version x'],
    [token('null'), 'server does not recognize this encoded version '],
    [
      token('{"v":{"toString":1}}'),
      'json: cannot unmarshal object into Go struct field continueToken.v of type string',
    ],
    [
      token('{"v":"meta.k8s.io/v1","rv":0,"start":"a"}'),
      'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    ],
    [
      token('{"v":"meta.k8s.io/v1","rv":"a","start":"a"}'),
      'json: cannot unmarshal string into Go struct field continueToken.rv of type int64',
    ],
    [
      token('{"v":"meta.k8s.io/v1","rv":1.5,"start":"a"}'),
      'json: cannot unmarshal number 1.5 into Go struct field continueToken.rv of type int64',
    ],
    [
      token('{"v":"meta.k8s.io/v1","rv":99999999999999999999999,"start":"a"}'),
      'json: cannot unmarshal number 1e+23 into Go struct field continueToken.rv of type int64',
    ],
    [token('{"v":"meta.k8s.io/v1","rv":5}'), 'encoded start key empty (version meta.k8s.io/v1)'],
    ...['/../x', 'a//b', '/a/', './a'].map((start): [string, string] => [
      token(`{"v":"meta.k8s.io/v1","rv":5,"start":"${start}"}`),
      start,
    ]),
    [token('[]'), 'json: cannot unmarshal array into Go value of type storage.continueToken'],
    [token('7'), 'json: cannot unmarshal number into Go value of type storage.continueToken'],
  ])('%j is none', (text, problem) => {
    expect(() => parseContinue(text)).toThrow(`invalid continue token: continue key is not valid: ${problem}`);
  });
});

test.each<[string, number | string]>([
  ['5', 5],
  ['+5', 5],
  ['-5', -5],
  ['007', 7],
  ['9223372036854775807', 2 ** 63],
  ['', 'strconv.ParseInt: parsing "": invalid syntax'],
  [' 5', 'strconv.ParseInt: parsing " 5": invalid syntax'],
  ['1e3', 'strconv.ParseInt: parsing "1e3": invalid syntax'],
  ['1.5', 'strconv.ParseInt: parsing "1.5": invalid syntax'],
  ['0x10', 'strconv.ParseInt: parsing "0x10": invalid syntax'],
  ['99999999999999999999', 'strconv.ParseInt: parsing "99999999999999999999": value out of range'],
])('the int64 %j', (text, expected) => {
  if (typeof expected === 'number') expect(parseInt64(text)).toBe(expected);
  else expect(() => parseInt64(text)).toThrow(expected);
});

describe('options of a write', () => {
  test.each<[object, string]>([
    [{ dryRun: ['All', 'All'], fieldManager: 'a é', fieldValidation: 'Strict' }, ''],
    [
      { dryRun: ['x'] },
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["x"]: supported values: "All"',
    ],
    [{ dryRun: [''] }, 'dryRun: Unsupported value: [""]: supported values: "All"'],
    [
      { fieldValidation: 'x' },
      'fieldValidation: Unsupported value: "x": supported values: "", "Ignore", "Strict", "Warn"',
    ],
    [
      { fieldManager: 'm'.repeat(129), dryRun: ['x'] },
      '[fieldManager: Too long: may not be more than 128 bytes, dryRun: Unsupported value: ["x"]: supported values: "All"]',
    ],
    [{ fieldManager: 'é\u0001' }, 'fieldManager: Invalid value: "é\\x01": invalid character U+0001 (at position 2)'],
  ])('%j', (sent, expected) => {
    const text = message(() => checkWriteOptions(sent, 'CreateOptions'));
    if (expected) expect(text).toContain(expected);
    else expect(text).toBe('');
  });

  test('what is wrong with a patch is told first', () => {
    expect(
      message(() => checkWriteOptions({ dryRun: ['x'] }, 'PatchOptions', '', patchOptionErrors(false, true, ''))),
    ).toContain('[force: Forbidden: may not be specified for non-apply patch, dryRun: Unsupported value');
    expect(message(() => checkWriteOptions({}, 'PatchOptions', '', patchOptionErrors(true, undefined, '')))).toContain(
      'fieldManager: Required value: is required for apply patch',
    );
  });
});
