// What a program does with client-go, any version of it: each step prints one line of JSON. With POD, it is what one does
// with a pod.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/pager"
)

var (
	ctx       = context.Background()
	namespace = os.Getenv("NAMESPACE")
)

type list []interface{}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	must(err)
	config.QPS, config.Burst = 1000, 1000
	asJSON := rest.CopyConfig(config)
	if os.Getenv("CONTENT") == "protobuf" {
		config.ContentType = "application/vnd.kubernetes.protobuf"
		config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	}
	clients, err := kubernetes.NewForConfig(config)
	must(err)
	if os.Getenv("POD") != "" {
		runStreams(clients, config)
		return
	}
	unstructuredClient, err := dynamic.NewForConfig(asJSON)
	must(err)
	run(program{clients, unstructuredClient})
}

type program struct {
	clients *kubernetes.Clientset
	dynamic dynamic.Interface
}

func run(p program) {
	step("version", func() (interface{}, error) {
		version, err := p.clients.Discovery().ServerVersion()
		return version.GitVersion, err
	})
	step("create", p.create)
	step("create again", p.create)
	step("get absent", func() (interface{}, error) { return p.get("absent") })
	step("update", p.update)
	step("update stale", p.stale)
	step("json patch", func() (interface{}, error) {
		return p.patch(types.JSONPatchType, `[{"op":"add","path":"/data/json","value":"3"}]`)
	})
	step("merge patch", func() (interface{}, error) {
		return p.patch(types.MergePatchType, `{"data":{"json":null,"merge":"4"}}`)
	})
	step("strategic merge patch", p.strategic)
	step("scale", p.scale)
	step("apply", p.apply)
	step("invalid", p.invalid)
	step("dry run", p.dryRun)
	step("pages", p.pages)
	step("field selector", p.selected)
	step("watch", p.watch)
	step("informer", p.informer)
	step("delete collection", p.deleteCollection)
	step("delete with another uid", p.wrongPrecondition)
	step("delete", p.delete)
	step("leader election", p.elected)
	step("discovery", p.discovery)
	step("dynamic", p.unstructured)
}

func step(name string, work func() (interface{}, error)) {
	got, err := work()
	if err != nil {
		got = refusal(err)
	}
	line, err := json.Marshal(map[string]interface{}{"step": name, "got": got})
	must(err)
	fmt.Println(string(line))
}

func refusal(err error) interface{} {
	refused, ok := err.(apierrors.APIStatus)
	if !ok {
		return map[string]interface{}{"failed": err.Error()}
	}
	status := refused.Status()
	told := map[string]interface{}{"code": status.Code, "reason": status.Reason}
	if status.Details != nil && len(status.Details.Causes) > 0 {
		causes := list{}
		for _, cause := range status.Details.Causes {
			causes = append(causes, list{cause.Field, cause.Type})
		}
		told["causes"] = causes
	}
	return told
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func configMap(name, value string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"k": value}}
}

func labelled(name, label, value string) *corev1.ConfigMap {
	object := configMap(name, "1")
	object.Labels = map[string]string{label: value}
	return object
}

func (p program) create() (interface{}, error) {
	made, err := p.clients.CoreV1().ConfigMaps(namespace).Create(ctx, configMap("a", "1"), metav1.CreateOptions{})
	if err != nil {
		return nil, err
	}
	return list{made.Name, made.Data}, nil
}

func (p program) get(name string) (map[string]string, error) {
	found, err := p.clients.CoreV1().ConfigMaps(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	return found.Data, nil
}

func (p program) update() (interface{}, error) {
	found, err := p.clients.CoreV1().ConfigMaps(namespace).Get(ctx, "a", metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	found.Data["k"] = "2"
	updated, err := p.clients.CoreV1().ConfigMaps(namespace).Update(ctx, found, metav1.UpdateOptions{})
	if err != nil {
		return nil, err
	}
	return updated.Data, nil
}

func (p program) stale() (interface{}, error) {
	object := configMap("a", "3")
	object.ResourceVersion = "1"
	return p.clients.CoreV1().ConfigMaps(namespace).Update(ctx, object, metav1.UpdateOptions{})
}

func (p program) patch(kind types.PatchType, body string) (interface{}, error) {
	patched, err := p.clients.CoreV1().ConfigMaps(namespace).Patch(ctx, "a", kind, []byte(body), metav1.PatchOptions{})
	if err != nil {
		return nil, err
	}
	return patched.Data, nil
}

func deployment(name string) *appsv1.Deployment {
	labels := map[string]string{"app": name}
	replicas := int32(2)
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "nginx"}}},
			},
		},
	}
}

