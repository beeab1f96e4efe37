import { createHash } from 'node:crypto';
import { join } from 'node:path';

export const CSI_PLUGIN = 'kubernetes.io~csi';
/** What is known of a published or staged volume, beside the directory that drivers are given. */
export const VOLUME_DATA = 'vol_data.json';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Where a volume is staged; its data lies beside `globalmount`. */
export const stagingDirectory = (rootDir: string, driver: string, handle: string): string =>
  join(rootDir, 'plugins', 'kubernetes.io', 'csi', driver, sha256(handle));
