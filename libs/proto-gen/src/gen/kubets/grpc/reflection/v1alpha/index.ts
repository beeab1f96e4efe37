export * from '../../../../grpc/reflection/v1alpha/reflection';
