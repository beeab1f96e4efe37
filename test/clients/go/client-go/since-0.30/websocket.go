package main

import (
	"net/url"

	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/tools/remotecommand"
)

func init() {
	transports["WebSocket"] = transport{
		executor: func(config *rest.Config, url *url.URL) (remotecommand.Executor, error) {
			return remotecommand.NewWebSocketExecutor(config, "GET", url.String())
		},
		dialer: func(config *rest.Config, url *url.URL) (httpstream.Dialer, error) {
			return portforward.NewSPDYOverWebsocketDialer(url, config)
		},
	}
}
