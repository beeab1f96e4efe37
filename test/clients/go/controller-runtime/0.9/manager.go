package main

import (
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
)

// Whether its recorder writes events of the core, rather than of events.k8s.io.
const recordsCoreEvents = true

func options() ctrl.Options {
	return ctrl.Options{
		Namespace:                  namespace,
		MetricsBindAddress:         "0",
		LeaderElection:             true,
		LeaderElectionID:           "copier",
		LeaderElectionNamespace:    namespace,
		LeaderElectionResourceLock: "configmapsleases",
	}
}

func tell(manager ctrl.Manager, about runtime.Object, reason, message string) {
	manager.GetEventRecorderFor("copier").Event(about, "Normal", reason, message)
}
