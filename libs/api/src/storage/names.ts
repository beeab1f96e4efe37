import { createHash } from 'node:crypto';

/** As Kubernetes calls the attachment of a driver's volume to a node. */
export const attachmentName = (handle: string, driver: string, node: string): string =>
  `csi-${createHash('sha256').update(`${handle}${driver}${node}`).digest('hex')}`;

/** As a node's status calls a driver's volume. */
export const uniqueVolumeName = (driver: string, handle: string): string => `kubernetes.io/csi/${driver}^${handle}`;
