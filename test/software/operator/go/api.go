// The kind in its two versions, as kubebuilder scaffolds them: the older is converted to the one that is stored.
package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/conversion"
)

const group = "operator.example.com"

// Page is a page that is served by so many pods.
type Page struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              PageSpec   `json:"spec"`
	Status            PageStatus `json:"status,omitempty"`
}

type PageSpec struct {
	Text     string `json:"text"`
	Replicas *int32 `json:"replicas,omitempty"`
}

type PageStatus struct {
	Replicas   int32              `json:"replicas,omitempty"`
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

type PageList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Page `json:"items"`
}

// OldPage is a Page as v1alpha1 has it.
type OldPage struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              OldPageSpec `json:"spec"`
	Status            PageStatus  `json:"status,omitempty"`
}

type OldPageSpec struct {
	Greeting string `json:"greeting"`
	Count    *int32 `json:"count,omitempty"`
}

func (page *Page) Hub() {}

func (old *OldPage) ConvertTo(hub conversion.Hub) error {
	page := hub.(*Page)
	page.ObjectMeta = old.ObjectMeta
	page.Spec = PageSpec{Text: old.Spec.Greeting, Replicas: old.Spec.Count}
	page.Status = old.Status
	return nil
}

func (old *OldPage) ConvertFrom(hub conversion.Hub) error {
	page := hub.(*Page)
	old.ObjectMeta = page.ObjectMeta
	old.Spec = OldPageSpec{Greeting: page.Spec.Text, Count: page.Spec.Replicas}
	old.Status = page.Status
	return nil
}

func addKinds(scheme *runtime.Scheme) {
	current, old := schema.GroupVersion{Group: group, Version: "v1"}, schema.GroupVersion{Group: group, Version: "v1alpha1"}
	scheme.AddKnownTypes(current, &Page{}, &PageList{})
	scheme.AddKnownTypeWithName(old.WithKind("Page"), &OldPage{})
	metav1.AddToGroupVersion(scheme, current)
	metav1.AddToGroupVersion(scheme, old)
}

func (status PageStatus) copied() PageStatus {
	status.Conditions = append([]metav1.Condition(nil), status.Conditions...)
	return status
}

func copied(number *int32) *int32 {
	if number == nil {
		return nil
	}
	same := *number
	return &same
}

func (page *Page) DeepCopyObject() runtime.Object {
	to := *page
	page.ObjectMeta.DeepCopyInto(&to.ObjectMeta)
	to.Spec.Replicas = copied(page.Spec.Replicas)
	to.Status = page.Status.copied()
	return &to
}

func (old *OldPage) DeepCopyObject() runtime.Object {
	to := *old
	old.ObjectMeta.DeepCopyInto(&to.ObjectMeta)
	to.Spec.Count = copied(old.Spec.Count)
	to.Status = old.Status.copied()
	return &to
}

func (list *PageList) DeepCopyObject() runtime.Object {
	to := *list
	list.ListMeta.DeepCopyInto(&to.ListMeta)
	to.Items = make([]Page, len(list.Items))
	for index := range list.Items {
		to.Items[index] = *list.Items[index].DeepCopyObject().(*Page)
	}
	return &to
}
