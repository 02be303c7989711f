// Command xds answers with the configuration that istiod makes for proxies. It reads worlds as JSON lines from standard input,
// and writes one JSON line for each: listeners, routes, clusters and endpoints of each proxy, as protobuf's JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/core"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/gatewayapi"
	"istio.io/istio/pkg/config/schema/gvk"
	"istio.io/istio/pkg/config/schema/gvr"
	kubelib "istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/kclient/clienttest"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/slices"
	"istio.io/istio/pkg/test"
)

type proxy struct {
	Name           string            `json:"name"`
	Type           string            `json:"type"`
	Namespace      string            `json:"namespace"`
	Labels         map[string]string `json:"labels"`
	ServiceAccount string            `json:"serviceAccount"`
	IP             string            `json:"ip"`
}

type world struct {
	ID string `json:"id"`
	// Kubernetes is YAML (or JSON) documents of Kubernetes' own kinds and of the Gateway API.
	Kubernetes string `json:"kubernetes"`
	// Istio is objects of Istio's kinds, a JSON (or YAML) document each.
	Istio      []string `json:"istio"`
	MeshConfig string   `json:"meshConfig"`
	Proxies    []proxy  `json:"proxies"`
}

type answer struct {
	Listeners []json.RawMessage `json:"listeners"`
	Routes    []json.RawMessage `json:"routes"`
	Clusters  []json.RawMessage `json:"clusters"`
	Endpoints []json.RawMessage `json:"endpoints"`
}

type answers struct {
	ID    string `json:"id"`
	Error string `json:"error,omitempty"`
	// Refused has the places of objects in the world that the webhook would refuse: they are left out.
	Refused []int    `json:"refused,omitempty"`
	Proxies []answer `json:"proxies,omitempty"`
}

func main() {
	options := log.DefaultOptions()
	options.SetDefaultOutputLevel(log.OverrideScopeName, log.NoneLevel)
	options.OutputPaths = []string{"stderr"}
	if err := log.Configure(options); err != nil {
		panic(err)
	}
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	// the fake API server's CRDs don't say of which bundle they are
	clear(gatewayapi.MinimumCRDVersions)
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	// what is logged or printed to standard output by others would break the lines
	standard := os.Stdout
	os.Stdout = os.Stderr
	out := bufio.NewWriterSize(standard, 1<<20)
	decoder := json.NewDecoder(in)
	for {
		var w world
		if err := decoder.Decode(&w); err != nil {
			break
		}
		line, err := json.Marshal(answerTo(w))
		if err != nil {
			panic(err)
		}
		out.Write(line)
		out.WriteByte('\n')
		out.Flush()
	}
}

func answerTo(w world) (result answers) {
	result.ID = w.ID
	err := test.Wrap(func(t test.Failer) {
		defer func() {
			if r := recover(); r != nil {
				result.Error = fmt.Sprintf("%v\n%s", r, debug.Stack())
			}
		}()
		settings := mesh.DefaultMeshConfig()
		if w.MeshConfig != "" {
			given, err := mesh.ApplyMeshConfig(w.MeshConfig, settings)
			if err != nil {
				t.Fatal(err)
			}
			settings = given
		}
		var configs []config.Config
		for i, object := range w.Istio {
			parsed, _, err := crd.ParseInputs(object)
			if err != nil {
				result.Refused = append(result.Refused, i)
				continue
			}
			configs = append(configs, parsed...)
			// the controller of the Gateway API looks for ServiceEntries at the API server
			for _, c := range parsed {
				if c.GroupVersionKind == gvk.ServiceEntry {
					w.Kubernetes += "\n---\n" + object
				}
			}
		}
		for i := range configs {
			// as the controllers that read from an API server do
			configs[i].Domain = "cluster.local"
			if configs[i].Namespace == "" {
				configs[i].Namespace = "default"
			}
		}
		server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
			Configs:                configs,
			KubernetesObjectString: w.Kubernetes,
			MeshConfig:             settings,
			KubeClientModifier: func(c kubelib.Client) {
				clienttest.MakeCRD(t, c, gvr.BackendTLSPolicy)
				clienttest.MakeCRD(t, c, gvr.ListenerSet)
			},
		})
		for _, p := range w.Proxies {
			node := server.SetupProxy(&model.Proxy{
				Type:            model.NodeType(p.Type),
				ConfigNamespace: p.Namespace,
				Labels:          p.Labels,
				ID:              p.Name + "." + p.Namespace,
				IPAddresses:     []string{p.IP},
				Metadata: &model.NodeMetadata{
					IstioVersion:        "1.31.0",
					Namespace:           p.Namespace,
					Labels:              p.Labels,
					ServiceAccount:      p.ServiceAccount,
					ClusterID:           "Kubernetes",
					EnvoyStatusPort:     15021,
					EnvoyPrometheusPort: 15090,
				},
			})
			var a answer
			listeners := server.Listeners(node)
			for _, l := range listeners {
				a.Listeners = append(a.Listeners, marshal(l))
			}
			// a proxy asks for each name once
			names := slices.FilterDuplicates(core.ExtractRoutesFromListeners(listeners))
			routes, _ := server.ConfigGen.BuildHTTPRoutes(node, &model.PushRequest{Push: server.PushContext()}, names)
			for _, r := range routes {
				configuration := &route.RouteConfiguration{}
				if err := r.Resource.UnmarshalTo(configuration); err != nil {
					t.Fatal(err)
				}
				a.Routes = append(a.Routes, marshal(configuration))
			}
			for _, c := range server.Clusters(node) {
				a.Clusters = append(a.Clusters, marshal(c))
			}
			for _, e := range server.Endpoints(node) {
				a.Endpoints = append(a.Endpoints, marshal(e))
			}
			result.Proxies = append(result.Proxies, a)
		}
	})
	if err != nil {
		result.Error = err.Error()
	}
	return result
}

func marshal(m proto.Message) json.RawMessage {
	b, err := protojson.MarshalOptions{}.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}
