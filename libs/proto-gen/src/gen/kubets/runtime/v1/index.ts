export * from '../../../runtime/v1/container';
export * from '../../../runtime/v1/image';
export * from '../../../runtime/v1/runtime';
export * from '../../../runtime/v1/sandbox';
export * from '../../../runtime/v1/security';
export * from '../../../runtime/v1/stats';
