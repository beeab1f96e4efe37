export * from './local_subject_access_reviews_rpc';
export * from './self_subject_access_reviews_rpc';
export * from './self_subject_rules_reviews_rpc';
export * from './subject_access_review';
export * from './subject_access_reviews_rpc';
