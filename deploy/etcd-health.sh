#!/bin/bash
# Health check of etcd's container: exit code 0 when etcd says that it is healthy. One that takes the connection and says
# nothing, three times in a row, hangs: it is ended (to be started anew), where it can with its goroutines in its log. The
# container needs an init process, as nobody inside can kill the first one.
ask() { # PATH
  timeout 3.5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/2381 && printf "GET $0 HTTP/1.0\r\n\r\n" >&3 && cat <&3' "$1"
}

ask /health | grep --quiet true && exit 0
# Its health waits for the disk, and a slow disk is no reason to end it; its metrics do not.
for _ in 1 2 3; do
  ask /metrics > /dev/null 2>&1
  [ $? = 124 ] || exit 1
done
for process in /proc/[0-9]*; do
  [ "$(cat "$process/comm" 2> /dev/null)" = etcd ] || continue
  echo 'Hangs, ended by the health check' > "$process/fd/2"
  kill -QUIT "${process#/proc/}"
  sleep 2
  kill -KILL "${process#/proc/}" 2> /dev/null
done
exit 1
