import { stringify } from 'yaml';

/** A value as YAML, the members of objects by name as Go writes them. Loaded when it is wanted. */
export const yamlText = (value: unknown): string => stringify(value, { sortMapEntries: true });
