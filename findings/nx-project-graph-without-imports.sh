#!/usr/bin/env bash
# Nx 23.2.1 reads the imports of TypeScript files into its project graph only if the root package.json lists one of its
# own packages that build JavaScript (such as @nx/js). A workspace without one has a graph without edges: `^` in a target's
# inputs then means nothing, and `nx run-many` restores an app's old output from the cache after a library has changed.
# `pluginsConfig: {"@nx/js": {"analyzeSourceFiles": true}}` in nx.json turns the reading on.
#
# Seen: a build of app after a change of lib: without the setting "from the cache" and the old output, with it the new one.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
export NX_DAEMON=false NX_NO_CLOUD=true CI=true

mkdir -p apps/app/src libs/lib/src
cat > package.json <<'JSON'
{ "name": "workspace", "private": true }
JSON
npm install --silent --no-audit --no-fund nx@23.2.1 typescript@5.9.3 > /dev/null 2>&1
printf 'node_modules\n.nx\ndist\n' > .gitignore
echo '{ "compilerOptions": { "baseUrl": ".", "paths": { "@ours/lib": ["libs/lib/src/index.ts"] } } }' > tsconfig.base.json
echo '{ "name": "lib", "sourceRoot": "libs/lib/src", "projectType": "library" }' > libs/lib/project.json
cat > apps/app/project.json <<'JSON'
{ "name": "app", "sourceRoot": "apps/app/src", "projectType": "application", "targets": { "build": {
  "executor": "nx:run-commands", "cache": true, "inputs": ["{projectRoot}/src/**/*", "^sources"], "outputs": ["{workspaceRoot}/dist/app"],
  "options": { "command": "mkdir -p dist/app && cat libs/lib/src/index.ts > dist/app/out.txt" } } } }
JSON
echo 'import { value } from "@ours/lib"; console.log(value);' > apps/app/src/main.ts

build_after_change() { # SETTINGS: what dist/app/out.txt holds after the library has changed from one to two
  echo "{ \"namedInputs\": { \"sources\": [\"{projectRoot}/src/**/*\"] }$1 }" > nx.json
  rm -rf .nx dist
  echo 'export const value = "one";' > libs/lib/src/index.ts
  npx nx run app:build > /dev/null
  echo 'export const value = "two";' > libs/lib/src/index.ts
  npx nx run app:build > /dev/null
  cat dist/app/out.txt
}

plain=$(build_after_change '')
analyzed=$(build_after_change ', "pluginsConfig": { "@nx/js": { "analyzeSourceFiles": true } }')
echo "without the setting: $plain"
echo "with the setting:    $analyzed"
[ "$plain" = 'export const value = "one";' ] && [ "$analyzed" = 'export const value = "two";' ]
