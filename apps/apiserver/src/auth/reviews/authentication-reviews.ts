import { newBadRequest, rfc3339 } from '@kubets/apimachinery';
import type {
  SelfSubjectReview,
  TokenReview,
  TokenReviewStatus,
  UserInfo as UserInfoMessage,
} from '@kubets/proto-gen/authentication/v1';
import { selfSubjectReviews, tokenReviews } from '@kubets/proto-gen/catalogue';
import type { UserInfo } from '../user/user-info';
import { defineVirtualResource } from '../../registry/define-resource';
import type { VirtualResourceDefinition } from '../../registry/resource';
import type { TokenVerifier } from '../tokens/token-verifier';

/** TokenReview (whose token is this?) and SelfSubjectReview (`kubectl auth whoami`). */
export function authenticationReviews({
  tokens,
  apiAudiences,
}: {
  tokens: TokenVerifier;
  apiAudiences: readonly string[];
}): VirtualResourceDefinition[] {
  const ofToken = defineVirtualResource<TokenReview>(tokenReviews, async (review) => {
    const { token, audiences } = review.spec ?? {};
    if (!token) throw newBadRequest('token is required for TokenReview in authentication');
    return { ...review, status: await reviewToken(tokens, token, audiences?.length ? audiences : apiAudiences) };
  });
  const ofSelf = defineVirtualResource<SelfSubjectReview>(selfSubjectReviews, async (_, { user, now }) => ({
    metadata: { creationTimestamp: rfc3339(now) },
    status: { userInfo: messageOf(user) },
  }));
  return [ofToken, ofSelf] as VirtualResourceDefinition[];
}

/** What is said of every token that is not believed, before why. */
const INVALID_TOKEN = 'invalid bearer token';

async function reviewToken(
  tokens: TokenVerifier,
  token: string,
  wanted: readonly string[],
): Promise<TokenReviewStatus> {
  try {
    const verified = await tokens.verify(token, wanted);
    if (!verified) return { user: {}, error: INVALID_TOKEN };
    const { user, audiences } = verified;
    return {
      authenticated: true,
      user: messageOf({ ...user, groups: [...user.groups, 'system:authenticated'] }),
      audiences,
    };
  } catch (error) {
    return { user: {}, error: `[${INVALID_TOKEN}, ${(error as Error).message}]` };
  }
}

function messageOf({ username, uid, groups, extra }: UserInfo): UserInfoMessage {
  return { username, ...(uid && { uid }), groups, ...(extra && { extra }) };
}
