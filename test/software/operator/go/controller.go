package main

import (
	"context"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apimeta "k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

const finalizer = group + "/record"

// pages keeps a Deployment, a Service and a ConfigMap beside each Page, and a record of it in the operator's own namespace, where
// nothing can be owned by it.
type pages struct {
	client.Client
	manager ctrl.Manager
}

func addController(manager ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(manager).For(&Page{}).
		Owns(&appsv1.Deployment{}).Owns(&corev1.Service{}).Owns(&corev1.ConfigMap{}).
		Complete(&pages{manager.GetClient(), manager})
}

func (all *pages) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	page := &Page{}
	if err := all.Get(ctx, request.NamespacedName, page); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	record := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
		Namespace: os.Getenv("POD_NAMESPACE"),
		Name:      "record-" + page.Namespace + "-" + page.Name,
	}}
	if !page.DeletionTimestamp.IsZero() {
		if err := all.Delete(ctx, record); client.IgnoreNotFound(err) != nil {
			return ctrl.Result{}, err
		}
		if controllerutil.RemoveFinalizer(page, finalizer) {
			return ctrl.Result{}, all.Update(ctx, page)
		}
		return ctrl.Result{}, nil
	}
	if controllerutil.AddFinalizer(page, finalizer) {
		return ctrl.Result{}, all.Update(ctx, page)
	}
	if _, err := controllerutil.CreateOrPatch(ctx, all, record, func() error {
		record.Data = map[string]string{"text": page.Spec.Text}
		return nil
	}); err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{}, all.serve(ctx, page)
}

func (all *pages) serve(ctx context.Context, page *Page) error {
	meta := metav1.ObjectMeta{Namespace: page.Namespace, Name: page.Name}
	labels := map[string]string{group + "/page": page.Name}
	content, service, deployment := &corev1.ConfigMap{ObjectMeta: meta}, &corev1.Service{ObjectMeta: meta}, &appsv1.Deployment{ObjectMeta: meta}
	for _, one := range []struct {
		object client.Object
		fill   func()
	}{
		{content, func() { content.Data = map[string]string{"index.html": page.Spec.Text + "\n"} }},
		{service, func() {
			service.Spec.Selector = labels
			service.Spec.Ports = []corev1.ServicePort{{Port: 80, TargetPort: intstr.FromInt32(80), Protocol: corev1.ProtocolTCP}}
		}},
		{deployment, func() {
			deployment.Spec.Replicas = page.Spec.Replicas
			deployment.Spec.Selector = &metav1.LabelSelector{MatchLabels: labels}
			deployment.Spec.Template.Labels = labels
			pod := &deployment.Spec.Template.Spec
			if len(pod.Containers) == 0 {
				pod.Containers = make([]corev1.Container, 1)
			}
			pod.Containers[0].Name, pod.Containers[0].Image = "web", "nginx:1.27"
			pod.Containers[0].VolumeMounts = []corev1.VolumeMount{{Name: "page", MountPath: "/usr/share/nginx/html"}}
			if len(pod.Volumes) == 0 {
				source := corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: page.Name}}
				pod.Volumes = []corev1.Volume{{Name: "page", VolumeSource: corev1.VolumeSource{ConfigMap: &source}}}
			}
		}},
	} {
		if _, err := controllerutil.CreateOrUpdate(ctx, all, one.object, func() error {
			one.fill()
			return controllerutil.SetControllerReference(page, one.object, all.Scheme())
		}); err != nil {
			return err
		}
	}
	return all.tell(ctx, page, deployment)
}

func (all *pages) tell(ctx context.Context, page *Page, deployment *appsv1.Deployment) error {
	before := page.DeepCopyObject().(*Page)
	condition := metav1.Condition{Type: "Available", Status: metav1.ConditionFalse, Reason: "Starting", ObservedGeneration: page.Generation}
	if deployment.Status.ObservedGeneration == deployment.Generation && deployment.Status.AvailableReplicas == *page.Spec.Replicas {
		condition.Status, condition.Reason = metav1.ConditionTrue, "Served"
	}
	if apimeta.SetStatusCondition(&page.Status.Conditions, condition) {
		all.manager.GetEventRecorder("page-operator").Eventf(page, deployment, "Normal", condition.Reason, "Serve", "the page is %s", condition.Reason)
	}
	page.Status.Replicas = deployment.Status.Replicas
	return all.Status().Patch(ctx, page, client.MergeFrom(before))
}
