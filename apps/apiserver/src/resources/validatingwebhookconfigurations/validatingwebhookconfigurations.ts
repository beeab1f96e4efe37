import { validatingWebhookConfigurations as names } from '@kubets/proto-gen/catalogue';
import { defineResource } from '../../registry/define-resource';
import { webhookConfiguration } from '../../webhook/webhook-configuration';

export const validatingWebhookConfigurations = defineResource(names, webhookConfiguration);
