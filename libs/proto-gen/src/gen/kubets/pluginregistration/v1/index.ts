export * from '../../../pluginregistration/v1/registration';
