/** What runs beside the API server. */
export const COMPONENTS = ['controller-manager', 'scheduler', 'dns'] as const;
export type ComponentName = (typeof COMPONENTS)[number];
