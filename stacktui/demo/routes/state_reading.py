"""The endpoints about a state: export, resources, count, outputs. Their bodies are built off the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from stacktui.demo.routes import wire
from stacktui.demo.routes.exchange import Answer, Question, json_answer
from stacktui.demo.routes.reading import stack_of, version_of
from stacktui.demo.state.builder import NOTHING, ROOT_TYPE, DeploymentBody, StateResource, manifest

if TYPE_CHECKING:
    from stacktui.demo.company.stacks import StackRecord
    from stacktui.demo.routes.tenant import Tenant
    from stacktui.demo.state.builder import State
    from stacktui.demo.state.values import Json


def export(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    version = version_of(record, question.names[3]) if len(question.names) > 3 else record.version
    return Answer(200, lambda: msgspec.json.encode(_export(record, tenant.state(record, version))))


def _export(record: StackRecord, state: State) -> wire.Export:
    if not state.written:
        return wire.Export(3, DeploymentBody(manifest(0)))
    packages = {
        resource.type.rsplit(":", 1)[1]
        for resource in state.resources
        if isinstance(resource, StateResource) and resource.type.startswith("pulumi:providers:")
    }
    body = DeploymentBody(
        manifest(state.written, sorted(packages)),
        _secrets_providers(record),
        list(state.resources),
        list(state.pending),
        dict(state.metadata),
    )
    return wire.Export(state.version, body, list(state.features))


def _secrets_providers(record: StackRecord) -> dict[str, Json]:
    """A transferred stack keeps the owner that encrypted its state."""
    owner, project, stack = record.seed.split("/")
    where: dict[str, Json] = {"url": "https://api.pulumi.com", "owner": owner, "project": project, "stack": stack}
    return {"type": "service", "state": where}


def count(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    return json_answer(wire.ResourceCount(record.count, record.version))


def resources(tenant: Tenant, question: Question) -> Answer:
    """…/resources/latest, also for a stack without updates, and …/resources/{version}."""
    record = stack_of(tenant, question)
    latest = len(question.names) < 4
    version = record.version if latest else version_of(record, question.names[3])
    return Answer(200, lambda: msgspec.json.encode(_resources(tenant.state(record, version), version)))


def _resources(state: State, version: int) -> wire.ResourceList:
    inputs = {r.urn: r.inputs for r in state.resources if isinstance(r, StateResource) and r.provider == ""}
    entries = [wire.ResourceEntry(_listed(r, inputs) if isinstance(r, StateResource) else r) for r in state.resources]
    return wire.ResourceList(entries, state.region, version)


def _listed(resource: StateResource, inputs: dict[str, msgspec.Raw]) -> wire.ListedResource:
    return wire.ListedResource(
        resource.urn,
        resource.type,
        resource.custom,
        resource.delete,
        resource.dependencies,
        resource.id,
        resource.parent,
        resource.protect,
        resource.external,
        resource.retain_on_delete,
        resource.additional_secret_outputs,
        resource.aliases,
        resource.deleted_with,
        resource.init_errors,
        resource.inputs,
        resource.outputs,
        inputs.get(resource.provider.rsplit("::", 1)[0], NOTHING) if resource.provider else NOTHING,
    )


def outputs(tenant: Tenant, question: Question) -> Answer:
    """The outputs of the root Stack resource."""
    record = stack_of(tenant, question)

    def body() -> bytes:
        state = tenant.state(record, record.version)
        roots = (r for r in state.resources if isinstance(r, StateResource) and r.type == ROOT_TYPE)
        found = next((root.outputs for root in roots if root.outputs is not NOTHING), msgspec.Raw(b"{}"))
        return msgspec.json.encode(wire.Outputs(found, _secrets_providers(record)))

    return Answer(200, body)
