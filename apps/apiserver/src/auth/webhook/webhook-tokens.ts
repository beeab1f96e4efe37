import { createHash } from 'node:crypto';
import type { TokenReview } from '@kubets/proto-gen/authentication/v1';
import type { ConfiguredWebhook } from '../../webhook/configured-webhook';
import { readReview } from '../../webhook/read-review';
import type { TokenVerifier, VerifiedToken } from '../tokens/token-verifier';
import { createAskedOnce } from './asked-once';
import { createTimedCache } from './timed-cache';

export interface WebhookTokensOptions {
  webhook: ConfiguredWebhook;
  /** Of TokenReviews: v1 or v1beta1. */
  version: string;
  cacheTtlMs: number;
}

const TIMEOUT_MS = 30_000;
const MAX_KNOWN = { entries: 4_096, characters: 16 * 1024 * 1024 };

const isTextList = (values: unknown): boolean =>
  Array.isArray(values) && values.every((value) => typeof value === 'string');

type Answer = { verified: VerifiedToken } | { refused: string };

/** Asks a webhook whose token it is. What it answers counts for some time. */
export function createWebhookTokens({ webhook, version, cacheTtlMs }: WebhookTokensOptions): TokenVerifier {
  const cache = createTimedCache<Answer>(MAX_KNOWN);
  const once = createAskedOnce<Answer>();
  const type = { kind: 'TokenReview', apiVersion: `authentication.k8s.io/${version}` };

  async function ask(token: string, audiences: readonly string[]): Promise<Answer> {
    const review = { ...type, metadata: {}, spec: { token, audiences }, status: { user: {} } };
    const { status = {} } = await webhook.post(JSON.stringify(review), AbortSignal.timeout(TIMEOUT_MS), (text) =>
      readReview<TokenReview>(text, { ...type, message: 'kubets.authentication.v1.TokenReview' }),
    );
    if (!status.authenticated) return { refused: status.error ?? '' };
    const { username = '', uid, groups = [], extra } = status.user ?? {};
    const odd = Object.entries(extra ?? {}).find(([, values]) => !isTextList(values));
    if (odd) throw new Error(`extra[${JSON.stringify(odd[0])}] of the user is no list of texts`);
    const user = {
      username,
      ...(uid ? { uid } : {}),
      groups: [...groups],
      ...(extra ? { extra: extra as Record<string, string[]> } : {}),
    };
    // One that does not know of audiences has not looked at them.
    const common = status.audiences?.length
      ? status.audiences.filter((one) => audiences.includes(one))
      : [...audiences];
    return common.length > 0
      ? { verified: { user, audiences: common } }
      : { refused: 'the token is for other audiences' };
  }

  return {
    async verify(token, audiences) {
      const key = createHash('sha256')
        .update(JSON.stringify([token, audiences]))
        .digest('base64');
      let answer = cache.get(key);
      if (!answer) {
        answer = await once(key, () => ask(token, audiences));
        cache.set(key, answer, cacheTtlMs);
      }
      if ('verified' in answer) return answer.verified;
      if (answer.refused) throw new Error(answer.refused);
      return undefined;
    },
  };
}
