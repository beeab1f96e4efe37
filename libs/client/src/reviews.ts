import type { TokenReview, TokenReviewSpec, TokenReviewStatus } from '@kubets/proto-gen/authentication/v1';
import type {
  SubjectAccessReview,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from '@kubets/proto-gen/authorization/v1';
import { subjectAccessReviews, tokenReviews } from '@kubets/proto-gen/services';
import type { RpcChannel } from '@kubets/rpc';
import { methodOf } from './resource-service';

/** What a component asks the apiserver about those who come to it. */
export interface Reviews {
  /** Whose token is it? */
  reviewToken(spec: TokenReviewSpec): Promise<TokenReviewStatus>;
  /** May they do this? */
  reviewAccess(spec: SubjectAccessReviewSpec): Promise<SubjectAccessReviewStatus>;
}

export function createReviews(channel: RpcChannel): Reviews {
  const create = async <T>(service: typeof tokenReviews | typeof subjectAccessReviews, spec: object): Promise<T> => {
    const {
      names: {
        kind,
        versions: [{ apiVersion }],
      },
    } = service;
    return channel.unary(methodOf<unknown, T>(service, 'create'), { object: { apiVersion, kind, spec } });
  };
  return {
    reviewToken: async (spec) => (await create<TokenReview>(tokenReviews, spec)).status ?? {},
    reviewAccess: async (spec) => (await create<SubjectAccessReview>(subjectAccessReviews, spec)).status ?? {},
  };
}
