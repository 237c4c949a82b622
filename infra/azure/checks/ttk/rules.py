"""The rules of arm-ttk that apply, under arm-ttk's names."""

from collections.abc import Callable, Iterator, Mapping

from infra.azure.checks.findings import Finding
from infra.azure.checks.ttk import portal_rules, template_rules
from infra.azure.checks.ttk.package import Package

type Rule = Callable[[Package], Iterator[str]]

TEMPLATE_RULES: Mapping[str, Rule] = {
    "CommandToExecute-Must-Use-ProtectedSettings-For-Secrets": template_rules.commands_are_protected,
    "DependsOn-Best-Practices": template_rules.depends_on_is_plain,
    "Deployment-Resources-Must-Not-Be-Debug": template_rules.deployments_are_not_debugged,
    "DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri": template_rules.no_hardcoded_hosts,
    "DeploymentTemplate-Schema-Is-Correct": template_rules.schema_is_known,
    "Dynamic-Variable-References-Should-Not-Use-Concat": template_rules.variables_are_not_named_by_concat,
    "IDs-Should-Be-Derived-From-ResourceIDs": template_rules.ids_are_resource_ids,
    "Location-Should-Not-Be-Hardcoded": template_rules.location_is_a_parameter,
    "ManagedIdentityExtension-must-not-be-used": template_rules.no_identity_extension,
    "Min-And-Max-Value-Are-Numbers": template_rules.limits_are_numbers,
    "Outputs-Must-Not-Contain-Secrets": template_rules.outputs_hold_no_secrets,
    "Parameters-Must-Be-Referenced": template_rules.parameters_are_used,
    "Password-params-must-be-secure": template_rules.passwords_are_secure,
    "ResourceIds-should-not-contain": template_rules.resource_ids_are_plain,
    "Resources-Should-Have-Location": template_rules.resources_have_location,
    "Secure-String-Parameters-Cannot-Have-Default": template_rules.secure_defaults_are_empty,
    "Template-Should-Not-Contain-Blanks": template_rules.nothing_is_blank,
    "URIs-Should-Be-Properly-Constructed": template_rules.addresses_are_made_with_uri,
    "Variables-Must-Be-Referenced": template_rules.variables_are_used,
    "adminPassword-Should-Not-Be-A-Literal": template_rules.administrators_are_no_literals,
    "adminUsername-Should-Not-Be-A-Literal": template_rules.administrators_are_no_literals,
    "artifacts-parameter": template_rules.artifacts_are_found,
    "providers_apiVersions-Is-Not-Permitted": template_rules.no_version_functions,
}

PORTAL_RULES: Mapping[str, Rule] = {
    "Allowed-Values-Should-Actually-Be-Allowed": portal_rules.allowed_values_are_allowed,
    "Controls-In-Outputs-Must-Exist": portal_rules.outputs_are_controls,
    "CreateUIDefinition-Must-Not-Have-Blanks": portal_rules.nothing_is_blank,
    "CreateUIDefinition-Should-Have-Schema": portal_rules.schema_is_known,
    "Credential-Confirmation-Should-Not-Be-Hidden": portal_rules.password_confirmation_is_shown,
    "Handler-Must-Be-Correct": portal_rules.handler_is_known,
    "HideExisting-Must-Be-Correctly-Handled": portal_rules.existing_is_handled,
    "Location-Should-Be-In-Outputs": portal_rules.location_is_an_output,
    "Outputs-Must-Be-Present-In-Template-Parameters": portal_rules.outputs_are_parameters,
    "Parameters-Without-Default-Must-Exist-In-CreateUIDefinition": portal_rules.needed_parameters_are_outputs,
    "Password-Textboxes-Must-Be-Used-For-Password-Parameters": portal_rules.password_boxes_are_for_secrets,
    "PasswordBoxes-Must-Have-Min-Length": portal_rules.passwords_have_a_length,
    "Textboxes-Are-Well-Formed": portal_rules.text_boxes_are_well_formed,
    "Tooltips-Should-Be-Present": portal_rules.tooltips_are_there,
    "Usernames-Should-Not-Have-A-Default": portal_rules.user_names_have_no_default,
    "Validations-Must-Have-Message": portal_rules.validations_have_a_message,
}


def findings(package: Package) -> Iterator[Finding]:
    """Give what arm-ttk would say."""
    rules = {**TEMPLATE_RULES, **(PORTAL_RULES if package.portal else {})}
    for name, rule in rules.items():
        for message in rule(package):
            yield Finding(name, "createUiDefinition" if name in PORTAL_RULES else "mainTemplate", message)
