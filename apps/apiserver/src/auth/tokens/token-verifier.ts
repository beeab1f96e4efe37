import { createHash } from 'node:crypto';
import type { KubeObject } from '@kubets/apimachinery';
import { jwtVerify } from 'jose';
import type { ObjectReader } from '../../registry/object-reader';
import { serviceAccountGroups, serviceAccountUsername, type UserInfo } from '../user/user-info';
import type { TokenKey } from './signing-key';
import type { KubernetesClaim, TokenClaims } from './token-claims';

export interface TokenVerifierOptions {
  /** Every key that tokens may be signed with. */
  keys: readonly TokenKey[];
  /** Accepted issuers: `--service-account-issuer`, which may be given several times. */
  issuers: readonly string[];
  reader: ObjectReader;
  now(): Date;
}

export interface VerifiedToken {
  user: UserInfo;
  /** Those of the token's audiences that were asked for. */
  audiences: string[];
}

/** Tells whose token it is. */
export interface TokenVerifier {
  /** @throws Error saying why the token does not count: signature, time, audience, or something it is bound to is gone. */
  verify(token: string, audiences: readonly string[]): Promise<VerifiedToken>;
}

/** A pod is being deleted for some time in which it still needs its token. */
const LEEWAY_MS = 60_000;
const CLOCK_SKEW_SECONDS = 60;
const MAX_KNOWN = 2048;

export function createTokenVerifier({ keys, issuers, reader, now }: TokenVerifierOptions): TokenVerifier {
  // Checking a signature costs a thousand times more than all the rest, and clients send one token many times.
  const known = new Map<string, TokenClaims>();

  async function claimsOf(token: string): Promise<TokenClaims> {
    const digest = createHash('sha256').update(token).digest('base64');
    const seen = known.get(digest);
    if (seen) return seen;
    const { payload } = await jwtVerify(
      token,
      ({ kid, alg }) => {
        const key = keys.find(({ id, algorithm }) => id === kid && algorithm === alg);
        if (!key) throw new Error('the token is signed with an unknown key');
        return key.publicKey;
      },
      { issuer: [...issuers], clockTolerance: CLOCK_SKEW_SECONDS, currentDate: now() },
    );
    const claims = payload as unknown as TokenClaims;
    if (!claims['kubernetes.io']?.serviceaccount) throw new Error('the token is not a service account token');
    known.set(digest, claims);
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
    return claims;
  }

  return {
    async verify(token, audiences) {
      const claims = await claimsOf(token);
      const nowMs = now().getTime();
      if (nowMs >= claims.exp * 1000) throw new Error('service account token has expired');
      const tokenAudiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud as string];
      const matching = tokenAudiences.filter((audience) => audiences.includes(audience));
      if (matching.length === 0)
        throw new Error(
          `token audiences ${JSON.stringify(tokenAudiences)} is invalid for the target audiences ${JSON.stringify(audiences)}`,
        );
      assertAlive(claims['kubernetes.io'], reader, nowMs);
      return { user: userOf(claims), audiences: matching };
    },
  };
}

/** Everything the token is bound to must still be the very same object. */
function assertAlive(
  { namespace, serviceaccount, pod, secret, node }: KubernetesClaim,
  reader: ObjectReader,
  nowMs: number,
): void {
  const check = (plural: string, what: string, inNamespace: string, reference: { name: string; uid?: string }) => {
    const object: KubeObject | undefined = reader.get({ group: '', plural }, inNamespace, reference.name);
    if (!object) throw new Error(`${what} ${reference.name} has been deleted`);
    if (reference.uid && object.metadata?.uid !== reference.uid)
      throw new Error(`${what} UID (${object.metadata?.uid}) does not match claim (${reference.uid})`);
    const deletedAt = object.metadata?.deletionTimestamp;
    if (deletedAt && Date.parse(deletedAt) + LEEWAY_MS < nowMs)
      throw new Error(`${what} ${reference.name} has been deleted`);
  };
  check('serviceaccounts', 'service account', namespace, serviceaccount);
  if (secret) check('secrets', 'secret', namespace, secret);
  if (pod) check('pods', 'pod', namespace, pod);
  else if (node) check('nodes', 'node', '', node);
}

function userOf(claims: TokenClaims): UserInfo {
  const { namespace, serviceaccount, pod, node } = claims['kubernetes.io'];
  const extra: Record<string, string[]> = { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] };
  if (pod)
    Object.assign(extra, {
      'authentication.kubernetes.io/pod-name': [pod.name],
      'authentication.kubernetes.io/pod-uid': [pod.uid],
    });
  if (node) extra['authentication.kubernetes.io/node-name'] = [node.name];
  if (node?.uid) extra['authentication.kubernetes.io/node-uid'] = [node.uid];
  return {
    username: serviceAccountUsername(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: serviceAccountGroups(namespace),
    extra,
  };
}
