import { ConfigurationError, flag, listOf, object, oneOf, required, text, type Read } from '../../configuration/fields';
import type { ConfigurationKind } from '../../configuration/read-file';
import { compileClaims, type ClaimRules } from './claim-rules';

/** One issuer of tokens, and what its claims mean. */
export interface JwtIssuer {
  url: string;
  /** Where its configuration is, where that is not below its URL. */
  discoveryUrl: string;
  /** PEM; the system's authorities unless given. */
  certificateAuthority?: string;
  audiences: readonly string[];
  /** Of signatures; all usual ones unless given. */
  algorithms?: readonly string[];
  rules: ClaimRules;
}

/** Who may be nobody. */
export interface AnonymousAccess {
  isEnabled: boolean;
  /** All paths when empty. */
  paths: readonly string[];
}

export interface AuthenticationConfiguration {
  issuers: readonly JwtIssuer[];
  anonymous?: AnonymousAccess;
}

const MAX_ISSUERS = 64;

const mapping = object({ claim: text, prefix: text, expression: text });
const jwt = object({
  issuer: object({
    url: text,
    discoveryURL: text,
    certificateAuthority: text,
    audiences: listOf(text),
    audienceMatchPolicy: oneOf('', 'MatchAny'),
  }),
  claimValidationRules: listOf(object({ claim: text, requiredValue: text, expression: text, message: text })),
  claimMappings: object({
    username: mapping,
    groups: mapping,
    uid: object({ claim: text, expression: text }),
    extra: listOf(object({ key: text, valueExpression: text })),
  }),
  userValidationRules: listOf(object({ expression: text, message: text })),
});
const fields = object({
  jwt: listOf(jwt),
  anonymous: object({ enabled: flag, conditions: listOf(object({ path: text })) }),
});

export type JwtFields = ReturnType<typeof jwt>;

/** `--authentication-config` */
export const authenticationKind: ConfigurationKind<AuthenticationConfiguration> = {
  kind: 'AuthenticationConfiguration',
  apiVersions: ['apiserver.config.k8s.io/v1', 'apiserver.config.k8s.io/v1beta1', 'apiserver.config.k8s.io/v1alpha1'],
  read(...given: Parameters<Read<unknown>>) {
    const { jwt: issuers = [], anonymous } = fields(...given);
    if (issuers.length > MAX_ISSUERS)
      throw new ConfigurationError(`jwt: Too many: ${issuers.length}: must have at most ${MAX_ISSUERS} items`);
    const { enabled = false, conditions = [] } = anonymous ?? {};
    if (!enabled && conditions.length > 0)
      throw new ConfigurationError(
        'anonymous.conditions: Invalid value: enabled should be set to true when conditions are defined',
      );
    const read = issuers.map((one, index) => issuerOf(one, `jwt[${index}]`));
    assertDistinct(
      read.map(({ url }) => url),
      'issuer.url',
    );
    return {
      issuers: read,
      ...(anonymous
        ? {
            anonymous: {
              isEnabled: enabled,
              paths: conditions.map(({ path }, index) => required(path, `anonymous.conditions[${index}].path`)),
            },
          }
        : {}),
    };
  },
};

function assertDistinct(values: readonly string[], field: string): void {
  const index = values.findIndex((value, at) => values.indexOf(value) < at);
  if (index >= 0)
    throw new ConfigurationError(`jwt[${index}].${field}: Duplicate value: ${JSON.stringify(values[index])}`);
}

/** An issuer as the file describes it. @throws ConfigurationError. */
export function issuerOf(given: JwtFields, path: string): JwtIssuer {
  const { issuer = {} } = given;
  const url = httpsUrl(required(issuer.url, `${path}.issuer.url`), `${path}.issuer.url`);
  const { audiences = [], audienceMatchPolicy = '', certificateAuthority } = issuer;
  if (audiences.length === 0)
    throw new ConfigurationError(
      `${path}.issuer.audiences: Required value: at least one jwt[].issuer.audiences is required`,
    );
  if (audiences.length > 1 && audienceMatchPolicy !== 'MatchAny')
    throw new ConfigurationError(
      `${path}.issuer.audienceMatchPolicy: Invalid value: ${JSON.stringify(audienceMatchPolicy)}: audienceMatchPolicy must be MatchAny for multiple audiences`,
    );
  const own = issuer.discoveryURL;
  if (own === url)
    throw new ConfigurationError(
      `${path}.issuer.discoveryURL: Invalid value: ${JSON.stringify(own)}: discoveryURL must be different from URL`,
    );
  return {
    url,
    discoveryUrl: own
      ? httpsUrl(own, `${path}.issuer.discoveryURL`)
      : `${url.replace(/\/$/, '')}/.well-known/openid-configuration`,
    ...(certificateAuthority ? { certificateAuthority } : {}),
    audiences,
    rules: compileClaims(given, path),
  };
}

function httpsUrl(value: string, path: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const invalid = (why: string) => new ConfigurationError(`${path}: Invalid value: ${JSON.stringify(value)}: ${why}`);
  if (!url) throw invalid('it is no URL');
  if (url.protocol !== 'https:') throw invalid('URL scheme must be https');
  if (url.username || url.password) throw invalid('URL must not contain a username or password');
  if (url.search || url.hash) throw invalid('URL must not contain a query or fragment');
  return value;
}
