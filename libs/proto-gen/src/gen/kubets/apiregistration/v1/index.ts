export * from './api_service';
export * from './api_services_rpc';
