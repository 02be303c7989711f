// The shop of main.ts in Go.
package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-mesh/cdk8s-mesh-go/cdk8smesh"
	"github.com/cdk8s-mesh/cdk8s-mesh-go/cdk8smesh/install"
	"github.com/cdk8s-mesh/cdk8s-mesh-go/cdk8smesh/istio"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	app := cdk8s.NewApp(nil)
	mesh := cdk8smesh.NewMesh(app, jsii.String("mesh"), &cdk8smesh.MeshProps{
		ControlPlane: cdk8smesh.ControlPlane_InCluster(&cdk8smesh.InClusterControlPlaneProps{
			Revision: jsii.String("1-31-0"),
			Tag:      jsii.String("prod"),
			Istiod:   &install.IstiodProps{Autoscaling: &install.IstiodAutoscaling{MinReplicas: jsii.Number(2)}},
		}),
	})

	chart := cdk8s.NewChart(app, jsii.String("shop"), &cdk8s.ChartProps{Namespace: jsii.String("shop")})
	mesh.Enroll(chart, nil)

	web := cdk8smesh.NewMeshService(chart, jsii.String("web"), &cdk8smesh.MeshServiceProps{
		Ports: &[]cdk8smesh.ServicePort{cdk8smesh.ServicePort_Http(jsii.Number(8080), nil)},
		Image: jsii.String("registry.example.com/shop/web:1.4.0"),
	})
	cart := cdk8smesh.NewMeshService(chart, jsii.String("cart"), &cdk8smesh.MeshServiceProps{
		Ports: &[]cdk8smesh.ServicePort{cdk8smesh.ServicePort_Http(jsii.Number(7070), nil)},
	})
	v1 := cart.AddVersion(jsii.String("v1"), &cdk8smesh.VersionOptions{
		Image:    jsii.String("registry.example.com/shop/cart:1.0.0"),
		Replicas: jsii.Number(2),
	})
	v2 := cart.AddVersion(jsii.String("v2"), &cdk8smesh.VersionOptions{Image: jsii.String("registry.example.com/shop/cart:2.0.0")})

	// one request in ten goes to v2, and all requests of testers
	cart.Split(v1.Weight(jsii.Number(90)), v2.Weight(jsii.Number(10)))
	cart.AddRule(&cdk8smesh.HttpRule{
		Name:    jsii.String("testers"),
		Matches: &[]cdk8smesh.HttpMatch{cdk8smesh.HttpMatch_Header(jsii.String("x-tester"), jsii.String("yes"))},
		To:      &[]cdk8smesh.IBackend{v2},
		Timeout: cdk8s.Duration_Seconds(jsii.Number(2)),
	})
	cart.Policy(&cdk8smesh.TrafficPolicy{
		LoadBalancer:     cdk8smesh.LoadBalancer_LeastRequest(nil),
		OutlierDetection: &cdk8smesh.OutlierDetection{Consecutive5xxErrors: jsii.Number(5)},
	}, nil)

	stripe := cdk8smesh.NewExternalService(chart, jsii.String("stripe"), &cdk8smesh.ExternalServiceProps{
		Hosts: jsii.Strings("api.stripe.com"),
		Ports: &[]cdk8smesh.ServicePort{cdk8smesh.ServicePort_Tls(jsii.Number(443), nil)},
	})
	web.Calls(cart, &cdk8smesh.CallOptions{Methods: &[]cdk8smesh.HttpMethod{cdk8smesh.HttpMethod_GET, cdk8smesh.HttpMethod_POST}})
	cart.Calls(stripe, nil)

	edge := cdk8smesh.NewIngressGateway(chart, jsii.String("edge"), nil)
	edge.AddListener(cdk8smesh.Listener_Https(&cdk8smesh.HttpsListenerProps{
		Hosts:       jsii.Strings("shop.example.com"),
		Certificate: cdk8smesh.Certificate_FromSecret(jsii.String("shop-cert")),
	})).Route(web, jsii.String("/"))

	// a kind of Istio's own, for what the neutral constructs have no word for
	istio.NewVirtualService(chart, jsii.String("moved"), &istio.VirtualServiceProps{
		Hosts: jsii.Strings("old.example.com"),
		Http: &[]*istio.HttpRoute{{
			Match: &[]*istio.HttpMatch{{
				Uri:     istio.StringMatch_Prefix(jsii.String("/cart")),
				Headers: &map[string]istio.StringMatch{"x-locale": istio.StringMatch_Regex(jsii.String("^(de|fr)$"))},
			}},
			Redirect: &istio.HttpRedirect{Authority: jsii.String("shop.example.com"), RedirectCode: jsii.Number(308)},
		}, {
			DirectResponse: &istio.HttpDirectResponse{Status: jsii.Number(410), Body: istio.HttpBody_Text(jsii.String("moved to shop.example.com"))},
		}},
	})
	app.Synth()
}
