"""The contents of stacks: groups of resources, added in order until the state is full.

A stack's shape names its first groups; services follow without end, to allow any number of resources.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import msgspec

from stacktui.demo.state import kinds
from stacktui.demo.state.builder import StateResource
from stacktui.demo.state.values import Draw, Json, ciphertext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stacktui.demo.state.builder import StateBuilder

WORDS = (
    "api", "web", "worker", "auth", "billing", "catalog", "cart", "checkout", "search", "ingest", "events", "metrics",
    "gateway", "media", "notify", "reports", "sessions", "users", "orders", "inventory", "pricing", "ledger", "audit",
    "cache", "router", "scheduler",
)  # fmt: skip


def lay_down(builder: StateBuilder, shape: str, upstream: Sequence[str]) -> None:
    """Add the root, references to the stacks `upstream`, the shape's groups, and services until the builder is full.

    Raises:
        Full: always, at the end.
    """
    builder.add_root(_stack_outputs(builder))
    for full_name in upstream:
        _reference(builder, full_name)
    for group in SHAPES[shape]:
        group(builder)
    tail = _TAILS.get(shape, service)
    for at in count():
        tail(builder, WORDS[at % len(WORDS)] + (f"-{at // len(WORDS) + 1}" if at >= len(WORDS) else ""))


def _stack_outputs(builder: StateBuilder) -> Json:
    draw = Draw(f"{builder.seed}/outputs")
    host = f"{builder.project}.{builder.stack}.acme.example"
    return {
        "url": f"https://{host}",
        "vpcId": f"vpc-{draw.hex(17)}",
        "clusterName": f"{builder.project}-{draw.hex(7)}",
        "databaseUrl": ciphertext(f"v1:{draw.hex(16)}:{draw.hex(72)}="),
        "privateSubnetIds": [f"subnet-{draw.hex(17)}" for _ in range(3)],
        "kubeconfig": ciphertext(f"v1:{draw.hex(16)}:{draw.hex(400)}="),
    }


def _reference(builder: StateBuilder, full_name: str) -> StateResource:
    """A StackReference as created by a program's `new StackReference(…)`: read, not owned."""
    provider = builder.provider("pulumi")
    urn = builder.urn("pulumi:pulumi:StackReference", full_name, builder.root)
    draw = Draw(urn)
    outputs: Json = {
        "name": full_name,
        "outputs": {
            "vpcId": f"vpc-{draw.hex(17)}",
            "clusterName": f"main-{draw.hex(7)}",
            "kubeconfig": ciphertext(f"v1:{draw.hex(16)}:{draw.hex(64)}="),
        },
        "secretOutputNames": ["kubeconfig"],
    }
    made = StateResource(
        urn,
        True,
        "pulumi:pulumi:StackReference",
        full_name,
        msgspec.Raw(kinds.encode({"name": full_name})),
        msgspec.Raw(kinds.encode(outputs)),
        builder.root,
        external=True,
        provider=f"{provider.urn}::{provider.id}",
    )
    return builder.append(made)


def network(builder: StateBuilder) -> None:
    """A VPC component with subnets, gateways and routes below the VPC itself, as in awsx."""
    top = builder.component(
        "awsx:ec2:Vpc", "main", inputs={"cidrBlock": "10.20.0.0/16", "numberOfAvailabilityZones": 3}
    )
    vpc = builder.custom("aws:ec2/vpc:Vpc", "main", top.urn)
    builder.custom("aws:ec2/internetGateway:InternetGateway", "main", vpc.urn)
    for kind in ("public", "private"):
        for zone in (1, 2, 3):
            name = f"main-{kind}-{zone}"
            subnet = builder.custom("aws:ec2/subnet:Subnet", name, vpc.urn)
            table = builder.custom("aws:ec2/routeTable:RouteTable", name, subnet.urn)
            builder.custom("aws:ec2/routeTableAssociation:RouteTableAssociation", name, table.urn)
            if kind == "public":
                builder.custom("aws:ec2/eip:Eip", name, subnet.urn)
                builder.custom("aws:ec2/natGateway:NatGateway", name, subnet.urn)


