import type { Application } from './application';
import { web } from './served';
import { database } from './stateful';

const APPLICATIONS: readonly Application[] = [database, web];

const asked = process.env['KUBETS_APPLICATIONS']?.split(',');

/** With KUBETS_APPLICATIONS=all every one, with a list (`web`) those; else the few of the short form. */
export const selectedApplications = APPLICATIONS.filter(({ name, isInShortForm }) =>
  asked ? asked.includes('all') || asked.includes(name) : isInShortForm,
);

export const applicationNames = APPLICATIONS.map(({ name }) => name);
