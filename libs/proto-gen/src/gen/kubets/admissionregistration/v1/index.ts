export * from './validating_admission_policy';
export * from './webhook';
