package main

import (
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

func options() ctrl.Options {
	return ctrl.Options{
		Cache:                   cache.Options{DefaultNamespaces: map[string]cache.Config{namespace: {}}},
		Metrics:                 server.Options{BindAddress: "0"},
		LeaderElection:          true,
		LeaderElectionID:        "copier",
		LeaderElectionNamespace: namespace,
	}
}

// This recorder writes events of events.k8s.io.
func tell(manager ctrl.Manager, about runtime.Object, reason, message string) {
	manager.GetEventRecorder("copier").Eventf(about, nil, "Normal", reason, "Copy", message)
}
