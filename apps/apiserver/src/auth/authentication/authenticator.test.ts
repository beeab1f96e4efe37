import { X509Certificate } from 'node:crypto';
import { createTestPki, type TestPki } from '@kubets/component/testing';
import type { TokenVerifier } from '../tokens/token-verifier';
import { createAuthenticator } from './authenticator';

const tokens: TokenVerifier = {
  async verify(token) {
    if (token === 'foreign') return undefined;
    if (token !== 'good') throw new Error('service account token has expired');
    return { user: { username: 'system:serviceaccount:shop:web', groups: ['system:serviceaccounts'] }, audiences: [] };
  },
};

describe('createAuthenticator', () => {
  const refused: string[] = [];
  const authenticator = createAuthenticator({
    tokens,
    apiAudiences: ['api'],
    onRefused: (reason) => refused.push(reason),
  });
  let pki: TestPki;
  beforeAll(async () => (pki = await createTestPki()));
  afterAll(() => pki.remove());

  test.each([
    ['kubernetes-admin', ['system:masters']],
    ['system:node:node-1', ['system:nodes', 'more']],
    ['system:kube-proxy', []],
  ])('the certificate of %s', async (commonName, organizations) => {
    const peerCertificate = new X509Certificate((await pki.issue({ commonName, organizations })).cert);
    expect(await authenticator.authenticate({ peerCertificate, authorizationHeader: 'Bearer bad' })).toEqual({
      username: commonName,
      groups: [...organizations, 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/)] },
    });
  });

  test.each([['Bearer good'], ['bearer good'], [' Bearer good ']])('%j', async (authorizationHeader) => {
    expect(await authenticator.authenticate({ authorizationHeader })).toEqual({
      username: 'system:serviceaccount:shop:web',
      groups: ['system:serviceaccounts', 'system:authenticated'],
    });
  });

  test.each([
    ['bad', 'service account token has expired'],
    ['foreign', 'it is no token of this cluster'],
  ])('a %s token is 401, and the reason stays here', async (token, reason) => {
    await expect(authenticator.authenticate({ authorizationHeader: `Bearer ${token}` })).rejects.toMatchObject({
      code: 401,
      message: 'Unauthorized',
    });
    expect(refused.at(-1)).toBe(reason);
  });

  const offering = (token: string) =>
    `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}, v4.channel.k8s.io`;

  test.each([
    [undefined, 'good'],
    ['Basic YTpi', 'good'],
    ['Bearer bad', 'good'],
  ])('%j and the token %j among a WebSocket’s protocols', async (authorizationHeader, token) => {
    const left: string[][] = [];
    const webSocket = { protocols: offering(token), onToken: (others: string[]) => void left.push(others) };
    expect(
      await authenticator.authenticate({ ...(authorizationHeader ? { authorizationHeader } : {}), webSocket }),
    ).toMatchObject({ username: 'system:serviceaccount:shop:web' });
    expect(left).toEqual([['v4.channel.k8s.io']]);
  });

  test.each([[offering('bad')], [offering('good').split(',')[0]!]])('%s among protocols is 401', async (protocols) => {
    const webSocket = { protocols, onToken: () => undefined };
    await expect(authenticator.authenticate({ webSocket })).rejects.toMatchObject({ code: 401 });
  });

  test.each([[undefined], [''], ['Basic YTpi'], ['Bearer'], ['Bearer  good']])(
    '%j is nobody',
    async (authorizationHeader) => {
      expect(await authenticator.authenticate({ authorizationHeader })).toBeUndefined();
    },
  );
});
