package main

import (
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
)

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
