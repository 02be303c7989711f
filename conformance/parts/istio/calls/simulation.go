// Package simulation stands in for the package of that name in Istio's simulation tests. It evaluates nothing: it writes down each call
// that a test makes, what the test expects, and the objects and the proxy that it is about, one JSON line for each.
package simulation

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"sort"
	"testing"
	"time"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	"google.golang.org/protobuf/encoding/protojson"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/core"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
)

type Protocol string

const (
	HTTP  Protocol = "http"
	HTTP2 Protocol = "http2"
	TCP   Protocol = "tcp"
)

type TLSMode string

const (
	Plaintext TLSMode = "plaintext"
	TLS       TLSMode = "tls"
	MTLS      TLSMode = "mtls"
)

type CallMode string

const (
	CallModeGateway  CallMode = "gateway"
	CallModeOutbound CallMode = "outbound"
	CallModeInbound  CallMode = "inbound"
)

var (
	ErrNoListener          = errors.New("no listener")
	ErrNoFilterChain       = errors.New("no filter chain")
	ErrNoRoute             = errors.New("no route")
	ErrTLSRedirect         = errors.New("redirect to TLS")
	ErrNoVirtualHost       = errors.New("no virtual host")
	ErrMultipleFilterChain = errors.New("several filter chains")
	ErrProtocolError       = errors.New("protocol")
	ErrTLSError            = errors.New("TLS")
	ErrMTLSError           = errors.New("mutual TLS")
)

type CustomFilterChainValidation func(*listener.FilterChain) error

type Call struct {
	Address                   string                        `json:"address"`
	Port                      int                           `json:"port"`
	Path                      string                        `json:"path"`
	Protocol                  Protocol                      `json:"protocol"`
	TLS                       TLSMode                       `json:"tls"`
	Alpn                      string                        `json:"alpn"`
	HostHeader                string                        `json:"host"`
	Headers                   http.Header                   `json:"headers"`
	Sni                       string                        `json:"sni"`
	CallMode                  CallMode                      `json:"mode"`
	CustomListenerValidations []CustomFilterChainValidation `json:"-"`
	MtlsSecretConfigName      string                        `json:"secret"`
}

// IsHTTP tells whether a proxy can read the request without ending TLS.
func (c Call) IsHTTP() bool {
	return (c.Protocol == HTTP || c.Protocol == HTTP2) && (c.TLS == Plaintext || c.TLS == "")
}

type Result struct {
	Error              error  `json:"-"`
	ListenerMatched    string `json:"listener"`
	FilterChainMatched string `json:"filterChain"`
	RouteMatched       string `json:"route"`
	RouteConfigMatched string `json:"routes"`
	VirtualHostMatched string `json:"virtualHost"`
	ClusterMatched     string `json:"cluster"`
	StrictMatch        bool   `json:"strict"`
	Skip               string `json:"skip"`
	asked              *asked
}

type Expect struct {
	Name   string
	Call   Call
	Result Result
}

type Simulation struct {
	Listeners []*listener.Listener
	Clusters  []*cluster.Cluster
	Routes    []*route.RouteConfiguration
	t         *testing.T
	world     world
}

type world struct {
	Objects    []json.RawMessage `json:"objects"`
	MeshConfig json.RawMessage   `json:"meshConfig"`
	Proxy      proxy             `json:"proxy"`
	// Made is what the test hands istiod beside objects that somebody could write.
	Made string `json:"made,omitempty"`
}

type proxy struct {
	Type       model.NodeType    `json:"type"`
	Namespace  string            `json:"namespace"`
	Labels     map[string]string `json:"labels"`
	Addresses  []string          `json:"addresses"`
	DNSCapture bool              `json:"dnsCapture"`
}

type asked struct {
	Test     string `json:"test"`
	Call     Call   `json:"call"`
	Error    string `json:"error,omitempty"`
	Expected Result `json:"expected"`
	world
}

