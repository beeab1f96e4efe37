import { newBadRequest } from '@kubets/apimachinery';
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
  const ofSelf = defineVirtualResource<SelfSubjectReview>(selfSubjectReviews, async (review, { user }) => ({
    ...review,
    status: { userInfo: messageOf(user) },
  }));
  return [ofToken, ofSelf] as VirtualResourceDefinition[];
}

async function reviewToken(
  tokens: TokenVerifier,
  token: string,
  wanted: readonly string[],
): Promise<TokenReviewStatus> {
  try {
    const { user, audiences } = await tokens.verify(token, wanted);
    return {
      authenticated: true,
      user: messageOf({ ...user, groups: [...user.groups, 'system:authenticated'] }),
      audiences,
    };
  } catch (error) {
    return { user: {}, error: `[invalid bearer token, ${(error as Error).message}]` };
  }
}

function messageOf({ username, uid, groups, extra }: UserInfo): UserInfoMessage {
  return { username, ...(uid && { uid }), groups, ...(extra && { extra }) };
}
