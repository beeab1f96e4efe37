export * from '../../../../../containerd/services/snapshots/v1/snapshots';
