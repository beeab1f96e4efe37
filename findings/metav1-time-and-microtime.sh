#!/usr/bin/env bash
# k8s.io/apimachinery 0.37.2: the two types of a time in the API disagree on what a time is, and neither is RFC 3339.
# metav1.Time takes more: an hour of one digit, a comma before the fraction, an offset of 24 hours. metav1.MicroTime (a
# Lease's renewTime, an Event's eventTime) takes less: exactly six digits behind the second, so that it refuses
# "2026-02-28T13:14:15Z", which is what a metav1.Time is written as, and the milliseconds that JavaScript writes.
# A client that formats all times alike is right in one field and gets a 400 for its neighbour.
#
# Seen (accepted by metav1.Time, by metav1.MicroTime):
#   2026-02-28T13:14:15Z          true false
#   2026-02-28T13:14:15.123Z      true false
#   2026-02-28T13:14:15.123456Z   true true
#   2026-02-28T1:14:15,5+24:00    true false
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
	"encoding/json"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func main() {
	for _, text := range []string{"2026-02-28T13:14:15Z", "2026-02-28T13:14:15.123Z", "2026-02-28T13:14:15.123456Z", "2026-02-28T1:14:15,5+24:00"} {
		quoted, _ := json.Marshal(text)
		accepts := func(into any) bool { return json.Unmarshal(quoted, into) == nil }
		fmt.Println(text, accepts(&metav1.Time{}), accepts(&metav1.MicroTime{}))
	}
}
GO
seen=$(go run . 2>/dev/null)
echo "$seen"
[ "$seen" = "2026-02-28T13:14:15Z true false
2026-02-28T13:14:15.123Z true false
2026-02-28T13:14:15.123456Z true true
2026-02-28T1:14:15,5+24:00 true false" ]
