import { readFileSync } from 'node:fs';
import { tokenKey } from '@kubets/api';
import { realClock, type Clock, type Logger } from '@kubets/component';
import type { AccessControl, AccessControlParts } from './apiserver';
import { createAdmissionPlugins } from './admission/admission-plugins';
import { readPodSecurity } from './admission/pod-security/pod-security-configuration';
import { createAuthenticator } from './auth/authentication/authenticator';
import { anyOf } from './auth/authentication/token-verifiers';
import { nodeRules } from './auth/bootstrap/component-roles';
import { configuredAuthentication } from './auth/configured-authentication';
import { configuredAuthorization } from './auth/configured-authorization';
import { createNodeAuthorizer } from './auth/node/node-authorizer';
import { createNodeGraph } from './auth/node/node-graph';
import { createRbacAuthorizer } from './auth/rbac/rbac-authorizer';
import { createRoleIndex } from './auth/rbac/role-index';
import { accessReviews } from './auth/reviews/access-reviews';
import { authenticationReviews } from './auth/reviews/authentication-reviews';
import { rulesReview } from './auth/reviews/rules-review';
import { jsonWebKeySet } from './auth/tokens/key-set';
import { createLegacyTokenVerifier } from './auth/tokens/legacy-token-verifier';
import { createTokenIssuer } from './auth/tokens/token-issuer';
import { createTokenVerifier } from './auth/tokens/token-verifier';
import type { ApiserverConfig } from './config';
import { createAuthFilters } from './pipeline/auth-filters';
import type { ResourceDefinition } from './registry/resource';
import { secrets } from './resources/secrets/secrets';
import { resourceQuotas } from './resources/resourcequotas/resourcequotas';

/** Authentication, authorization and admission as the flags want them. */
export async function createAccessControl(
  config: ApiserverConfig,
  {
    cache,
    kubeletAgent,
    systemWriter,
    registry,
    logger,
    clock = realClock,
    signal,
  }: AccessControlParts & { logger: Logger; clock?: Clock; signal: AbortSignal },
): Promise<AccessControl> {
  const signingKey = tokenKey(readFileSync(config.serviceAccountSigningKeyFile));
  const otherKeys = (config.serviceAccountKeyFile ?? []).map((file) => tokenKey(readFileSync(file)));
  const keys = [signingKey, ...otherKeys.filter(({ id }) => id !== signingKey.id)];
  const issuers = config.serviceAccountIssuer;
  const apiAudiences = config.apiAudiences ?? issuers;
  const accounts = createTokenVerifier({ keys, issuers, reader: cache, now: () => clock.now() });
  const others = await configuredAuthentication(config, { reader: cache, logger, clock, signal });
  const legacy = createLegacyTokenVerifier({
    keys,
    apiAudiences,
    reader: cache,
    now: () => clock.now(),
    label: (secret, labels) =>
      systemWriter()
        .label(secrets as unknown as ResourceDefinition, secret, labels)
        .catch((error: Error) => logger.warn({ error: error.message }, 'Could not write when a token was used')),
  });
  const tokens = anyOf([accounts, legacy, others.tokens]);
  const authenticator = createAuthenticator({
    tokens,
    apiAudiences,
    onRefused: (reason) => logger.info({ reason }, 'Refused a token'),
  });
  const index = createRoleIndex(cache);
  const { authorizer, asksWebhooks } = await configuredAuthorization(config, {
    node: createNodeAuthorizer({ graph: createNodeGraph(cache), rules: nodeRules }),
    rbac: createRbacAuthorizer(index),
    logger,
    clock,
    signal,
  });
  return {
    auth: createAuthFilters(authenticator, authorizer, () => others.anonymous()),
    tokenKeys: {
      issuer: issuers[0]!,
      algorithms: [...new Set(keys.map(({ algorithm }) => algorithm))],
      jwks: () => jsonWebKeySet(keys),
    },
    tokenIssuer: createTokenIssuer({ key: signingKey, issuer: issuers[0]!, apiAudiences }),
    virtual: [
      ...accessReviews(authorizer),
      ...authenticationReviews({ tokens, apiAudiences }),
      rulesReview(index, asksWebhooks),
    ],
    admission: createAdmissionPlugins({
      disabled: config.disableAdmissionPlugins,
      clock,
      catchUp: () => cache.catchUp(),
      tolerations: {
        notReadySeconds: config.defaultNotReadyTolerationSeconds,
        unreachableSeconds: config.defaultUnreachableTolerationSeconds,
      },
      roles: index,
      reader: cache,
      registry,
      kubeletAgent,
      updateQuotaStatus: (quota) => systemWriter().updateStatus(resourceQuotas as unknown as ResourceDefinition, quota),
      authorizer,
      podSecurity: readPodSecurity(config.admissionControlConfigFile),
    }),
  };
}
