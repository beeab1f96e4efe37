export * from './api_group_discovery';
