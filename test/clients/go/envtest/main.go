// A controller and its test as users of envtest write them: it starts the control plane that KUBEBUILDER_ASSETS names, installs a
// custom kind, and has a controller write the status of its objects.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

var kind = schema.GroupVersionKind{Group: "example.com", Version: "v1", Kind: "Greeting"}

func definition() *apiextensions.CustomResourceDefinition {
	text := apiextensions.JSONSchemaProps{Type: "string"}
	return &apiextensions.CustomResourceDefinition{
		ObjectMeta: meta.ObjectMeta{Name: "greetings.example.com"},
		Spec: apiextensions.CustomResourceDefinitionSpec{
			Group: kind.Group,
			Scope: apiextensions.NamespaceScoped,
			Names: apiextensions.CustomResourceDefinitionNames{Plural: "greetings", Singular: "greeting", Kind: kind.Kind},
			Versions: []apiextensions.CustomResourceDefinitionVersion{{
				Name: kind.Version, Served: true, Storage: true,
				Subresources: &apiextensions.CustomResourceSubresources{Status: &apiextensions.CustomResourceSubresourceStatus{}},
				Schema: &apiextensions.CustomResourceValidation{OpenAPIV3Schema: &apiextensions.JSONSchemaProps{
					Type: "object",
					Properties: map[string]apiextensions.JSONSchemaProps{
						"spec":   {Type: "object", Properties: map[string]apiextensions.JSONSchemaProps{"whom": text}},
						"status": {Type: "object", Properties: map[string]apiextensions.JSONSchemaProps{"text": text}},
					},
				}},
			}},
		},
	}
}

func greeting() *unstructured.Unstructured {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(kind)
	return object
}

func must(err error, what string) {
	if err != nil {
		fmt.Printf("failed: %s: %v\n", what, err)
		os.Exit(1)
	}
}

// say tells a step, and how long it took.
func say(step string, since time.Time) { fmt.Printf("%s %d\n", step, time.Since(since).Milliseconds()) }

func main() {
	ctrl.SetLogger(zap.New(zap.WriteTo(os.Stderr)))
	begin := time.Now()
	environment := &envtest.Environment{
		CRDs:                     []*apiextensions.CustomResourceDefinition{definition()},
		AttachControlPlaneOutput: os.Getenv("ATTACH") != "",
	}
	config, err := environment.Start()
	must(err, "start")
	say("started", begin)
	ctx, cancel := context.WithCancel(context.Background())
	defer func() {
		cancel()
		must(environment.Stop(), "stop")
		say("stopped", begin)
	}()
	run(ctx, config, environment, begin)
}

func run(ctx context.Context, config *rest.Config, environment *envtest.Environment, begin time.Time) {
	manager, err := ctrl.NewManager(config, ctrl.Options{Metrics: server.Options{BindAddress: "0"}})
	must(err, "manager")
	reconcileGreeting := reconcile.Func(func(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
		object := greeting()
		if err := manager.GetClient().Get(ctx, request.NamespacedName, object); err != nil {
			return reconcile.Result{}, client.IgnoreNotFound(err)
		}
		whom, _, _ := unstructured.NestedString(object.Object, "spec", "whom")
		must(unstructured.SetNestedField(object.Object, "hello "+whom, "status", "text"), "status")
		return reconcile.Result{}, manager.GetClient().Status().Update(ctx, object)
	})
	must(ctrl.NewControllerManagedBy(manager).For(greeting()).Complete(reconcileGreeting), "controller")
	go func() { must(manager.Start(ctx), "run") }()

	own, err := client.New(config, client.Options{})
	must(err, "client")
	object := greeting()
	object.SetNamespace("default")
	object.SetName("first")
	must(unstructured.SetNestedField(object.Object, "world", "spec", "whom"), "spec")
	must(own.Create(ctx, object), "create")
	say("created", begin)
	for text := ""; text != "hello world"; time.Sleep(10 * time.Millisecond) {
		must(own.Get(ctx, client.ObjectKeyFromObject(object), object), "get")
		text, _, _ = unstructured.NestedString(object.Object, "status", "text")
	}
	say("reconciled", begin)

	user, err := environment.AddUser(envtest.User{Name: "nobody", Groups: []string{}}, nil)
	must(err, "user")
	theirs, err := client.New(user.Config(), client.Options{})
	must(err, "their client")
	if err := theirs.List(ctx, &core.ConfigMapList{}); err == nil {
		must(fmt.Errorf("nobody may list"), "rights")
	}
	say("refused", begin)
}
