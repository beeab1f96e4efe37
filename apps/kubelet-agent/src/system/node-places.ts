import { join, relative } from 'node:path';

/**
 * A directory that every node of Kubernetes has, and pods know by its path there. Nodes may share a machine, and so its disk: what
 * a pod finds at that path is this node's own.
 */
export interface NodePlace {
  known: string;
  own: string;
}

const within = (path: string, directory: string): string | undefined => {
  const rest = relative(directory, path);
  return rest === '..' || rest.startsWith('../') ? undefined : rest;
};

/** The place that a path of a node is, or is in, and the path from there; undefined for a path that is the machine's. */
export function placeOf(path: string, places: readonly NodePlace[]): { own: string; rest: string } | undefined {
  for (const { known, own } of places) {
    const rest = within(path, known);
    if (rest !== undefined) return { own, rest };
  }
  return undefined;
}

/** Where what pods know by a path lies on the node. */
export function pathOnNode(path: string, places: readonly NodePlace[]): string {
  const place = placeOf(path, places);
  return place ? join(place.own, place.rest) : path;
}

/** By which path pods know what lies at a path of the node. */
export const pathInPods = (path: string, places: readonly NodePlace[]): string =>
  pathOnNode(
    path,
    places.map(({ known, own }) => ({ known: own, own: known })),
  );

/** The places below a path of a node, with the way from there. */
export const placesBelow = (path: string, places: readonly NodePlace[]): { own: string; below: string }[] =>
  places.flatMap(({ known, own }) => {
    const below = within(known, path);
    return below ? [{ own, below }] : [];
  });
