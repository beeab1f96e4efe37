export * from '../../../dra/v1/dra';
