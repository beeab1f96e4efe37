// What a program does with controller-runtime, any version of it: a manager with one controller, which keeps a Secret beside
// each labelled ConfigMap. Each step prints one line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

var namespace = os.Getenv("NAMESPACE")

type list []interface{}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	config, err := ctrl.GetConfig()
	must(err)
	manager, err := ctrl.NewManager(config, options())
	must(err)
	// Of what the cache holds, the Secrets of an owner are found by it.
	must(manager.GetFieldIndexer().IndexField(ctx, &corev1.Secret{}, "owner", ownersOf))
	must(ctrl.NewControllerManagedBy(manager).For(&corev1.ConfigMap{}).Owns(&corev1.Secret{}).Complete(&copier{manager}))
	failed := make(chan error, 1)
	go func() { failed <- manager.Start(ctx) }()
	go func() { must(<-failed) }()

	step("manager is elected", func() (interface{}, error) {
		select {
		case <-manager.Elected():
			return true, nil
		case <-ctx.Done():
			return false, ctx.Err()
		}
	})
	direct, err := client.New(config, client.Options{})
	must(err)
	from := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "from", Namespace: namespace, Labels: map[string]string{"copied": "yes"}},
		Data:       map[string]string{"k": "1"},
	}
	step("reconcile", func() (interface{}, error) {
		if err := direct.Create(ctx, from); err != nil {
			return nil, err
		}
		first, err := copied(ctx, direct, "1")
		if err != nil {
			return nil, err
		}
		from.Data["k"] = "2"
		if err := direct.Update(ctx, from); err != nil {
			return nil, err
		}
		second, err := copied(ctx, direct, "2")
		return list{first, second}, err
	})
	step("reconcile what is owned", func() (interface{}, error) {
		if err := direct.Delete(ctx, &corev1.Secret{ObjectMeta: from.ObjectMeta}); err != nil {
			return nil, err
		}
		return copied(ctx, direct, "2")
	})
	step("cached list by an index", func() (interface{}, error) {
		found := corev1.SecretList{}
		err := manager.GetClient().List(ctx, &found, client.InNamespace(namespace), client.MatchingFields{"owner": "from"})
		return len(found.Items), err
	})
	step("server-side apply", func() (interface{}, error) {
		wanted := &corev1.ConfigMap{
			TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"},
			ObjectMeta: metav1.ObjectMeta{Name: "applied", Namespace: namespace},
			Data:       map[string]string{"k": "1"},
		}
		err := direct.Patch(ctx, wanted, client.Apply, client.FieldOwner("me"), client.ForceOwnership)
		return wanted.Data, err
	})
	step("event of a controller", func() (interface{}, error) {
		events := corev1.EventList{}
		for len(events.Items) == 0 && ctx.Err() == nil {
			if err := direct.List(ctx, &events, client.InNamespace(namespace), client.MatchingFields{"reason": "Copied"}); err != nil {
				return nil, err
			}
			time.Sleep(50 * time.Millisecond)
		}
		if len(events.Items) == 0 {
			return nil, ctx.Err()
		}
		return list{events.Items[0].InvolvedObject.Kind, events.Items[0].InvolvedObject.Name, events.Items[0].Type}, nil
	})
}

type copier struct{ manager ctrl.Manager }

func (c *copier) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	from := &corev1.ConfigMap{}
	if err := c.manager.GetClient().Get(ctx, request.NamespacedName, from); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if from.Labels["copied"] != "yes" {
		return ctrl.Result{}, nil
	}
	to := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: from.Name, Namespace: from.Namespace}}
	done, err := controllerutil.CreateOrUpdate(ctx, c.manager.GetClient(), to, func() error {
		to.Data = map[string][]byte{"k": []byte(from.Data["k"])}
		return controllerutil.SetControllerReference(from, to, c.manager.GetScheme())
	})
	if err == nil && done == controllerutil.OperationResultCreated {
		tell(c.manager, from, "Copied", "made the Secret")
	}
	return ctrl.Result{}, err
}

func ownersOf(object client.Object) []string {
	names := []string{}
	for _, owner := range object.GetOwnerReferences() {
		names = append(names, owner.Name)
	}
	return names
}

// The Secret's value, once it is the one that is waited for.
func copied(ctx context.Context, direct client.Client, value string) (interface{}, error) {
	found := &corev1.Secret{}
	for {
		err := direct.Get(ctx, types.NamespacedName{Namespace: namespace, Name: "from"}, found)
		if err == nil && string(found.Data["k"]) == value {
			return value, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("found until now: %v, %v", found.Data, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func step(name string, work func() (interface{}, error)) {
	got, err := work()
	if err != nil {
		got = map[string]interface{}{"failed": err.Error()}
	}
	line, err := json.Marshal(map[string]interface{}{"step": name, "got": got})
	must(err)
	fmt.Println(string(line))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
