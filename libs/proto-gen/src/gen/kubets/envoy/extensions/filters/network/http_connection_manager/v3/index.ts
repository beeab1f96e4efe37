export * from '../../../../../../../envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager';
