import java.util.List;
import java.util.Map;

import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.Duration;
import org.cdk8s.mesh.*;
import org.cdk8s.mesh.install.IstiodAutoscaling;
import org.cdk8s.mesh.install.IstiodProps;
import org.cdk8s.mesh.istio.HttpBody;
import org.cdk8s.mesh.istio.HttpDirectResponse;
import org.cdk8s.mesh.istio.HttpRedirect;
import org.cdk8s.mesh.istio.HttpRoute;
import org.cdk8s.mesh.istio.StringMatch;
import org.cdk8s.mesh.istio.VirtualService;

/** The shop of main.ts in Java. */
public class Main {
    public static void main(String[] args) {
        App app = new App();
        Mesh mesh = new Mesh(app, "mesh", MeshProps.builder()
            .controlPlane(ControlPlane.inCluster(InClusterControlPlaneProps.builder()
                .revision("1-31-0")
                .tag("prod")
                .istiod(IstiodProps.builder().autoscaling(IstiodAutoscaling.builder().minReplicas(2).build()).build())
                .build()))
            .build());

        Chart chart = new Chart(app, "shop", ChartProps.builder().namespace("shop").build());
        mesh.enroll(chart);

        MeshService web = MeshService.Builder.create(chart, "web")
            .ports(List.of(ServicePort.http(8080)))
            .image("registry.example.com/shop/web:1.4.0")
            .build();
        MeshService cart = MeshService.Builder.create(chart, "cart").ports(List.of(ServicePort.http(7070))).build();
        ServiceVersion v1 = cart.addVersion("v1", VersionOptions.builder().image("registry.example.com/shop/cart:1.0.0").replicas(2).build());
        ServiceVersion v2 = cart.addVersion("v2", VersionOptions.builder().image("registry.example.com/shop/cart:2.0.0").build());

        // one request in ten goes to v2, and all requests of testers
        cart.split(v1.weight(90), v2.weight(10));
        cart.addRule(HttpRule.builder()
            .name("testers")
            .matches(List.of(HttpMatch.header("x-tester", "yes")))
            .to(List.of(v2))
            .timeout(Duration.seconds(2))
            .build());
        cart.policy(TrafficPolicy.builder()
            .loadBalancer(LoadBalancer.leastRequest())
            .outlierDetection(OutlierDetection.builder().consecutive5XxErrors(5).build())
            .build());

        ExternalService stripe = ExternalService.Builder.create(chart, "stripe")
            .hosts(List.of("api.stripe.com"))
            .ports(List.of(ServicePort.tls(443)))
            .build();
        web.calls(cart, CallOptions.builder().methods(List.of(HttpMethod.GET, HttpMethod.POST)).build());
        cart.calls(stripe);

        IngressGateway edge = new IngressGateway(chart, "edge");
        edge.addListener(Listener.https(HttpsListenerProps.builder()
            .hosts(List.of("shop.example.com"))
            .certificate(Certificate.fromSecret("shop-cert"))
            .build())).route(web, "/");

        // a kind of Istio's own, for what the neutral constructs have no word for
        VirtualService.Builder.create(chart, "moved")
            .hosts(List.of("old.example.com"))
            .http(List.of(
                HttpRoute.builder()
                    .match(List.of(org.cdk8s.mesh.istio.HttpMatch.builder()
                        .uri(StringMatch.prefix("/cart"))
                        .headers(Map.of("x-locale", StringMatch.regex("^(de|fr)$")))
                        .build()))
                    .redirect(HttpRedirect.builder().authority("shop.example.com").redirectCode(308).build())
                    .build(),
                HttpRoute.builder()
                    .directResponse(HttpDirectResponse.builder().status(410).body(HttpBody.text("moved to shop.example.com")).build())
                    .build()))
            .build();
        app.synth();
    }
}