func (p program) strategic() (interface{}, error) {
	deployments := p.clients.AppsV1().Deployments(namespace)
	if _, err := deployments.Create(ctx, deployment("web"), metav1.CreateOptions{}); err != nil {
		return nil, err
	}
	body := `{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"busybox"}]}}}}`
	patched, err := deployments.Patch(ctx, "web", types.StrategicMergePatchType, []byte(body), metav1.PatchOptions{})
	if err != nil {
		return nil, err
	}
	names := list{}
	for _, container := range patched.Spec.Template.Spec.Containers {
		names = append(names, container.Name)
	}
	return names, nil
}

func (p program) scale() (interface{}, error) {
	deployments := p.clients.AppsV1().Deployments(namespace)
	scale, err := deployments.GetScale(ctx, "web", metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	scale.Spec.Replicas = 5
	scaled, err := deployments.UpdateScale(ctx, "web", scale, metav1.UpdateOptions{})
	if err != nil {
		return nil, err
	}
	return scaled.Spec.Replicas, nil
}

func (p program) apply() (interface{}, error) {
	send := func(manager, value string, force bool) (interface{}, error) {
		body := `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"k":"` + value + `"}}`
		options := metav1.PatchOptions{FieldManager: manager, Force: &force}
		applied, err := p.clients.CoreV1().ConfigMaps(namespace).Patch(ctx, "applied", types.ApplyPatchType, []byte(body), options)
		if err != nil {
			return refusal(err), err
		}
		return applied.Data["k"], nil
	}
	first, err := send("one", "1", false)
	if err != nil {
		return nil, err
	}
	refused, _ := send("two", "2", false)
	forced, err := send("two", "2", true)
	return list{first, refused, forced}, err
}

func (p program) invalid() (interface{}, error) {
	return p.clients.CoreV1().Services(namespace).Create(ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "Bad_Name"},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 70000}}},
	}, metav1.CreateOptions{})
}

func (p program) dryRun() (interface{}, error) {
	options := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
	if _, err := p.clients.CoreV1().ConfigMaps(namespace).Create(ctx, configMap("dry", "1"), options); err != nil {
		return nil, err
	}
	return p.get("dry")
}

func (p program) pages() (interface{}, error) {
	maps := p.clients.CoreV1().ConfigMaps(namespace)
	for index := 0; index < 5; index++ {
		object := labelled(fmt.Sprintf("page-%d", index), "set", "pages")
		if _, err := maps.Create(ctx, object, metav1.CreateOptions{}); err != nil {
			return nil, err
		}
	}
	sizes := list{}
	options := metav1.ListOptions{LabelSelector: "set=pages", Limit: 2}
	for {
		page, err := maps.List(ctx, options)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, len(page.Items))
		if options.Continue = page.Continue; options.Continue == "" {
			return sizes, nil
		}
	}
}

func (p program) selected() (interface{}, error) {
	options := metav1.ListOptions{FieldSelector: "metadata.name=page-3"}
	found, err := p.clients.CoreV1().ConfigMaps(namespace).List(ctx, options)
	if err != nil {
		return nil, err
	}
	names := list{}
	for _, item := range found.Items {
		names = append(names, item.Name)
	}
	return names, nil
}

func (p program) watch() (interface{}, error) {
	maps := p.clients.CoreV1().ConfigMaps(namespace)
	all, err := maps.List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	watching, err := maps.Watch(ctx, metav1.ListOptions{ResourceVersion: all.ResourceVersion, AllowWatchBookmarks: true})
	if err != nil {
		return nil, err
	}
	defer watching.Stop()
	if err := p.live(); err != nil {
		return nil, err
	}
	seen := list{}
	for {
		select {
		case event := <-watching.ResultChan():
			object, ok := event.Object.(*corev1.ConfigMap)
			if !ok {
				return nil, fmt.Errorf("%v", event)
			}
			seen = append(seen, list{event.Type, object.Name})
			if event.Type == "DELETED" {
				return seen, nil
			}
		case <-time.After(20 * time.Second):
			return nil, fmt.Errorf("seen until now: %v", seen)
		}
	}
}

func (p program) live() error {
	maps := p.clients.CoreV1().ConfigMaps(namespace)
	if _, err := maps.Create(ctx, configMap("live", "1"), metav1.CreateOptions{}); err != nil {
		return err
	}
	if _, err := maps.Patch(ctx, "live", types.MergePatchType, []byte(`{"data":{"k":"2"}}`), metav1.PatchOptions{}); err != nil {
		return err
	}
	return maps.Delete(ctx, "live", metav1.DeleteOptions{})
}

