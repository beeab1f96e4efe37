export * from '../../../csi/v1/csi';
