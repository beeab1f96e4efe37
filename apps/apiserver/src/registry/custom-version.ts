import type { KubeObject, Steps } from '@kubets/apimachinery';

/** How objects of a custom kind are read in one version: by its structural schema, which says less than types do. */
export interface CustomVersion {
  /**
   * In steps: a body as an object of its own, with what the schema does not have taken out and named:
   * `unknown field "spec.foo"`. Defaults are not filled in. @throws StatusError 400 for what is no object, or has metadata that is none.
   */
  decode(value: unknown): Steps<{ object: KubeObject; unknown: string[] }>;
  /** In steps and in place: what is in the store as readers see it, defaults included. Answers whether it lay there otherwise. */
  read(object: KubeObject): Steps<boolean>;
  /** In steps and in place: what is read in another version than it lies in the store, to which only what the schema has belongs. */
  show(object: KubeObject): Steps<void>;
}

/** Whether a definition is of a kind that a CustomResourceDefinition has made. */
export const isCustom = ({ versions }: { versions: readonly { custom?: CustomVersion }[] }): boolean =>
  versions.some(({ custom }) => custom !== undefined);
