import { parseGoDuration } from '@kubets/apimachinery';
import { ConfigurationError, listOf, object, oneOf, required, text, type Read } from '../../configuration/fields';
import type { ConfigurationKind } from '../../configuration/read-file';
import { compileReviewConditions, type ReviewConditions } from './review-conditions';

export interface WebhookAuthorizerSettings {
  kubeConfigFile: string;
  /** Of SubjectAccessReviews: v1 or v1beta1. */
  version: string;
  timeoutMs: number;
  authorizedTtlMs: number;
  unauthorizedTtlMs: number;
  /** When it cannot be asked, the request is refused, and not left to the others. */
  deniesOnFailure: boolean;
  conditions: ReviewConditions;
}

/** Who says what users may do, in order. */
export type AuthorizerSettings =
  | { type: 'Webhook'; name: string; webhook: WebhookAuthorizerSettings }
  | { type: 'Node' | 'RBAC' | 'AlwaysAllow' | 'AlwaysDeny'; name: string };

const MODES = ['AlwaysAllow', 'AlwaysDeny', 'Node', 'RBAC', 'Webhook'] as const;

const webhook = object({
  timeout: text,
  authorizedTTL: text,
  unauthorizedTTL: text,
  subjectAccessReviewVersion: oneOf('v1', 'v1beta1'),
  matchConditionSubjectAccessReviewVersion: oneOf('v1'),
  failurePolicy: oneOf('NoOpinion', 'Deny'),
  connectionInfo: object({ type: oneOf('KubeConfigFile', 'InClusterConfig'), kubeConfigFile: text }),
  matchConditions: listOf(object({ expression: text })),
});
const fields = object({ authorizers: listOf(object({ type: oneOf(...MODES), name: text, webhook })) });

const MAX_TIMEOUT_MS = 30_000;

/** `--authorization-config` */
export const authorizationKind: ConfigurationKind<AuthorizerSettings[]> = {
  kind: 'AuthorizationConfiguration',
  apiVersions: ['apiserver.config.k8s.io/v1', 'apiserver.config.k8s.io/v1beta1', 'apiserver.config.k8s.io/v1alpha1'],
  read(...given: Parameters<Read<unknown>>) {
    const { authorizers = [] } = fields(...given);
    if (authorizers.length === 0)
      throw new ConfigurationError('authorizers: Required value: at least one authorization mode must be defined');
    const names = new Set<string>();
    const types = new Set<string>();
    return authorizers.map((one, index): AuthorizerSettings => {
      const path = `authorizers[${index}]`;
      const type = required(one.type, `${path}.type`);
      const name = required(one.name, `${path}.name`);
      if (names.has(name)) throw new ConfigurationError(`${path}.name: Duplicate value: ${JSON.stringify(name)}`);
      if (type !== 'Webhook' && types.has(type))
        throw new ConfigurationError(`${path}.type: Duplicate value: ${JSON.stringify(type)}`);
      names.add(name);
      types.add(type);
      if (type !== 'Webhook') {
        if (one.webhook)
          throw new ConfigurationError(`${path}.webhook: Invalid value: may only be specified when type=Webhook`);
        return { type, name };
      }
      return { type, name, webhook: webhookOf(required(one.webhook, `${path}.webhook`), `${path}.webhook`) };
    });
  },
};

function webhookOf(given: ReturnType<typeof webhook>, path: string): WebhookAuthorizerSettings {
  const { connectionInfo = {}, matchConditions = [] } = given;
  const timeoutMs = duration(required(given.timeout, `${path}.timeout`), `${path}.timeout`);
  if (timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS)
    throw new ConfigurationError(
      `${path}.timeout: Invalid value: ${JSON.stringify(given.timeout)}: must be > 0s and <= 30s`,
    );
  const version = required(given.subjectAccessReviewVersion, `${path}.subjectAccessReviewVersion`);
  if (matchConditions.length > 0)
    required(given.matchConditionSubjectAccessReviewVersion, `${path}.matchConditionSubjectAccessReviewVersion`);
  if (required(connectionInfo.type, `${path}.connectionInfo.type`) === 'InClusterConfig')
    throw new ConfigurationError(
      `${path}.connectionInfo.type: InClusterConfig is not supported: name a KubeConfigFile`,
    );
  return {
    kubeConfigFile: required(connectionInfo.kubeConfigFile, `${path}.connectionInfo.kubeConfigFile`),
    version,
    timeoutMs,
    authorizedTtlMs: duration(given.authorizedTTL ?? '5m', `${path}.authorizedTTL`),
    unauthorizedTtlMs: duration(given.unauthorizedTTL ?? '30s', `${path}.unauthorizedTTL`),
    deniesOnFailure: required(given.failurePolicy, `${path}.failurePolicy`) === 'Deny',
    conditions: compileReviewConditions(
      matchConditions.map(({ expression }, index) =>
        required(expression, `${path}.matchConditions[${index}].expression`),
      ),
      `${path}.matchConditions`,
    ),
  };
}

/** In milliseconds. */
function duration(value: string, path: string): number {
  const ms = parseGoDuration(value);
  if (typeof ms === 'number' && ms >= 0) return ms;
  throw new ConfigurationError(`${path}: Invalid value: ${JSON.stringify(value)}: expected a duration such as 30s`);
}
