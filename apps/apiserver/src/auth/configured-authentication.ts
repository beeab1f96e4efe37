import { readFileSync } from 'node:fs';
import { followFiles, type Clock, type Logger } from '@kubets/component';
import type { ApiserverConfig } from '../config';
import { readConfiguration } from '../configuration/read-file';
import type { ObjectReader } from '../registry/object-reader';
import { anyOf, replaceable } from './authentication/token-verifiers';
import type { AnonymousAccess, AuthenticationConfiguration, JwtFields } from './jwt/authentication-configuration';
import { createBootstrapTokens } from './tokens/bootstrap-tokens';
import type { TokenVerifier } from './tokens/token-verifier';

export interface ConfiguredAuthentication {
  /** Of all tokens but ServiceAccounts'. */
  tokens: TokenVerifier;
  /** Who may be nobody, as it is now. */
  anonymous(): AnonymousAccess;
}

interface Parts {
  reader: ObjectReader;
  logger: Logger;
  clock: Clock;
  signal: AbortSignal;
}

const EVERYWHERE: AnonymousAccess = { isEnabled: true, paths: [] };

/** How callers are known besides certificates and ServiceAccounts' tokens, as the flags want it. @throws Error for what is not right. */
export async function configuredAuthentication(
  config: ApiserverConfig,
  { reader, logger, clock, signal }: Parts,
): Promise<ConfiguredAuthentication> {
  const now = () => clock.now();
  const byFlag: AnonymousAccess | undefined =
    config.anonymousAuth === undefined ? undefined : { isEnabled: config.anonymousAuth, paths: [] };
  let anonymous = byFlag ?? EVERYWHERE;
  const verifiers: TokenVerifier[] = [];
  if (config.enableBootstrapTokenAuth) verifiers.push(createBootstrapTokens(reader, now));

  const { authenticationConfig: file } = config;
  if (file && config.oidcIssuerUrl)
    throw new Error('authentication-config file and oidc-* flags are mutually exclusive');
  if (file || config.oidcIssuerUrl) {
    const { authenticationKind } = await import('./jwt/authentication-configuration');
    const { createJwtVerifier } = await import('./jwt/jwt-authenticator');
    const take = (read: AuthenticationConfiguration): TokenVerifier => {
      if (read.anonymous && byFlag)
        throw new Error(
          '--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file',
        );
      anonymous = read.anonymous ?? byFlag ?? EVERYWHERE;
      return createJwtVerifier(read.issuers, now);
    };
    const read = async () => (file ? readConfiguration(file, authenticationKind) : oidcConfiguration(config));
    const issuers = replaceable(take(await read()));
    verifiers.push(issuers);
    if (file)
      followFiles([file], async () => issuers.replace(take(await read())), {
        what: 'Authentication',
        signal,
        logger,
        clock,
      });
  }
  if (config.authenticationTokenWebhookConfigFile) {
    const { createConfiguredWebhook } = await import('../webhook/configured-webhook');
    const { createWebhookTokens } = await import('./webhook/webhook-tokens');
    const webhook = await createConfiguredWebhook(config.authenticationTokenWebhookConfigFile, {
      logger,
      clock,
      signal,
    });
    const { authenticationTokenWebhookVersion: version, authenticationTokenWebhookCacheTtlMs: cacheTtlMs } = config;
    verifiers.push(createWebhookTokens({ webhook, version, cacheTtlMs }));
  }
  return { tokens: anyOf(verifiers), anonymous: () => anonymous };
}

/** What the flags of one issuer stand for. */
async function oidcConfiguration(config: ApiserverConfig): Promise<AuthenticationConfiguration> {
  const { issuerOf } = await import('./jwt/authentication-configuration');
  const {
    oidcIssuerUrl: url = '',
    oidcClientId: audience,
    oidcUsernameClaim: claim,
    oidcUsernamePrefix: prefix,
  } = config;
  if (!audience)
    throw new Error('oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set');
  const usernamePrefix = prefix === '-' ? '' : (prefix ?? (claim === 'email' ? '' : `${url}#`));
  const fields: JwtFields = {
    issuer: {
      url,
      audiences: [audience],
      ...(config.oidcCaFile ? { certificateAuthority: readFileSync(config.oidcCaFile, 'utf8') } : {}),
    },
    claimMappings: {
      username: { claim, prefix: usernamePrefix },
      ...(config.oidcGroupsClaim
        ? { groups: { claim: config.oidcGroupsClaim, prefix: config.oidcGroupsPrefix ?? '' } }
        : {}),
    },
    claimValidationRules: (config.oidcRequiredClaim ?? []).map((one) => {
      const at = one.indexOf('=');
      return { claim: one.slice(0, at), requiredValue: one.slice(at + 1) };
    }),
  };
  return { issuers: [{ ...issuerOf(fields, 'oidc'), algorithms: config.oidcSigningAlgs }] };
}
