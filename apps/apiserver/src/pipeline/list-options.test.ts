import { encodeContinue, parseContinue } from './continue-token';
import { checkListOptions } from './list-options';

const message = (run: () => unknown): string => {
  try {
    run();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('options of a list', () => {
  it.each([
    [{}, ''],
    [{ resourceVersion: '0' }, ''],
    [{ resourceVersion: '5', resourceVersionMatch: 'Exact' }, ''],
    [{ resourceVersion: '5', resourceVersionMatch: 'NotOlderThan' }, ''],
    [{ resourceVersion: '-1' }, 'resourceVersion is not a number'],
    [{ resourceVersion: '5x' }, 'resourceVersion is not a number'],
    [{ continue: 'x', resourceVersion: '5' }, 'specifying resource version is not allowed when using continue'],
    [{ limit: -1 }, 'limit must not be negative'],
    [{ resourceVersionMatch: 'Exact' }, 'resourceVersionMatch is forbidden unless resourceVersion is provided'],
    [{ resourceVersion: '5', resourceVersionMatch: 'Newest' }, 'Unsupported value: "Newest"'],
    [{ resourceVersion: '0', resourceVersionMatch: 'Exact' }, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'],
    [{ continue: 'x', resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' }, 'resourceVersionMatch is forbidden when continue is provided'],
    [{ sendInitialEvents: true }, 'sendInitialEvents is forbidden for list'],
  ])('%j: %s', (options, expected) => {
    const text = message(() => checkListOptions(options, false));
    if (expected) expect(text).toContain(expected);
    else expect(text).toBe('');
  });

  it('takes a limit with a resourceVersion as Exact', () => {
    expect(checkListOptions({ limit: 5, resourceVersion: '7' }, false).resourceVersionMatch).toBe('Exact');
    expect(checkListOptions({ limit: 5, resourceVersion: '0' }, false).resourceVersionMatch).toBe('');
    expect(checkListOptions({ limit: 5, resourceVersion: '7', resourceVersionMatch: 'NotOlderThan' }, false).resourceVersionMatch).toBe('NotOlderThan');
  });
});

describe('options of a watch', () => {
  it.each([
    [{ resourceVersion: '5', limit: 5 }, ''],
    [{ sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }, ''],
    [{ resourceVersionMatch: 'NotOlderThan' }, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'],
    [{ sendInitialEvents: true }, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'],
    [{ sendInitialEvents: false, resourceVersionMatch: 'Exact' }, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'],
  ])('%j: %s', (options, expected) => {
    const text = message(() => checkListOptions(options, true));
    if (expected) expect(text).toContain(expected);
    else expect(text).toBe('');
  });
});

describe('continue tokens', () => {
  it('come back as they went', () => {
    const token = { revision: 42, after: '/registry/core/pods/default/ä' };
    expect(parseContinue(encodeContinue(token))).toEqual(token);
    expect(parseContinue(encodeContinue({ ...token, revision: -1 })).revision).toBe(-1);
  });

  it.each(['', 'x', encodeContinue({ revision: 0, after: '' }), Buffer.from('{"v":"other","rv":1,"start":""}').toString('base64url'), Buffer.from('null').toString('base64url')])('%j is none', (text) => {
    expect(() => parseContinue(text)).toThrow('continue key is not valid');
  });
});