def cluster(builder: StateBuilder) -> None:
    """An EKS component four levels deep, with the explicit Kubernetes provider for later resources."""
    top = builder.component("eks:index:Cluster", "main", inputs={"version": "1.30", "minSize": 3, "maxSize": 20})
    for role in ("eksRole", "instanceRole"):
        holder = builder.component("eks:index:ServiceRole", f"main-{role}", top.urn)
        builder.custom("aws:iam/role:Role", f"main-{role}-role", holder.urn)
        for digits in ("4b490823", "3eb088f2"):
            builder.custom("aws:iam/rolePolicyAttachment:RolePolicyAttachment", f"main-{role}-{digits}", holder.urn)
    builder.custom("aws:iam/instanceProfile:InstanceProfile", "main-instanceProfile", top.urn)
    builder.custom("aws:ec2/securityGroup:SecurityGroup", "main-eksClusterSecurityGroup", top.urn)
    builder.custom("aws:ec2/securityGroupRule:SecurityGroupRule", "main-eksClusterIngressRule", top.urn)
    builder.custom("aws:eks/cluster:Cluster", "main-eksCluster", top.urn)
    kubeconfig = Draw(f"{builder.seed}/kubeconfig").hex(400)
    builder.add_provider("kubernetes", "main-eks-k8s", top.urn, {"kubeconfig": ciphertext(f"v1:{kubeconfig}=")})
    for pool in ("general", "memory"):
        builder.custom("aws:eks/nodeGroup:NodeGroup", f"main-{pool}", top.urn)
    for chart in ("ingress-nginx", "cert-manager", "external-dns"):
        builder.custom("kubernetes:helm.sh/v3:Release", chart, top.urn)


def database(builder: StateBuilder) -> None:
    """A database component with its password and a secret that contains it."""
    top = builder.component("acme:data:Database", "main-db", inputs={"engine": "postgres", "replicas": 1})
    builder.custom("random:index/randomPassword:RandomPassword", "main-db-password", top.urn)
    builder.custom("aws:rds/subnetGroup:SubnetGroup", "main-db", top.urn)
    builder.custom("aws:ec2/securityGroup:SecurityGroup", "main-db", top.urn)
    builder.custom("aws:rds/instance:Instance", "main-db", top.urn)
    builder.custom("aws:rds/instance:Instance", "main-db-replica", top.urn)
    builder.custom("aws:secretsmanager/secret:Secret", "main-db-credentials", top.urn)
    builder.custom("aws:secretsmanager/secretVersion:SecretVersion", "main-db-credentials", top.urn)


def front(builder: StateBuilder) -> None:
    """A load balancer with its certificate, and the cluster for services."""
    top = builder.component("awsx:lb:ApplicationLoadBalancer", "public")
    builder.custom("aws:ec2/securityGroup:SecurityGroup", "public", top.urn)
    builder.custom("aws:acm/certificate:Certificate", "public", top.urn)
    builder.custom("aws:lb/loadBalancer:LoadBalancer", "public", top.urn)
    builder.custom("aws:lb/targetGroup:TargetGroup", "public", top.urn)
    builder.custom("aws:lb/listener:Listener", "public-https", top.urn)
    builder.custom("aws:route53/record:Record", "public", top.urn)
    builder.custom("aws:ecs/cluster:Cluster", "apps")


def site(builder: StateBuilder) -> None:
    """A static site: bucket, policy, objects, distribution."""
    top = builder.component("acme:net:StaticSite", "site", inputs={"index": "index.html"})
    builder.custom("aws:s3/bucket:Bucket", "site", top.urn)
    builder.custom("aws:s3/bucketPolicy:BucketPolicy", "site", top.urn)
    builder.custom("aws:acm/certificate:Certificate", "site", top.urn)
    builder.custom("aws:cloudfront/distribution:Distribution", "site", top.urn)
    for name in ("index.html", "app.css", "app.js", "logo.svg"):
        builder.custom("aws:s3/bucketObject:BucketObject", name, top.urn)


