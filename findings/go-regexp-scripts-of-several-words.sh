#!/usr/bin/env bash
# Go 1.26.8 (as since 1.25): names in \p{…} are compared without case, blanks, `-` and `_`, by leaving those out of the name that is
# asked for; but not out of the names of its tables. So \p{greek} is new, and every script of several words is gone, by its own
# name of the Unicode database too: \p{Old_Persian}, \p{Tai_Le}, \p{Egyptian_Hieroglyphs} compiled with Go 1.24.9 and are "invalid
# character class range" now. A pattern of a CustomResourceDefinition, of CEL's matches() or of any program's configuration that
# was right is refused after an update of the compiler alone.
#
# Seen: 1.24.9: scripts with `_` that compile: all; 1.26.8: none
set -euo pipefail
command -v go > /dev/null || { echo 'needs go, which gets the toolchains of both versions'; exit 1; }
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"

printf 'module scripts\n\ngo 1.24\n' > go.mod
cat > main.go <<'GO'
package main

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"unicode"
)

func main() {
	all, compiled := 0, 0
	for name := range unicode.Scripts {
		if strings.Contains(name, "_") {
			all++
			if _, err := regexp.Compile(`\p{` + name + `}`); err == nil {
				compiled++
			}
		}
	}
	_, greek := regexp.Compile(`\p{greek}`)
	_, persian := regexp.Compile(`\p{Old_Persian}`)
	fmt.Printf("%s: all %t, none %t; greek: %v; Old_Persian: %v\n", runtime.Version(), compiled == all, compiled == 0, greek, persian)
}
GO
seen=$(GOTOOLCHAIN=go1.24.9 go run . 2> /dev/null; GOTOOLCHAIN=go1.26.8 go run . 2> /dev/null)
echo "$seen"
[ "$seen" = 'go1.24.9: all true, none false; greek: error parsing regexp: invalid character class range: `\p{greek}`; Old_Persian: <nil>
go1.26.8: all false, none true; greek: <nil>; Old_Persian: error parsing regexp: invalid character class range: `\p{Old_Persian}`' ]
