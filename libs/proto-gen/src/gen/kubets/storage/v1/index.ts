export * from './csi_driver';
export * from './csi_node';
export * from './csi_storage_capacity';
export * from './storage_class';
export * from './storage_classes_rpc';
export * from './volume_attachment';
export * from './volume_attributes_class';
