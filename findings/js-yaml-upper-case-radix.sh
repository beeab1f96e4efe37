#!/usr/bin/env bash
# js-yaml 5.5.0 quotes a text that would be read as a number, those of YAML 1.1 included (0b11, 1_000, 0777), but not where the
# radix is in upper case: "0B1" and "0O17" are written plain. sigs.k8s.io/yaml 1.6.0, by which kubectl and everything else in
# Kubernetes reads, takes both for numbers. So a label or a ConfigMap's entry that is such a text (the beginning of a hash, a
# part number) is refused by the API as a number, or has another value where a text is made of it. yaml 2.9.1 writes those and
# all of YAML 1.1's other numbers plain as well, unless it is told `version: '1.1'`, and then still 0B1, 0O17 and 0o17.
#
# Seen: after js-yaml, "0B1" is the number 1 and "0O17" is 15; the same, and "0o17" 15, after yaml with version 1.1
set -euo pipefail
command -v go > /dev/null || { echo 'needs go: what reads is a module of Go'; exit 1; }
work=$(mktemp -d) && trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT && cd "$work"

echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund js-yaml@5.5.0 yaml@2.9.1 > /dev/null 2>&1
cat > write.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import * as jsYaml from 'js-yaml';
import { stringify } from 'yaml';
const texts = { binary: '0b1', upperBinary: '0B1', upperOctal: '0O17', octal: '0o17', grouped: '1_000' };
writeFileSync('js-yaml.yaml', jsYaml.dump(texts));
writeFileSync('yaml-1.1.yaml', stringify(texts, { version: '1.1' }));
JS
node write.mjs
mkdir read && cd read
printf 'module read\n\ngo 1.22\n' > go.mod
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	for _, file := range []string{"js-yaml", "yaml-1.1"} {
		text, err := os.ReadFile("../" + file + ".yaml")
		if err != nil {
			panic(err)
		}
		var read map[string]any
		if err := yaml.Unmarshal(text, &read); err != nil {
			panic(err)
		}
		for _, key := range []string{"binary", "upperBinary", "upperOctal", "octal", "grouped"} {
			fmt.Printf("%s %s: %T %v\n", file, key, read[key], read[key])
		}
	}
}
GO
go get sigs.k8s.io/yaml@v1.6.0 > /dev/null 2>&1
seen=$(go run .)
echo "$seen"
[ "$seen" = 'js-yaml binary: string 0b1
js-yaml upperBinary: float64 1
js-yaml upperOctal: float64 15
js-yaml octal: string 0o17
js-yaml grouped: string 1_000
yaml-1.1 binary: string 0b1
yaml-1.1 upperBinary: float64 1
yaml-1.1 upperOctal: float64 15
yaml-1.1 octal: float64 15
yaml-1.1 grouped: string 1_000' ]
