export * from '../../../../grpc/reflection/v1/reflection';
