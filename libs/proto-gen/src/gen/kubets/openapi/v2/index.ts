export * from '../../../openapi/v2/document';
