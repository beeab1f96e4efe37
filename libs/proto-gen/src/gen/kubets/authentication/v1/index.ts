export * from './self_subject_reviews_rpc';
export * from './token_request';
export * from './token_review';
export * from './token_reviews_rpc';
