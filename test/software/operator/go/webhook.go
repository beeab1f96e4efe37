package main

import (
	"context"
	"errors"
	"strings"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// rules is what the API server asks about each Page before it is stored.
type rules struct{}

func (rules) Default(_ context.Context, page *Page) error {
	if page.Spec.Replicas == nil {
		one := int32(1)
		page.Spec.Replicas = &one
	}
	return nil
}

func (rules) ValidateCreate(_ context.Context, page *Page) (admission.Warnings, error) {
	if strings.Contains(page.Spec.Text, "secret") {
		return nil, errors.New("spec.text: no secrets on pages")
	}
	if strings.ToUpper(page.Spec.Text) == page.Spec.Text {
		return admission.Warnings{"spec.text: need it be so loud?"}, nil
	}
	return nil, nil
}

func (all rules) ValidateUpdate(ctx context.Context, _, page *Page) (admission.Warnings, error) {
	return all.ValidateCreate(ctx, page)
}

func (rules) ValidateDelete(context.Context, *Page) (admission.Warnings, error) { return nil, nil }

func addWebhooks(manager ctrl.Manager) error {
	return ctrl.NewWebhookManagedBy(manager, &Page{}).WithDefaulter(rules{}).WithValidator(rules{}).Complete()
}