def service(builder: StateBuilder, name: str) -> None:
    """A service on ECS, with queue, table, alarms and permissions."""
    top = builder.component("acme:app:Service", name, inputs={"replicas": 3, "port": 8080})
    builder.custom("aws:iam/role:Role", f"{name}-task", top.urn)
    builder.custom("aws:iam/rolePolicyAttachment:RolePolicyAttachment", f"{name}-task-execution", top.urn)
    builder.custom("aws:iam/policy:Policy", f"{name}-queue", top.urn)
    fargate = builder.component("awsx:ecs:FargateService", name, top.urn)
    builder.custom("aws:cloudwatch/logGroup:LogGroup", name, fargate.urn)
    builder.custom("aws:ecs/taskDefinition:TaskDefinition", name, fargate.urn)
    builder.custom("aws:lb/targetGroup:TargetGroup", name, fargate.urn)
    builder.custom("aws:ecs/service:Service", name, fargate.urn)
    builder.custom("aws:appautoscaling/target:Target", name, fargate.urn)
    builder.custom("aws:sqs/queue:Queue", f"{name}-jobs", top.urn)
    builder.custom("aws:sqs/queue:Queue", f"{name}-dead", top.urn)
    builder.custom("aws:sns/topic:Topic", f"{name}-events", top.urn)
    builder.custom("aws:dynamodb/table:Table", name, top.urn)
    builder.custom("aws:s3/bucket:Bucket", f"{name}-data", top.urn)
    for alarm in ("errors", "latency", "backlog"):
        builder.custom("aws:cloudwatch/metricAlarm:MetricAlarm", f"{name}-{alarm}", top.urn)


def workload(builder: StateBuilder, name: str) -> None:
    """An application on Kubernetes."""
    top = builder.component("acme:app:Workload", name)
    builder.custom("kubernetes:core/v1:Namespace", name, top.urn)
    builder.custom("kubernetes:core/v1:ServiceAccount", name, top.urn)
    builder.custom("kubernetes:core/v1:ConfigMap", name, top.urn)
    builder.custom("kubernetes:core/v1:Secret", name, top.urn)
    for kind in ("web", "worker"):
        builder.custom("kubernetes:apps/v1:Deployment", f"{name}-{kind}", top.urn)
        builder.custom("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", f"{name}-{kind}", top.urn)
    builder.custom("kubernetes:core/v1:Service", name, top.urn)
    builder.custom("kubernetes:networking.k8s.io/v1:Ingress", name, top.urn)
    builder.custom("aws:iam/role:Role", f"{name}-irsa", top.urn)


def function(builder: StateBuilder, name: str) -> None:
    """One function and what it writes to."""
    top = builder.component("acme:app:Function", name)
    builder.custom("aws:iam/role:Role", name, top.urn)
    builder.custom("aws:iam/rolePolicyAttachment:RolePolicyAttachment", name, top.urn)
    builder.custom("aws:lambda/function:Function", name, top.urn)
    builder.custom("aws:cloudwatch/logGroup:LogGroup", f"{name}-lambda", top.urn)
    builder.custom("aws:sqs/queue:Queue", f"{name}-dead", top.urn)


def google(builder: StateBuilder, name: str) -> None:
    """A service on Google Cloud."""
    top = builder.component("acme:gcp:Pipeline", name)
    builder.custom("gcp:serviceaccount/account:Account", name, top.urn)
    builder.custom("gcp:storage/bucket:Bucket", f"{name}-raw", top.urn)
    builder.custom("gcp:pubsub/topic:Topic", name, top.urn)
    builder.custom("gcp:pubsub/subscription:Subscription", name, top.urn)
    builder.custom("gcp:cloudrunv2/service:Service", name, top.urn)
    builder.custom("gcp:bigquery/dataset:Dataset", name, top.urn)
    builder.custom("gcp:sql/databaseInstance:DatabaseInstance", name, top.urn)


SHAPES: dict[str, tuple[Callable[[StateBuilder], None], ...]] = {
    "shop": (network, front, database, cluster, site),
    "services": (front, database),
    "network": (network,),
    "cluster": (network, cluster),
    "site": (site,),
    "functions": (),
    "google": (),
}
_TAILS: dict[str, Callable[[StateBuilder, str], None]] = {
    "cluster": workload,
    "functions": function,
    "google": google,
}