// With a resync: what is there comes again as an update of itself.
func (p program) informer() (interface{}, error) {
	factory := informers.NewSharedInformerFactoryWithOptions(p.clients, time.Second, informers.WithNamespace(namespace),
		informers.WithTweakListOptions(func(options *metav1.ListOptions) { options.LabelSelector = "of=informer" }))
	informer := factory.Core().V1().ConfigMaps().Informer()
	seen := make(chan string, 100)
	informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(interface{}) { seen <- "add" },
		UpdateFunc: func(before, after interface{}) {
			if before.(*corev1.ConfigMap).ResourceVersion == after.(*corev1.ConfigMap).ResourceVersion {
				seen <- "resync"
			} else {
				seen <- "update"
			}
		},
		DeleteFunc: func(interface{}) { seen <- "delete" },
	})
	maps := p.clients.CoreV1().ConfigMaps(namespace)
	if _, err := maps.Create(ctx, labelled("before", "of", "informer"), metav1.CreateOptions{}); err != nil {
		return nil, err
	}
	stop := make(chan struct{})
	defer close(stop)
	factory.Start(stop)
	factory.WaitForCacheSync(stop)
	order := list{}
	next := map[string]func() error{
		"add": func() error { return nil },
		"resync": func() error {
			_, err := maps.Patch(ctx, "before", types.MergePatchType, []byte(`{"data":{"k":"2"}}`), metav1.PatchOptions{})
			return err
		},
		"update": func() error { return maps.Delete(ctx, "before", metav1.DeleteOptions{}) },
	}
	for {
		select {
		case event := <-seen:
			if event == "resync" && len(order) > 0 && order[len(order)-1] != "add" {
				continue
			}
			order = append(order, event)
			if event == "delete" {
				return order, nil
			}
			if err := next[event](); err != nil {
				return nil, err
			}
		case <-time.After(20 * time.Second):
			return nil, fmt.Errorf("seen until now: %v", order)
		}
	}
}

func (p program) deleteCollection() (interface{}, error) {
	maps := p.clients.CoreV1().ConfigMaps(namespace)
	chosen := metav1.ListOptions{LabelSelector: "set=pages"}
	if err := maps.DeleteCollection(ctx, metav1.DeleteOptions{}, chosen); err != nil {
		return nil, err
	}
	left, err := maps.List(ctx, chosen)
	if err != nil {
		return nil, err
	}
	return len(left.Items), nil
}

func (p program) wrongPrecondition() (interface{}, error) {
	options := metav1.NewPreconditionDeleteOptions("00000000-0000-0000-0000-000000000000")
	return nil, p.clients.CoreV1().ConfigMaps(namespace).Delete(ctx, "a", *options)
}

func (p program) delete() (interface{}, error) {
	background := metav1.DeletePropagationBackground
	deployments := p.clients.AppsV1().Deployments(namespace)
	if err := deployments.Delete(ctx, "web", metav1.DeleteOptions{PropagationPolicy: &background}); err != nil {
		return nil, err
	}
	return deployments.Get(ctx, "web", metav1.GetOptions{})
}

func (p program) elected() (interface{}, error) {
	limited, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	won := false
	leaderelection.RunOrDie(limited, leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "leader", Namespace: namespace},
			Client:     p.clients.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: "me"},
		},
		ReleaseOnCancel: true,
		LeaseDuration:   15 * time.Second,
		RenewDeadline:   10 * time.Second,
		RetryPeriod:     time.Second,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { won = true; cancel() },
			OnStoppedLeading: func() {},
		},
	})
	return won, nil
}

func (p program) discovery() (interface{}, error) {
	preferred, err := p.clients.Discovery().ServerPreferredResources()
	if err != nil {
		return nil, err
	}
	found := list{}
	for _, group := range preferred {
		for _, resource := range group.APIResources {
			if group.GroupVersion == "apps/v1" && (resource.Kind == "Deployment" || resource.Kind == "ReplicaSet") {
				found = append(found, list{resource.Name, resource.Namespaced})
			}
		}
	}
	// Older versions tell them in no order.
	sort.Slice(found, func(i, j int) bool { return found[i].(list)[0].(string) < found[j].(list)[0].(string) })
	return found, nil
}

// By pages, too, as the client reads long lists.
func (p program) unstructured() (interface{}, error) {
	maps := p.dynamic.Resource(schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}).Namespace(namespace)
	object := &unstructured.Unstructured{Object: map[string]interface{}{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]interface{}{"name": "loose"},
	}}
	if _, err := maps.Create(ctx, object, metav1.CreateOptions{}); err != nil {
		return nil, err
	}
	found := 0
	everything := pager.New(func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
		return maps.List(ctx, options)
	})
	everything.PageSize = 1
	err := everything.EachListItem(ctx, metav1.ListOptions{FieldSelector: "metadata.name=loose"}, func(runtime.Object) error {
		found++
		return nil
	})
	return found, err
}
