// A file of its own, to be loaded when it is wanted: a bundler makes no named exports of a package that is imported late.
export { parse as parseYaml } from 'yaml';
