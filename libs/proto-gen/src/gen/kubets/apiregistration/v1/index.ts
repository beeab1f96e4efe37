export * from './api_service';
