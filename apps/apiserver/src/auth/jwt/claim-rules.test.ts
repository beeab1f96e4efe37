import { parseConfiguration } from '../../configuration/read-file';
import { authenticationKind } from './authentication-configuration';

const HEAD = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration' };
const ISSUER = { url: 'https://issuer.example.com', audiences: ['a'] };
const NAME = { username: { claim: 'sub', prefix: '' } };
const read = (jwt: object) =>
  parseConfiguration(JSON.stringify({ ...HEAD, jwt: [jwt] }), authenticationKind).issuers[0]!;
const userOf = (jwt: object, claims: object) =>
  read({ issuer: ISSUER, claimMappings: NAME, ...jwt }).rules.userOf(claims as Record<string, unknown>);

test.each<[string, object, object, object]>([
  ['the subject', {}, { sub: '7' }, { username: '7', groups: [] }],
  [
    'claims with prefixes',
    { claimMappings: { username: { claim: 'email', prefix: 'p:' }, groups: { claim: 'roles', prefix: 'g:' } } },
    { email: 'a@b', email_verified: true, roles: ['x', 'y'] },
    { username: 'p:a@b', groups: ['g:x', 'g:y'] },
  ],
  [
    'one group',
    { claimMappings: { ...NAME, groups: { claim: 'role', prefix: '' } } },
    { sub: '7', role: 'x' },
    { username: '7', groups: ['x'] },
  ],
  [
    'expressions',
    {
      claimMappings: {
        username: { expression: "claims.sub + '!'" },
        groups: { expression: "claims.?roles.orValue(['none'])" },
        uid: { expression: 'claims.sub' },
        extra: [
          { key: 'example.com/a', valueExpression: "[string(claims.sub), '']" },
          { key: 'example.com/b', valueExpression: "''" },
        ],
      },
    },
    { sub: '7' },
    { username: '7!', uid: '7', groups: ['none'], extra: { 'example.com/a': ['7'] } },
  ],
])('%s', (_, jwt, claims, expected) => expect(userOf(jwt, claims)).toEqual(expected));

test.each<[object, object, string]>([
  [{}, {}, 'claim not present'],
  [{}, { sub: '' }, 'the username is empty'],
  [
    { claimMappings: { username: { claim: 'email', prefix: '' } } },
    { email: 'a', email_verified: false },
    'email not verified',
  ],
  [{ claimValidationRules: [{ claim: 'hd', requiredValue: 'x' }] }, { sub: '7', hd: 'y' }, 'value does not match'],
  [{ claimValidationRules: [{ expression: 'claims.none == 1' }] }, { sub: '7' }, 'no such key: none'],
  [{ userValidationRules: [{ expression: "user.username != '7'", message: 'not 7' }] }, { sub: '7' }, 'not 7'],
])('%j with %j: %s', (jwt, claims, problem) => expect(() => userOf(jwt, claims)).toThrow(problem));

test.each<[object, string]>([
  [{ issuer: { ...ISSUER, url: 'http://a' }, claimMappings: NAME }, 'URL scheme must be https'],
  [{ issuer: { ...ISSUER, audiences: [] }, claimMappings: NAME }, 'jwt[0].issuer.audiences: Required value'],
  [{ issuer: { ...ISSUER, audiences: ['a', 'b'] }, claimMappings: NAME }, 'audienceMatchPolicy must be MatchAny'],
  [{ issuer: ISSUER }, 'jwt[0].claimMappings.username: Required value'],
  [{ issuer: ISSUER, claimMappings: { username: { claim: 'sub' } } }, 'prefix is required when claim is set'],
  [{ issuer: ISSUER, claimMappings: { username: { expression: '1' } } }, 'must evaluate to string but got int'],
  [{ issuer: ISSUER, claimMappings: { username: { expression: 'claims.' } } }, 'compilation failed'],
  [{ issuer: ISSUER, claimMappings: { ...NAME, extra: [{ key: 'a', valueExpression: "''" }] } }, 'domain-prefix path'],
])('%j: %s', (jwt, problem) => expect(() => read(jwt)).toThrow(problem));

test('an issuer’s configuration is below its URL unless it is said where', () => {
  expect(read({ issuer: ISSUER, claimMappings: NAME }).discoveryUrl).toBe(
    'https://issuer.example.com/.well-known/openid-configuration',
  );
  const discoveryURL = 'https://elsewhere.example.com/x';
  expect(read({ issuer: { ...ISSUER, discoveryURL }, claimMappings: NAME }).discoveryUrl).toBe(discoveryURL);
});
