package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/transport/spdy"
	utilexec "k8s.io/client-go/util/exec"
)

// How connections to a pod are made.
type transport struct {
	executor func(config *rest.Config, url *url.URL) (remotecommand.Executor, error)
	dialer   func(config *rest.Config, url *url.URL) (httpstream.Dialer, error)
}

var transports = map[string]transport{
	"SPDY": {
		executor: func(config *rest.Config, url *url.URL) (remotecommand.Executor, error) {
			return remotecommand.NewSPDYExecutor(config, "POST", url)
		},
		dialer: func(config *rest.Config, url *url.URL) (httpstream.Dialer, error) {
			roundTripper, upgrader, err := spdy.RoundTripperFor(config)
			if err != nil {
				return nil, err
			}
			return spdy.NewDialer(upgrader, &http.Client{Transport: roundTripper}, "POST", url), nil
		},
	},
}

type streams struct {
	clients *kubernetes.Clientset
	config  *rest.Config
	over    transport
	pod     string
}

func runStreams(clients *kubernetes.Clientset, config *rest.Config) {
	over, ok := transports[os.Getenv("TRANSPORT")]
	if !ok {
		must(fmt.Errorf("no way to connect by %q", os.Getenv("TRANSPORT")))
	}
	s := streams{clients, config, over, os.Getenv("POD")}
	step("exec", s.exec)
	step("exec with input", func() (interface{}, error) {
		return s.executed(strings.NewReader("hello\n"), false, "sh", "-c", "read line; echo got $line")
	})
	step("exec in a terminal", func() (interface{}, error) {
		// As on a terminal, there may always be more.
		in, typed := io.Pipe()
		go func() { _, _ = typed.Write([]byte("echo $((6*7)); exit\n")) }()
		screen, err := s.executed(in, true, "sh")
		return strings.Contains(screen, "\n42"), err
	})
	step("exec with much output", func() (interface{}, error) {
		out, err := s.executed(nil, false, "seq", "300000")
		return len(out), err
	})
	step("attach", s.attach)
	step("port-forward", s.forward)
	step("logs", func() (interface{}, error) {
		text, err := clients.CoreV1().Pods(namespace).GetLogs(s.pod, &corev1.PodLogOptions{Container: "talker"}).DoRaw(ctx)
		return string(text), err
	})
	step("logs that follow", s.follow)
}

func (s streams) url(subresource string) *rest.Request {
	return s.clients.CoreV1().RESTClient().Post().Resource("pods").Name(s.pod).Namespace(namespace).SubResource(subresource)
}

func (s streams) command(in io.Reader, out, err io.Writer, tty bool, command ...string) error {
	options := &corev1.PodExecOptions{
		Container: "shell", Command: command, Stdin: in != nil, Stdout: true, Stderr: err != nil, TTY: tty,
	}
	executor, failure := s.over.executor(s.config, s.url("exec").VersionedParams(options, scheme.ParameterCodec).URL())
	if failure != nil {
		return failure
	}
	return executor.Stream(remotecommand.StreamOptions{Stdin: in, Stdout: out, Stderr: err, Tty: tty})
}

func (s streams) executed(in io.Reader, tty bool, command ...string) (string, error) {
	out := bytes.Buffer{}
	err := s.command(in, &out, nil, tty, command...)
	return out.String(), err
}

func (s streams) exec() (interface{}, error) {
	out, errors := bytes.Buffer{}, bytes.Buffer{}
	err := s.command(nil, &out, &errors, false, "sh", "-c", "echo out; echo err >&2; exit 3")
	ended, ok := err.(utilexec.CodeExitError)
	if !ok {
		return nil, fmt.Errorf("ended with %v", err)
	}
	return map[string]interface{}{"out": out.String(), "err": errors.String(), "code": ended.Code}, nil
}

func (s streams) attach() (interface{}, error) {
	options := &corev1.PodAttachOptions{Container: "shell", Stdin: true, Stdout: true}
	executor, err := s.over.executor(s.config, s.url("attach").VersionedParams(options, scheme.ParameterCodec).URL())
	if err != nil {
		return nil, err
	}
	in, typed := io.Pipe()
	printed, out := io.Pipe()
	failed := make(chan error, 1)
	go func() { failed <- executor.Stream(remotecommand.StreamOptions{Stdin: in, Stdout: out}) }()
	go func() { _, _ = typed.Write([]byte("hello\n")) }()
	answers := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(printed).ReadString('\n')
		answers <- line
	}()
	select {
	case line := <-answers:
		return line == "got hello\n", nil
	case err := <-failed:
		return nil, fmt.Errorf("ended before an answer: %v", err)
	case <-time.After(20 * time.Second):
		return false, nil
	}
}

func (s streams) forward() (interface{}, error) {
	dialer, err := s.over.dialer(s.config, s.url("portforward").URL())
	if err != nil {
		return nil, err
	}
	stop, ready := make(chan struct{}), make(chan struct{})
	defer close(stop)
	forwarder, err := portforward.New(dialer, []string{"0:80"}, stop, ready, io.Discard, os.Stderr)
	if err != nil {
		return nil, err
	}
	failed := make(chan error, 1)
	go func() { failed <- forwarder.ForwardPorts() }()
	select {
	case <-ready:
	case err := <-failed:
		return nil, err
	}
	ports, err := forwarder.GetPorts()
	if err != nil {
		return nil, err
	}
	answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", ports[0].Local))
	if err != nil {
		return nil, err
	}
	page, err := io.ReadAll(answer.Body)
	return bytes.Contains(page, []byte("Welcome to nginx!")), err
}

func (s streams) follow() (interface{}, error) {
	options := &corev1.PodLogOptions{Container: "ticker", Follow: true}
	log, err := s.clients.CoreV1().Pods(namespace).GetLogs(s.pod, options).Stream(ctx)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	lines := bufio.NewScanner(log)
	for count := 0; count < 3; count++ {
		if !lines.Scan() || lines.Text() != "tick" {
			return false, lines.Err()
		}
	}
	return true, nil
}
