import { createInFlight } from './in-flight';

const user = { username: 'somebody', groups: ['system:authenticated'] };
const administrator = { username: 'admin', groups: ['system:masters'] };

describe('requests in flight', () => {
  test('are refused beyond the limit of their kind, until one has ended', () => {
    const inFlight = createInFlight({ readOnly: 2, mutating: 1 });
    const done = inFlight.enter('get', user);
    inFlight.enter('list', user);
    expect(() => inFlight.enter('list', user)).toThrow(
      expect.objectContaining({
        code: 429,
        reason: 'TooManyRequests',
        message: 'Too many requests, please try again later.',
      }),
    );
    inFlight.enter('create', user);
    for (const verb of ['create', 'update', 'patch', 'delete', 'deletecollection'])
      expect(() => inFlight.enter(verb, user)).toThrow('Too many requests');
    done();
    done();
    inFlight.enter('get', user);
    expect(() => inFlight.enter('get', user)).toThrow('Too many requests');
  });

  test('are never refused to an administrator, nor counted', () => {
    const inFlight = createInFlight({ readOnly: 1, mutating: 0 });
    for (let index = 0; index < 5; index++) inFlight.enter('list', administrator);
    inFlight.enter('list', user);
    expect(() => inFlight.enter('list', user)).toThrow('Too many requests');
    inFlight.enter('create', administrator);
  });
});
