import type { Logger } from '@kubets/component';
import type { SubjectAccessReview, SubjectAccessReviewSpec } from '@kubets/proto-gen/authorization/v1';
import type { AuthorizationDecision, AuthorizationRequest, Authorizer } from '../../pipeline/authorization';
import type { ConfiguredWebhook } from '../../webhook/configured-webhook';
import { readReview } from '../../webhook/read-review';
import { createAskedOnce } from './asked-once';
import type { WebhookAuthorizerSettings } from './authorization-configuration';
import { createTimedCache } from './timed-cache';

export interface WebhookAuthorizerOptions {
  name: string;
  webhook: ConfiguredWebhook;
  settings: Omit<WebhookAuthorizerSettings, 'kubeConfigFile'>;
  logger: Pick<Logger, 'warn'>;
}

const MAX_KNOWN = { entries: 8_192, characters: 16 * 1024 * 1024 };
const NO_OPINION: AuthorizationDecision = { allowed: false, reason: '' };

/** Asks a webhook what a user may do, by SubjectAccessReviews. What it answers counts for some time. */
export function createWebhookAuthorizer({ name, webhook, settings, logger }: WebhookAuthorizerOptions): Authorizer {
  const { version, timeoutMs, authorizedTtlMs, unauthorizedTtlMs, deniesOnFailure, conditions } = settings;
  const cache = createTimedCache<AuthorizationDecision>(MAX_KNOWN);
  const once = createAskedOnce<AuthorizationDecision>();
  const failed = (error: unknown): AuthorizationDecision => {
    logger.warn({ authorizer: name, error: (error as Error).message }, 'An authorization webhook could not be asked');
    return deniesOnFailure ? { allowed: false, denied: true, reason: '' } : NO_OPINION;
  };

  async function ask(spec: SubjectAccessReviewSpec, key: string): Promise<AuthorizationDecision> {
    const type = { kind: 'SubjectAccessReview', apiVersion: `authorization.k8s.io/${version}` };
    const review = {
      ...type,
      metadata: {},
      spec: version === 'v1' ? spec : inBeta(spec),
      status: { allowed: false },
    };
    try {
      const { status = {} } = await webhook.post(JSON.stringify(review), AbortSignal.timeout(timeoutMs), (text) =>
        readReview<SubjectAccessReview>(text, { ...type, message: 'kubets.authorization.v1.SubjectAccessReview' }),
      );
      const { allowed = false, denied = false, reason = '' } = status;
      if (allowed && denied) throw new Error('webhook subject access review returned both allow and deny response');
      const decision = { allowed, reason, ...(denied ? { denied } : {}) };
      cache.set(key, decision, allowed ? authorizedTtlMs : unauthorizedTtlMs);
      return decision;
    } catch (error) {
      return failed(error);
    }
  }

  return {
    authorize(request) {
      const spec = specOf(request);
      try {
        if (!conditions(spec)) return NO_OPINION;
      } catch (error) {
        return failed(error);
      }
      const key = JSON.stringify(spec);
      return cache.get(key) ?? once(key, () => ask(spec, key)).catch(failed);
    },
  };
}

/** In v1beta1 groups are called group. */
const inBeta = ({ groups, ...spec }: SubjectAccessReviewSpec): object => ({ ...spec, group: groups });

function specOf(request: AuthorizationRequest): SubjectAccessReviewSpec {
  const { user, verb, isResourceRequest, path, group, version, resource, subresource, namespace, name } = request;
  const { fieldSelector = [] } = request;
  return {
    ...(isResourceRequest
      ? {
          resourceAttributes: {
            ...(namespace ? { namespace } : {}),
            verb,
            ...(group ? { group } : {}),
            version,
            resource,
            ...(subresource ? { subresource } : {}),
            ...(name ? { name } : {}),
            ...(fieldSelector.length > 0
              ? {
                  fieldSelector: {
                    requirements: fieldSelector.map(({ field: key, operator, value }) => ({
                      key,
                      operator: operator === '!=' ? 'NotIn' : 'In',
                      values: [value],
                    })),
                  },
                }
              : {}),
          },
        }
      : { nonResourceAttributes: { path, verb } }),
    user: user.username,
    groups: user.groups,
    ...(user.extra ? { extra: user.extra as SubjectAccessReviewSpec['extra'] } : {}),
    ...(user.uid ? { uid: user.uid } : {}),
  };
}
