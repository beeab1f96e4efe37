#!/usr/bin/env bash
# github.com/robfig/cron/v3 3.0.1, which CronJobs are scheduled by: "0 0 * * 0" (midnight on Sunday) in Australia/Lord_Howe leaves
# out a week after its clock was set back by half an hour, at 02:00 of Sunday, 5 April 2026. Asked after that day's midnight, Next
# says Sunday, 19 April, and not the 12th. In Australia/Sydney, whose clock was set back by a whole hour in the same night, it is the 12th.
# So who computes the times of a CronJob by themselves, and who waits for the run of that week, waits for another one.
#
# Seen: Australia/Lord_Howe: 2026-04-19T00:00  Australia/Sydney: 2026-04-12T00:00
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"

cat > go.mod <<'MOD'
module finding

go 1.21

require github.com/robfig/cron/v3 v3.0.1
MOD
cat > main.go <<'GO'
package main

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

func main() {
	for _, zone := range []string{"Australia/Lord_Howe", "Australia/Sydney"} {
		location, err := time.LoadLocation(zone)
		if err != nil {
			panic(err)
		}
		schedule, err := cron.ParseStandard("0 0 * * 0")
		if err != nil {
			panic(err)
		}
		after := time.Date(2026, 4, 5, 0, 0, 0, 0, location)
		fmt.Println(zone, schedule.Next(after).Format("2006-01-02T15:04"))
	}
}
GO
GOFLAGS=-mod=mod go mod tidy 2> /dev/null
seen=$(GOFLAGS=-mod=mod go run .)
echo "$seen"
[ "$seen" = "Australia/Lord_Howe 2026-04-19T00:00
Australia/Sydney 2026-04-12T00:00" ]
