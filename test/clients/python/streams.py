"""What a program does with a pod through the package `kubernetes`: each step prints one line of JSON."""

import json
import os
import sys

from kubernetes import client, config, watch
from kubernetes.stream import portforward, stream

NAMESPACE, POD = os.environ["NAMESPACE"], os.environ["POD"]

config.load_kube_config(os.environ["KUBECONFIG"])
core = client.CoreV1Api()


def step(name, work):
    try:
        got = work()
    except Exception as error:  # whatever it is, the others are still to be seen
        got = {"failed": f"{type(error).__name__}: {error}"[:500]}
    print(json.dumps({"step": name, "got": got}), flush=True)


def connected(method, **options):
    """`stream` replaces a method of the client it is given, so each connection takes one of its own."""
    given = {"container": "shell", "stderr": True, "stdout": True, "stdin": False, "tty": False, **options}
    return stream(getattr(client.CoreV1Api(), method), POD, NAMESPACE, _preload_content=False, **given)


def started(command, **options):
    return connected("connect_get_namespaced_pod_exec", command=command, **options)


def ended(running):
    running.run_forever(timeout=20)
    return running.read_stdout()


def executed():
    running = started(["sh", "-c", "echo out; echo err >&2; exit 3"])
    running.run_forever(timeout=20)
    return {"out": running.read_stdout(), "err": running.read_stderr(), "code": running.returncode}


def with_input():
    running = started(["sh", "-c", "read line; echo got $line"], stdin=True)
    running.write_stdin("hello\n")
    return ended(running)


def in_terminal():
    running = started(["sh"], stdin=True, tty=True)
    running.write_stdin("echo $((6*7)); exit\n")
    return "\n42" in ended(running)


def much_output():
    return len(ended(started(["seq", "300000"])))


def attached():
    running = connected("connect_get_namespaced_pod_attach", stdin=True)
    running.write_stdin("hello\n")
    answer = running.readline_stdout(timeout=20)
    running.close()
    return answer == "got hello"


def forwarded():
    connection = portforward(core.connect_get_namespaced_pod_portforward, POD, NAMESPACE, ports="80")
    socket = connection.socket(80)
    socket.setblocking(True)
    socket.sendall(b"GET / HTTP/1.0\r\n\r\n")
    page = b""
    while chunk := socket.recv(65536):
        page += chunk
    return b"Welcome to nginx!" in page


def followed():
    lines = []
    for line in watch.Watch().stream(client.CoreV1Api().read_namespaced_pod_log, POD, NAMESPACE, container="ticker"):
        lines.append(line)
        if len(lines) == 3:
            return lines == ["tick"] * 3


step("exec", executed)
step("exec with input", with_input)
step("exec in a terminal", in_terminal)
step("exec with much output", much_output)
step("attach", attached)
step("port-forward", forwarded)
step("logs", lambda: core.read_namespaced_pod_log(POD, NAMESPACE, container="talker"))
step("logs that follow", followed)
# A thread of the forwarded port would hold it open.
sys.stdout.flush()
os._exit(0)
