export * from '../../../dra_health/v1/health';
