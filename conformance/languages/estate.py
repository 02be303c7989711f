"""The same app as estate.ts, line by line: four teams with eight services each, an edge, a way out, an install of Istio, and kinds of Istio's API."""

import os
import sys

from cdk8s import ApiObject, Chart, Duration, JsonPatch
from cdk8s_mesh import (
    Backend, Certificate, Checks, ControlPlane, EgressGateway, ExternalService, Fault, HashKey, HeaderChanges, HealthCheck, HttpMatch, HttpMethod, HttpRedirect,
    IngressGateway, Listener, LoadBalancer, Mesh, MeshApp, MeshService, OutlierDetection, RetryOn, RetryPolicy, ServicePort, SidecarContainer, Source, Traffic,
    TrafficPolicy, TrafficRequest, istio,
)

TEAMS = ["shop", "pay", "ops", "data"]
NAMES = ["web", "cart", "stock", "mail", "users", "ads", "rank", "log"]


def mistake(name, run):
    """Runs something that must fail, and gives its message."""
    try:
        run()
    except RuntimeError as e:
        return f"{name}: {str(e).removeprefix('Error: ')}\n"
    return f"{name}: no error\n"


def service(chart, name, i):
    made = MeshService(
        chart, name,
        ports=[
            ServicePort.grpc(50000 + i) if i % 4 == 3 else ServicePort.http(8080 + i, target_port=9000 + i),
            ServicePort.tcp(7000 + i, name="tcp-admin"),
        ],
        annotations={"example.com/owner": f"Müller & Söhne №{i}", "example.com/note": 'line one\nline two: "quoted"\n'},
    )
    image = f"registry.example.com/{chart.namespace}/{name}"
    old = made.add_version("v1", image=f"{image}:1.{i}", replicas=2 + i % 3, env={"ON": "true", "OCTAL": "0o17", "EMPTY": ""})
    new = made.add_version("v2", image=f"{image}:2.{i}", health_check=HealthCheck.tcp(7000 + i, period=Duration.seconds(15)))
    made.split(old.weight(90 - i), new.weight(10 + i))
    if i % 4 != 3:
        made.add_rule(
            name="testers",
            matches=[HttpMatch.header("x-tester", "yes").and_(HttpMatch.prefix(f"/{name}")), HttpMatch.query("trial", "1")],
            to=[Backend.to(new, request_headers=HeaderChanges(set={"x-seen": "yes"}, remove=["x-old"]))],
            timeout=Duration.millis(1500 + 250 * i),
            retries=RetryPolicy(attempts=1 + i % 3, per_try_timeout=Duration.millis(300), on=[RetryOn.GATEWAY_ERROR, RetryOn.status(503)]),
            fault=Fault.delay(Duration.seconds(2), 0.5).and_(Fault.abort(503, 1.25)) if i % 3 == 0 else None,
        )
    balancers = [
        LoadBalancer.least_request(), LoadBalancer.consistent_hash(HashKey.header("x-user")), LoadBalancer.random(),
        LoadBalancer.round_robin(warmup={"duration": Duration.minutes(1)}),
    ]
    made.policy(TrafficPolicy(
        load_balancer=balancers[i % 4],
        outlier_detection=OutlierDetection(consecutive5xx_errors=3 + i, interval=Duration.seconds(10)),
        connection_pool={"max_connections": 100 * (i + 1)},
    ))
    return made


