import type { KubeObject } from '@kubets/apimachinery';

export interface TableContext {
  /** The time that ages are counted to. */
  now: Date;
}

/** One column of what `kubectl get` shows. The first column of every resource is Name, with format `name`. */
export interface TableColumn<T extends KubeObject = KubeObject> {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  format?: string;
  description: string;
  /** 0 is always shown, anything above with `-o wide` only. */
  priority: number;
  value(object: T, context: TableContext): unknown;
}
