import { semanticEqual } from '@kubets/apimachinery';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';

/** Where apps/v1 keeps what older versions had the field spec.templateGeneration for: how often the template has changed. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function set(object: DaemonSet, generation: number): void {
  const annotations = { ...object.metadata?.annotations, [TEMPLATE_GENERATION]: String(generation) };
  object.metadata = { ...object.metadata, annotations };
}

/** 0 for one that has none, or what is no number. */
const generationOf = ({ metadata }: DaemonSet): number =>
  Number(/^\d{1,15}$/.exec(metadata?.annotations?.[TEMPLATE_GENERATION] ?? '')?.[0] ?? 0);

export const beginTemplateGeneration = (object: DaemonSet): void => set(object, Math.max(1, generationOf(object)));

/** Only the server counts. */
export const countTemplateGeneration = (object: DaemonSet, old: DaemonSet): void =>
  set(object, generationOf(old) + (semanticEqual(object.spec?.template, old.spec?.template) ? 0 : 1));

/** What has none has the generation 0, also before anybody looks at who owns the annotation. */
export function defaultTemplateGeneration(object: DaemonSet): void {
  if (!/^\d{1,15}$/.test(object.metadata?.annotations?.[TEMPLATE_GENERATION] ?? '')) set(object, 0);
}
