"""The shop of main.ts in Python."""

from cdk8s import App, Chart, Duration
from cdk8s_mesh import (
    Certificate, ControlPlane, ExternalService, HttpMatch, HttpMethod, IngressGateway, Listener, LoadBalancer, Mesh, MeshService, ServicePort,
    TrafficPolicy, istio,
)

app = App()
mesh = Mesh(app, "mesh", control_plane=ControlPlane.in_cluster(revision="1-31-0", tag="prod", istiod={"autoscaling": {"min_replicas": 2}}))

chart = Chart(app, "shop", namespace="shop")
mesh.enroll(chart)

web = MeshService(chart, "web", ports=[ServicePort.http(8080)], image="registry.example.com/shop/web:1.4.0")
cart = MeshService(chart, "cart", ports=[ServicePort.http(7070)])
v1 = cart.add_version("v1", image="registry.example.com/shop/cart:1.0.0", replicas=2)
v2 = cart.add_version("v2", image="registry.example.com/shop/cart:2.0.0")

# one request in ten goes to v2, and all requests of testers
cart.split(v1.weight(90), v2.weight(10))
cart.add_rule(name="testers", matches=[HttpMatch.header("x-tester", "yes")], to=[v2], timeout=Duration.seconds(2))
cart.policy(TrafficPolicy(load_balancer=LoadBalancer.least_request(), outlier_detection={"consecutive5xx_errors": 5}))

stripe = ExternalService(chart, "stripe", hosts=["api.stripe.com"], ports=[ServicePort.tls(443)])
web.calls(cart, methods=[HttpMethod.GET, HttpMethod.POST])
cart.calls(stripe)

edge = IngressGateway(chart, "edge")
edge.add_listener(Listener.https(hosts=["shop.example.com"], certificate=Certificate.from_secret("shop-cert"))).route(web, "/")

# a kind of Istio's own, for what the neutral constructs have no word for
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
app.synth()