def estate(outdir):
    app = MeshApp(outdir=outdir)
    mesh = Mesh(app, "mesh", control_plane=ControlPlane.in_cluster(revision="1-31-0", tag="prod", istiod={"autoscaling": {"min_replicas": 2}}))
    teams = []
    for team in TEAMS:
        chart = Chart(app, team, namespace=team, labels={"team": team})
        mesh.enroll(chart)
        teams.append((chart, [service(chart, name, i) for i, name in enumerate(NAMES)]))
    for t, (_, services) in enumerate(teams):
        for i, caller in enumerate(services):
            target = (i + 1) % len(services)
            if target % 4 == 3:
                caller.calls(services[target])
            else:
                caller.calls(services[target], methods=[HttpMethod.GET, HttpMethod.POST], paths=["/api/*", "/healthz"])
            caller.calls(teams[(t + 1) % len(teams)][1][i])
        services[4].require_jwt(
            issuer=f"https://id.example.com/{TEAMS[t]}", jwks_uri="https://id.example.com/jwks.json",
            audiences=["shop", "api"], claims={"role": ["admin", "clerk"]},
        )
        services[0].allow(from_=[Source.namespace("backoffice"), Source.identity(services[1].identity)], methods=[HttpMethod.GET], ports=[8080])
        services[0].deny(paths=["/internal/*"], ports=[8080], from_=[Source.namespace("guests")])

    chart, [web, cart, *_] = teams[0]
    pay = teams[1][1]
    way_out = EgressGateway(chart, "exit")
    bank = ExternalService(chart, "bank", hosts=["api.bank.example"], ports=[ServicePort.tls(443)], via=way_out)
    maps = ExternalService(chart, "maps", hosts=["maps.example.com"], ports=[ServicePort.http(80, target_port=443)], originate_tls=True)
    cart.calls(bank)
    cart.calls(maps)
    edge = IngressGateway(chart, "edge")
    https = edge.add_listener(Listener.https(hosts=["shop.example.com", "*.shop.example.com"], certificate=Certificate.from_secret("shop-cert")))
    https.route(web)
    https.route(cart, "/cart")
    https.add_rule(matches=[HttpMatch.exact("/old")], redirect=HttpRedirect(path="/", status=308))
    https.add_rule(matches=[HttpMatch.prefix("/pay")], to=[pay[0].weight(3), web.weight(1)], rewrite={"path": "/"})
    edge.add_listener(Listener.http(hosts=["shop.example.com"], redirect_to_https=True))

    istio.VirtualService(
        chart, "moved",
        hosts=["old.example.com"],
        http=[
            istio.HttpRoute(
                match=[istio.HttpMatch(uri=istio.StringMatch.prefix("/cart"), headers={"x-locale": istio.StringMatch.regex("^(de|fr)$")})],
                redirect=istio.HttpRedirect(authority="shop.example.com", redirect_code=308),
            ),
            istio.HttpRoute(direct_response=istio.HttpDirectResponse(status=410, body=istio.HttpBody.text("moved to shop.example.com"))),
        ],
    )
    istio.AuthorizationPolicy(
        chart, "callers",
        selector={"app": "stock"},
        action=istio.AuthorizationAction.ALLOW,
        rules=[istio.AuthorizationRule(
            from_=[istio.Source(principals=["cluster.local/ns/shop/sa/cart"])], to=[istio.Operation(methods=["GET"], paths=["/stock/*"])],
        )],
    )
    istio.WorkloadGroup(
        chart, "ledger",
        template=istio.WorkloadGroupTemplate(service_account="ledger", ports={"http": 8080}),
        probe=istio.ReadinessProbe.http(8080, istio.HttpProbeOptions(path="/ready"), failure_threshold=3),
    )
    batch = ApiObject(chart, "batch", api_version="apps/v1", kind="Deployment", metadata={"name": "batch"})
    batch.add_json_patch(JsonPatch.add("/spec", {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "batch"}},
        "template": {"metadata": {"labels": {"app": "batch"}}, "spec": {"containers": [{"name": "batch", "image": "example.com/batch:1"}]}},
    }))
    SidecarContainer.add_to(batch, "log-shipper", image="example.com/fluent-bit:4", env={"LEVEL": "info"})
    mesh.inject(batch)
    return app


def told(app):
    """What somebody is told: of mistakes, of the checks, and of where requests go."""
    chart = app.node.find_child("shop")
    web, log = (chart.node.find_child(name) for name in ["web", "log"])
    answers = Traffic.of(app).ask_all([
        TrafficRequest(from_="shop/web", url="http://cart:8081/cart/1", headers={"x-tester": "yes"}),
        TrafficRequest(from_="shop/web", url="http://cart:8081/", method="POST"),
        TrafficRequest(from_="pay/cart", url="tcp://stock.pay:7002"),
        TrafficRequest(from_="shop/cart", url="https://api.bank.example/", server_name="api.bank.example"),
        TrafficRequest(from_="shop/web", url="http://nowhere/"),
    ])
    lines = []
    for answer in answers:
        lines.append(answer.trace)
        lines += [f"{o.text}, {o.host or ''} {o.subset or ''} {round(o.share * 1000)}\n" for o in answer.outcomes]
    return "".join([
        *lines,
        f"{Checks.of(app).report()}\n",
        mistake("a name taken", lambda: MeshService(chart, "web", ports=[ServicePort.http(80)])),
        mistake("no name", lambda: MeshService(chart, "Web_1", ports=[ServicePort.http(80)])),
        mistake("a port", lambda: ServicePort.http(70000)),
        mistake("an empty list", lambda: web.allow(from_=[])),
        mistake("no retries", lambda: web.add_rule(name="r", retries=RetryPolicy(attempts=-1))),
        mistake("split twice", lambda: web.split(web.weight(1))),
        mistake("a TLS rule without TLS", lambda: log.add_tls_rule(sni_hosts=["a.example.com"], to=[web])),
        mistake("no listener", lambda: Listener.http(hosts=[])),
        mistake("no host", lambda: ExternalService(chart, "none", hosts=["a b"], ports=[ServicePort.tls(443)])),
        mistake("two policies", lambda: web.policy(TrafficPolicy())),
        mistake("a status", lambda: Fault.abort(1000)),
        mistake("a question", lambda: Traffic.of(app).ask(from_="web", url="http://cart/")),
        mistake("no mesh", lambda: MeshService(Chart(MeshApp(), "alone", namespace="alone"), "a", ports=[ServicePort.http(80)])),
    ])


def write(outdir):
    """Writes the manifests, and what somebody is told."""
    app = estate(outdir)
    app.synth()
    with open(os.path.join(outdir, "told.txt"), "w", encoding="utf-8") as file:
        file.write(told(app))


write(sys.argv[1])
