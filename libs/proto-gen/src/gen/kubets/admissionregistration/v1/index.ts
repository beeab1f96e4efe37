export * from './mutating_admission_policy';
export * from './validating_admission_policy';
export * from './webhook';
