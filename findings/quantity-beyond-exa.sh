#!/usr/bin/env bash
# k8s.io/apimachinery 0.37.2: a quantity that is 1,000 or more of the largest decimal suffix loses the thousands when it is
# written again. There is no suffix beyond E, and the canonical form drops the exponent it has no letter for: "1000E"
# parses to 10^21 (it compares right), and String() gives "1". As long as nothing canonicalizes it, it keeps its text.
#
# Seen: parsed "1000E" > "999E": 1, canonical text of 1000E: 1
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local

cat > go.mod <<'GO'
module finding

go 1.26.0

require k8s.io/apimachinery v0.37.2
GO
cat > main.go <<'GO'
package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"
)

func main() {
	large, below := resource.MustParse("1000E"), resource.MustParse("999E")
	canonical := resource.NewDecimalQuantity(*large.AsDec(), resource.DecimalSI)
	fmt.Printf("%d %s\n", large.Cmp(below), canonical.String())
}
GO
seen=$(go run . 2>/dev/null)
echo "compared with 999E, canonical text: $seen"
[ "$seen" = "1 1" ]
