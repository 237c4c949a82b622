// azd's way in. Every resource is in azure/mainTemplate.json, the file that the Marketplace deploys.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment.')
param environmentName string

@description('Region of every resource.')
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@description('Mailbox that hears of what somebody has to look at.')
param alertEmail string

@allowed([
  'standard'
  'enterprise'
])
@description('enterprise: private endpoints, keys of your own at rest, Service Bus Premium.')
param securityTier string = 'standard'

@description('App registration that people sign in to the portal with; empty for none.')
param signInClientId string = ''

@secure()
@description('Secret of the app registration; empty: the one deployed before stays.')
param signInSecret string = ''

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: {
    'azd-env-name': environmentName
  }
}

module app 'azure/mainTemplate.json' = {
  name: 'invoice-intake'
  scope: group
  params: {
    location: location
    alertEmail: alertEmail
    securityTier: securityTier
    signInClientId: signInClientId
    signInSecret: signInSecret
    // azd pushes the code itself. The address only keeps the template from asking where it came from,
    // which a deployment from a desk cannot say.
    deployPackage: false
    _artifactsLocation: 'https://not-used.invalid/'
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output API_ADDRESS string = app.outputs.apiAddress
output PORTAL_ADDRESS string = app.outputs.portalAddress
output DROP_CONTAINER string = app.outputs.dropContainer
