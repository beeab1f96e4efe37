import { randomUUID } from 'node:crypto';
import type { TokenKey } from '@kubets/api';
import {
  fieldErrors,
  FieldPath,
  newBadRequest,
  newConflict,
  newInvalid,
  newNotFound,
  rfc3339,
  type FieldError,
  type KubeObject,
} from '@kubets/apimachinery';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { Pod, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { toNumber } from '@kubets/proto-gen/int64';
import { SignJWT } from 'jose';
import type { ObjectReader } from '../../registry/object-reader';
import { serviceAccountUsername } from '../user/user-info';
import { PROJECTED_TOKEN_SECONDS, type KubernetesClaim, type TokenClaims } from './token-claims';

export interface TokenIssuerOptions {
  /** With a private key. */
  key: TokenKey;
  /** `--service-account-issuer` */
  issuer: string;
  /** `--api-audiences`: what a request without audiences gets. */
  apiAudiences: readonly string[];
  /** `--service-account-max-token-expiration`; default: none. */
  maxExpirationSeconds?: number;
  /** `--service-account-extend-token-expiration`: projected tokens outlive their stated hour by far, for clients that never read them again. Default true. */
  extendExpiration?: boolean;
}

export interface IssueContext {
  reader: ObjectReader;
  now: Date;
  /** Told what was not done as it was asked for. */
  warn(text: string): void;
}

/** Answers serviceaccounts/token. */
export interface TokenIssuer {
  /** The request with its defaults and status filled in. @throws StatusError for a bad request or a bound object that does not fit. */
  issue(account: ServiceAccount, request: TokenRequest, context: IssueContext): Promise<TokenRequest>;
}

const GROUP = 'authentication.k8s.io';
/** How long a token lives that nobody says anything of. */
export const DEFAULT_TOKEN_SECONDS = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;
const EXTENDED_SECONDS = 365 * 24 * 3600;

export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { key, issuer, apiAudiences, maxExpirationSeconds = MAX_SECONDS, extendExpiration = true } = options;
  const { privateKey } = key;
  if (!privateKey) throw new Error('the service account signing key has no private part');

  return {
    async issue(account, request, { reader, now, warn }) {
      const { namespace = '', name = '', uid = '' } = account.metadata ?? {};
      const wantedUid = request.metadata?.uid;
      if (wantedUid && wantedUid !== uid)
        throw newConflict(
          { group: GROUP, resource: 'TokenRequest' },
          name,
          `the UID in the token request (${wantedUid}) does not match the UID of the service account (${uid})`,
        );
      const spec = {
        ...request.spec,
        audiences: request.spec?.audiences?.length ? request.spec.audiences : [...apiAudiences],
        expirationSeconds: toNumber(request.spec?.expirationSeconds ?? DEFAULT_TOKEN_SECONDS),
      };
      const errors = validate(spec);
      if (errors.length > 0) throw newInvalid({ group: GROUP, kind: 'TokenRequest' }, '', errors);

      const asked = spec.expirationSeconds;
      const seconds = Math.min(asked, maxExpirationSeconds);
      if (seconds < asked) warn(`requested expiration of ${asked} seconds shortened to ${seconds} seconds`);
      spec.expirationSeconds = seconds;
      const bound = boundObject(account, spec.boundObjectRef, reader);
      const issuedAt = Math.floor(now.getTime() / 1000);
      const isExtended =
        extendExpiration &&
        seconds === PROJECTED_TOKEN_SECONDS &&
        bound.pod !== undefined &&
        sameMembers(spec.audiences, apiAudiences);
      const claims: TokenClaims = {
        aud: spec.audiences,
        exp: issuedAt + (isExtended ? EXTENDED_SECONDS : seconds),
        iat: issuedAt,
        nbf: issuedAt,
        iss: issuer,
        jti: randomUUID(),
        sub: serviceAccountUsername(namespace, name),
        'kubernetes.io': {
          namespace,
          serviceaccount: { name, uid },
          ...bound,
          ...(isExtended && { warnafter: issuedAt + seconds }),
        },
      };
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: key.algorithm, kid: key.id })
        .sign(privateKey);
      const metadata = { ...request.metadata, namespace, name, uid, creationTimestamp: rfc3339(now) };
      return {
        ...request,
        metadata,
        spec,
        status: { token, expirationTimestamp: rfc3339(new Date((issuedAt + seconds) * 1000)) },
      };
    },
  };
}

function validate({ expirationSeconds }: { expirationSeconds: number }): FieldError[] {
  const path = FieldPath.of('spec');
  const errors: FieldError[] = [];
  if (expirationSeconds < MIN_SECONDS)
    errors.push(
      fieldErrors.invalid(
        path.child('expirationSeconds'),
        expirationSeconds,
        'may not specify a duration less than 10 minutes',
      ),
    );
  if (expirationSeconds > MAX_SECONDS)
    errors.push(
      fieldErrors.invalid(
        path.child('expirationSeconds'),
        expirationSeconds,
        'may not specify a duration larger than 2^32 seconds',
      ),
    );
  return errors;
}

type Bound = Pick<KubernetesClaim, 'pod' | 'secret' | 'node'>;

/** The claims of the object that the token is to live and die with. */
function boundObject(
  account: ServiceAccount,
  ref: { apiVersion?: string; kind?: string; name?: string; uid?: string } | undefined,
  reader: ObjectReader,
): Bound {
  if (!ref) return {};
  const namespace = account.metadata?.namespace ?? '';
  const name = ref.name ?? '';
  const find = (plural: string, inNamespace = namespace): KubeObject & { metadata: { uid: string } } => {
    if (!name) throw newBadRequest('Name parameter required.');
    const object = reader.get({ group: '', plural }, inNamespace, name);
    if (!object) throw newNotFound({ group: '', resource: plural }, name);
    const uid = object.metadata?.uid ?? '';
    if (ref.uid && ref.uid !== uid) {
      throw newConflict(
        { group: '', resource: ref.kind ?? '' },
        name,
        `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
      );
    }
    return { ...object, metadata: { ...object.metadata, uid } };
  };
  if (ref.apiVersion?.includes('/')) return refuse(ref);
  if (ref.kind === 'Secret') return { secret: { name, uid: find('secrets').metadata.uid } };
  if (ref.kind === 'Node') return { node: { name, uid: find('nodes', '').metadata.uid } };
  if (ref.kind !== 'Pod') return refuse(ref);

  const pod = find('pods') as Pod & { metadata: { uid: string } };
  const podAccount = pod.spec?.serviceAccountName;
  if (podAccount !== account.metadata?.name) {
    throw newBadRequest(
      `cannot bind token for serviceaccount "${account.metadata?.name}" to pod running with different serviceaccount name.`,
    );
  }
  const nodeName = pod.spec?.nodeName;
  const nodeUid = nodeName ? reader.get({ group: '', plural: 'nodes' }, '', nodeName)?.metadata?.uid : undefined;
  return {
    pod: { name, uid: pod.metadata.uid },
    ...(nodeName && { node: { name: nodeName, ...(nodeUid && { uid: nodeUid }) } }),
  };
}

function refuse(ref: { apiVersion?: string; kind?: string }): never {
  const { apiVersion = '', kind = '' } = ref;
  const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  throw newBadRequest(`cannot bind token to object of type ${groupVersion}, Kind=${kind}`);
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
