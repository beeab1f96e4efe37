export * from './admission_review';
