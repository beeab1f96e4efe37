/** Metrics of another process, as text, and what tells them apart from those of this one. */
export interface Exposition {
  label: { name: string; value: string };
  text: string;
}

/**
 * One exposition text out of several: the samples of each metric stand together, as the format wants it, those of the others with
 * their label, and its own with one where others are told apart from it by that. Values with quotes are none of ours.
 */
export function mergedExposition(own: string, others: readonly Exposition[], ownLabel?: Exposition['label']): string {
  const families = new Map<string, { comments: string[]; samples: string[] }>();
  const read = (text: string, label?: Exposition['label']) => {
    let family: { comments: string[]; samples: string[] } | undefined;
    let isFirst = true;
    for (const line of text.split('\n')) {
      const [, comment, name] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? [];
      if (name !== undefined) {
        if (comment === 'HELP') isFirst = !families.has(name);
        family = families.get(name) ?? { comments: [], samples: [] };
        families.set(name, family);
        if (isFirst) family.comments.push(line);
      } else if (line !== '') family?.samples.push(label ? labelled(line, label) : line);
    }
  };
  read(own, ownLabel);
  for (const { text, label } of others) read(text, label);
  return [...families.values()].map(({ comments, samples }) => [...comments, ...samples, ''].join('\n')).join('\n');
}

function labelled(sample: string, { name, value }: Exposition['label']): string {
  const [, metric, labels, rest] = /^([^\s{]+)(?:\{(.*)\})?( .*)$/.exec(sample) ?? [];
  if (metric === undefined) return sample;
  return `${metric}{${labels ? `${labels},` : ''}${name}="${value}"}${rest}`;
}
