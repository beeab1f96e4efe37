import { followFiles, type Clock, type Logger } from '@kubets/component';
import type { ApiserverConfig } from '../config';
import { readConfiguration } from '../configuration/read-file';
import type { Authorizer } from '../pipeline/authorization';
import { createUnionAuthorizer } from './authorizer';
import type { AuthorizerSettings } from './webhook/authorization-configuration';

export interface ConfiguredAuthorization {
  authorizer: Authorizer;
  /** Whether somebody decides who cannot tell all that a user may do. */
  asksWebhooks(): boolean;
}

interface Parts {
  node: Authorizer;
  rbac: Authorizer;
  logger: Logger;
  clock?: Clock;
  signal: AbortSignal;
}

/** Who says what callers may do, as the flags want it. @throws Error for what is not right. */
export async function configuredAuthorization(config: ApiserverConfig, parts: Parts): Promise<ConfiguredAuthorization> {
  const { logger, clock, signal } = parts;
  const { authorizationConfig: file } = config;
  const read = async (): Promise<AuthorizerSettings[]> => {
    if (!file) return byFlags(config);
    const { authorizationKind } = await import('./webhook/authorization-configuration');
    return readConfiguration(file, authorizationKind);
  };
  let current = await configured(await read(), parts);
  const take = async () => {
    const next = await configured(await read(), parts);
    current.end();
    current = next;
  };
  if (file) followFiles([file], take, { what: 'Authorization', signal, logger, clock });
  return {
    authorizer: { authorize: (request) => current.authorizer.authorize(request) },
    asksWebhooks: () => current.asksWebhooks,
  };
}

async function configured(settings: readonly AuthorizerSettings[], { node, rbac, logger, clock, signal }: Parts) {
  const replaced = new AbortController();
  const following = { logger, clock, signal: AbortSignal.any([signal, replaced.signal]) };
  const authorizers: Authorizer[] = [];
  for (const one of settings) {
    if (one.type !== 'Webhook') {
      authorizers.push(
        {
          Node: node,
          RBAC: rbac,
          AlwaysAllow: { authorize: () => ({ allowed: true, reason: '' }) },
          AlwaysDeny: { authorize: () => ({ allowed: false, reason: 'Everything is forbidden.' }) },
        }[one.type],
      );
      continue;
    }
    const { createConfiguredWebhook } = await import('../webhook/configured-webhook');
    const { createWebhookAuthorizer } = await import('./webhook/webhook-authorizer');
    const webhook = await createConfiguredWebhook(one.webhook.kubeConfigFile, following);
    authorizers.push(createWebhookAuthorizer({ name: one.name, webhook, settings: one.webhook, logger }));
  }
  return {
    authorizer: createUnionAuthorizer(authorizers),
    asksWebhooks: settings.some(({ type }) => type === 'Webhook'),
    /** Its webhooks' files are followed no more. */
    end: () => replaced.abort(),
  };
}

const WEBHOOK_TIMEOUT_MS = 30_000;

function byFlags(config: ApiserverConfig): AuthorizerSettings[] {
  return config.authorizationMode.map((mode): AuthorizerSettings => {
    const name = mode.toLowerCase();
    if (mode !== 'Webhook') return { type: mode as 'RBAC', name };
    const { authorizationWebhookConfigFile: kubeConfigFile } = config;
    if (!kubeConfigFile) throw new Error("authorization-mode Webhook's authorization config file not passed");
    return {
      type: mode,
      name,
      webhook: {
        kubeConfigFile,
        version: config.authorizationWebhookVersion,
        timeoutMs: WEBHOOK_TIMEOUT_MS,
        authorizedTtlMs: config.authorizationWebhookCacheAuthorizedTtlMs,
        unauthorizedTtlMs: config.authorizationWebhookCacheUnauthorizedTtlMs,
        deniesOnFailure: false,
        conditions: () => true,
      },
    };
  });
}