func NewSimulation(t *testing.T, s *xds.FakeDiscoveryServer, p *model.Proxy) *Simulation {
	sim := NewSimulationFromConfigGen(t, s.ConfigGenTest, p)
	kube := s.KubeClient().Kube()
	services, err := kube.CoreV1().Services("").List(context.Background(), metav1.ListOptions{})
	must(err)
	for _, o := range services.Items {
		o.APIVersion, o.Kind = "v1", "Service"
		sim.add(o)
	}
	pods, err := kube.CoreV1().Pods("").List(context.Background(), metav1.ListOptions{})
	must(err)
	for _, o := range pods.Items {
		o.APIVersion, o.Kind = "v1", "Pod"
		sim.add(o)
	}
	slices, err := kube.DiscoveryV1().EndpointSlices("").List(context.Background(), metav1.ListOptions{})
	must(err)
	for _, o := range slices.Items {
		o.APIVersion, o.Kind = "discovery.k8s.io/v1", "EndpointSlice"
		sim.add(o)
	}
	ingresses, err := kube.NetworkingV1().Ingresses("").List(context.Background(), metav1.ListOptions{})
	must(err)
	for _, o := range ingresses.Items {
		o.APIVersion, o.Kind = "networking.k8s.io/v1", "Ingress"
		sim.add(o)
	}
	return sim
}

func NewSimulationFromConfigGen(t *testing.T, s *core.ConfigGenTest, p *model.Proxy) *Simulation {
	listeners := s.Listeners(p)
	sim := &Simulation{t: t, Listeners: listeners, Clusters: s.Clusters(p), Routes: s.RoutesFromListeners(p, listeners)}
	var configs []config.Config
	for _, schema := range collections.Pilot.All() {
		if !schema.IsBuiltin() {
			configs = append(configs, s.Store().List(schema.GroupVersionKind(), "")...)
		}
	}
	inSeconds(configs)
	for _, c := range configs {
		// what istiod makes of an Ingress or of the Gateway API is no object of anybody
		if c.Annotations["internal.istio.io/parents"] != "" || c.Annotations["internal.istio.io/route-semantics"] != "" {
			sim.world.Made = "objects that only istiod's own controllers write"
			continue
		}
		object, err := crd.ConvertConfig(c)
		must(err)
		sim.add(object)
	}
	// REGISTRY_ONLY is the value that is left out otherwise
	settings, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(s.Env().Mesh())
	must(err)
	if len(s.MemRegistry.Services()) > 0 {
		sim.world.Made = "services that istiod has in no object"
	}
	sim.world.MeshConfig = settings
	labels := p.Labels
	if labels == nil {
		labels = p.Metadata.Labels
	}
	sim.world.Proxy = proxy{Type: p.Type, Namespace: p.Metadata.Namespace, Labels: labels, Addresses: p.IPAddresses, DNSCapture: bool(p.Metadata.DNSCapture)}
	return sim
}

// inSeconds puts seconds between objects that were created nanoseconds apart: manifests tell no less.
func inSeconds(configs []config.Config) {
	sort.SliceStable(configs, func(i, j int) bool { return configs[i].CreationTimestamp.Before(configs[j].CreationTimestamp) })
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var last time.Time
	for i := range configs {
		if i > 0 && configs[i].CreationTimestamp.After(last) {
			start = start.Add(time.Second)
		}
		last, configs[i].CreationTimestamp = configs[i].CreationTimestamp, start
	}
}

func (sim *Simulation) add(object any) {
	text, err := json.Marshal(object)
	must(err)
	sim.world.Objects = append(sim.world.Objects, text)
}

func (sim *Simulation) RunExpectations(expected []Expect) {
	for _, e := range expected {
		sim.t.Run(e.Name, func(t *testing.T) { sim.Run(e.Call).Matches(t, e.Result) })
	}
}

func (sim *Simulation) Run(call Call) Result {
	return Result{asked: &asked{Call: call, world: sim.world}}
}

func (r Result) Matches(t *testing.T, want Result) {
	line := *r.asked
	line.Test, line.Expected = t.Name(), want
	if want.Error != nil {
		line.Error = want.Error.Error()
	}
	text, err := json.Marshal(line)
	must(err)
	file, err := os.OpenFile(os.Getenv("CALLS"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	must(err)
	defer file.Close()
	_, err = file.Write(append(text, '\n'))
	must(err)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
