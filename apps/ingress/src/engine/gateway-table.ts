import { covers } from '../gateway/hostnames';
import type { Condition, GatewayMatch, GatewayRouting } from '../model/routing';
import { encodeWord, mapFile, pathForms } from './encode';

/** The maps of Gateways, and the rules of the frontend that decide where a place in them has several matches. */
export interface GatewayTable {
  /** `HOST|PORT` to a site, whole names and `*`. */
  hosts: string;
  /** The same by the end of the name, the longest first. */
  wildcards: string;
  /** Site and path to a rule, or to a choice among several. */
  exact: string;
  prefix: string;
  /** Lines that make of `txn.place` the rule `txn.rule`, and of that `txn.backend`. */
  lines: string[];
}

/**
 * A request finds the narrowest host that there is for its port, and there the nearest path; all that may match it then, of wider
 * hosts and shorter paths as well, stands there in order, up to the first without conditions. So one look finds the place,
 * and conditions are tried only where there are any.
 */
export function gatewayTable({ matches, rules }: GatewayRouting): GatewayTable {
  const hosts = new Map<string, string>();
  const wildcards = new Map<string, string>();
  const exact = new Map<string, string>();
  const prefix = new Map<string, string>();
  const choices = new Map<string, { name: string; candidates: GatewayMatch[] }>();

  const choose = (candidates: GatewayMatch[]): string => {
    const [only] = candidates;
    if (only && only.conditions.length === 0) return only.rule;
    const key = JSON.stringify(candidates.map(({ conditions, rule }) => [conditions, rule]));
    const choice = choices.get(key) ?? { name: `choice-${choices.size}`, candidates };
    choices.set(key, choice);
    return choice.name;
  };

  for (const [index, { port, host }] of sitesOf(matches).entries()) {
    const site = `site-${index}`;
    if (host.startsWith('*.')) wildcards.set(`${host.slice(1)}|${port}`, site);
    else hosts.set(`${host}|${port}`, site);
    const here = matches.filter((match) => match.port === port && covers(match.host, host));
    for (const { path } of here) {
      const isExact = path.type === 'Exact';
      const map = isExact ? exact : prefix;
      const [form = ''] = pathForms(path.value);
      const key = isExact ? `${site}${form}` : `${site}${form === '/' ? '' : form}/`;
      if (map.has(key)) continue;
      const candidates = here.filter((match) => matchesPlace(match, path));
      const last = candidates.findIndex(({ conditions }) => conditions.length === 0);
      map.set(key, choose(last < 0 ? candidates : candidates.slice(0, last + 1)));
    }
  }
  const longestFirst = [...wildcards].sort(([a], [b]) => b.length - a.length);
  return {
    hosts: mapFile(hosts),
    wildcards: mapFile(longestFirst),
    exact: mapFile(exact),
    prefix: mapFile(prefix),
    lines: [...choiceLines([...choices.values()]), ...weightLines(rules)],
  };
}

function sitesOf(matches: readonly GatewayMatch[]): { port: number; host: string }[] {
  const sites = new Map(matches.map(({ port, host }) => [`${host}|${port}`, { port, host }]));
  return [...sites.values()];
}

/** Whether every request that comes to a path matches that of another match, too. */
function matchesPlace(match: GatewayMatch, place: GatewayMatch['path']): boolean {
  if (match.path.type === 'Exact') return place.type === 'Exact' && match.path.value === place.value;
  const { value } = match.path;
  return value === '/' || place.value === value || place.value.startsWith(`${value}/`);
}

function choiceLines(choices: readonly { name: string; candidates: readonly GatewayMatch[] }[]): string[] {
  const conditions = new Map<string, { name: string; line: string }>();
  const named = (condition: Condition): string => {
    const key = JSON.stringify(condition);
    const known = conditions.get(key) ?? { name: `condition-${conditions.size}`, line: '' };
    conditions.set(key, { ...known, line: `  acl ${known.name} ${conditionOf(condition)}` });
    return known.name;
  };
  const rules = choices.flatMap(({ name, candidates }) =>
    candidates.map(({ conditions: all, rule }) =>
      `  http-request set-var(txn.rule) str(${rule}) if { var(txn.place) -m str ${name} } !{ var(txn.rule) -m found } ${all.map(named).join(' ')}`.trimEnd(),
    ),
  );
  return [
    ...[...conditions.values()].map(({ line }) => line),
    '  http-request set-var(txn.rule) var(txn.place) if { var(txn.place) -m beg rule- }',
    ...rules,
  ];
}

function conditionOf(condition: Condition): string {
  switch (condition.kind) {
    case 'method':
      return `method -m str -- ${encodeWord(condition.value)}`;
    case 'path-end':
      return `path -m end -- ${encodeWord(condition.value)}`;
    case 'header':
      return `req.fhdr(${condition.name}) -m str -- ${encodeWord(condition.value)}`;
    case 'query':
      return `url_param(${condition.name}),url_dec -m str -- ${encodeWord(condition.value)}`;
  }
}

/** Each target takes its share of what those before it have left. */
function weightLines(rules: GatewayRouting['rules']): string[] {
  return [
    '  http-request set-var(txn.backend) var(txn.rule),concat(.0) if { var(txn.rule) -m found }',
    ...rules.flatMap(({ targets }) => {
      let left = targets.reduce((sum, { weight }) => sum + weight, 0);
      return targets.slice(0, -1).flatMap(({ backend, weight }, index) => {
        const share = `  http-request set-var(txn.backend) str(${targets[index + 1]!.backend}) if { var(txn.backend) -m str ${backend} } !{ rand(${left}) lt ${weight} }`;
        left -= weight;
        return [share];
      });
    }),
  ];
}
