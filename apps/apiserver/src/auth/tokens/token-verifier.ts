import type { TokenKey } from '@kubets/api';
import { newNotFound, type KubeObject } from '@kubets/apimachinery';
import type { ObjectReader } from '../../registry/object-reader';
import { EXTRA, serviceAccountGroups, serviceAccountUsername, type UserInfo } from '../user/user-info';
import { createSignedClaims } from './signed-claims';
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
  /** What whoever uses it should know, although it counts. */
  warning?: string;
}

/** Tells whose token it is. */
export interface TokenVerifier {
  /**
   * Undefined when it is no token of one of the issuers.
   * @throws Error saying why the token does not count: signature, time, audience, or something it is bound to is gone.
   */
  verify(token: string, audiences: readonly string[]): Promise<VerifiedToken | undefined>;
}

/** A pod is being deleted for some time in which it still needs its token. */
const LEEWAY_MS = 60_000;

export function createTokenVerifier({ keys, issuers, reader, now }: TokenVerifierOptions): TokenVerifier {
  const signed = createSignedClaims({ keys, issuers, now }, (payload) => {
    const claims = payload as unknown as TokenClaims;
    if (!claims['kubernetes.io']?.serviceaccount) throw new Error('the token is not a service account token');
    return claims;
  });

  return {
    async verify(token, audiences) {
      const claims = await signed.read(token);
      if (!claims) return undefined;
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

const INVALIDATED = 'service account token has been invalidated';

/** Everything the token is bound to must still be the very same object. */
function assertAlive(
  { namespace, serviceaccount, pod, secret, node }: KubernetesClaim,
  reader: ObjectReader,
  nowMs: number,
): void {
  const find = (plural: string, inNamespace: string, name: string): KubeObject | undefined =>
    reader.get({ group: '', plural }, inNamespace, name);
  const isGone = ({ metadata }: KubeObject): boolean =>
    metadata?.deletionTimestamp !== undefined && Date.parse(metadata.deletionTimestamp) + LEEWAY_MS < nowMs;

  const account = find('serviceaccounts', namespace, serviceaccount.name);
  if (!account) throw newNotFound({ group: '', resource: 'serviceaccounts' }, serviceaccount.name);
  const uid = account.metadata?.uid;
  if (uid !== serviceaccount.uid)
    throw new Error(`service account UID (${uid}) does not match claim (${serviceaccount.uid})`);
  if (isGone(account)) throw new Error(`service account ${namespace}/${serviceaccount.name} has been deleted`);

  const check = (what: string, reference: { name: string; uid?: string }, inNamespace = namespace) => {
    const object = find(`${what}s`, inNamespace, reference.name);
    if (!object || isGone(object)) throw new Error(INVALIDATED);
    const found = object.metadata?.uid;
    if (reference.uid && found !== reference.uid) {
      const title = what === 'secret' ? what : what.charAt(0).toUpperCase() + what.slice(1);
      throw new Error(`${title} UID (${found}) does not match service account ${what} ref claim (${reference.uid})`);
    }
  };
  if (secret) check('secret', secret);
  if (pod) check('pod', pod);
  else if (node) check('node', node, '');
}

function userOf(claims: TokenClaims): UserInfo {
  const { namespace, serviceaccount, pod, node } = claims['kubernetes.io'];
  const extra: Record<string, string[]> = { [EXTRA.credentialId]: [`JTI=${claims.jti}`] };
  if (pod)
    Object.assign(extra, {
      [EXTRA.podName]: [pod.name],
      [EXTRA.podUid]: [pod.uid],
    });
  if (node) extra[EXTRA.nodeName] = [node.name];
  if (node?.uid) extra[EXTRA.nodeUid] = [node.uid];
  return {
    username: serviceAccountUsername(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: serviceAccountGroups(namespace),
    extra,
  };
}
