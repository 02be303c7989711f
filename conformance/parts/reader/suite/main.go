// Command suite reads the Go tests of Gateway API's conformance suite, without running them: it follows the statements of each test as far
// as they lead to requests, and writes one JSON line for each test with the calls that send a request, and their arguments. A value that
// only a cluster can supply is written as the call that returns it.
package main

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"os"
	"path/filepath"
	"sort"
)

// requests are the functions that send requests, by package or by what the receiver is.
var requests = map[string]bool{
	"http.MakeRequest": true,
	"http.MakeRequestAndExpectEventuallyConsistentResponse":       true,
	"http.MakeRequestAndExpectFailure":                            true,
	"grpc.MakeRequestAndExpectEventuallyConsistentResponse":       true,
	"tls.MakeTLSRequestAndExpectEventuallyConsistentResponse":     true,
	"tls.MakeTLSRequestAndExpectFailureResponse":                  true,
	"tls.MakeTLSConnectionAndExpectEventuallyConnectionRejection": true,
	"tcp.MakeTCPRequestAndExpectEventuallyValidResponse":          true,
	"tcp.EchoSendOnce":                                                              true,
	"udp.ExpectEchoResponse":                                                        true,
	"udp.ExpectEchoResponseFromBackend":                                             true,
	"weight.TestWeightedDistribution":                                               true,
	"weight.TestWeightedDistributionBatch":                                          true,
	"echo.ConnectToApp.MakeRequestAndExpectEventuallyConsistentResponse":            true,
	"echo.ConnectToAppInNamespace.MakeRequestAndExpectEventuallyConsistentResponse": true,
}

// changes are calls after which the cluster holds other objects than the manifests.
var changes = map[string]bool{"suite.Client.Patch": true, "suite.Client.Delete": true, "suite.Client.Update": true, "suite.Applier.MustApplyObjectsWithCleanup": true}

type test struct {
	Name        any    `json:"name"`
	File        string `json:"file"`
	Manifests   any    `json:"manifests"`
	Features    any    `json:"features"`
	Provisional bool   `json:"provisional"`
	Calls       []sent `json:"calls"`
}

type sent struct {
	Function string `json:"function"`
	On       any    `json:"on"`
	Args     []any  `json:"args"`
	// Changed tells whether the test has changed objects before.
	Changed bool `json:"changed"`
}

func main() {
	root := os.Args[1]
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	lines := json.NewEncoder(out)
	for _, folder := range []string{"tests", "tests/mesh"} {
		p := readPackage(root, filepath.Join(root, folder))
		names := make([]string, 0, len(p.values))
		for name := range p.values {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			if read, ok := p.test(name); ok {
				if err := lines.Encode(read); err != nil {
					panic(err)
				}
			}
		}
	}
}

// test follows the test that a package variable holds.
func (p *pkg) test(name string) (test, bool) {
	literal, ok := p.values[name].expr.(*ast.CompositeLit)
	if !ok || !isConformanceTest(literal.Type) {
		return test{}, false
	}
	run := &run{pkg: p, file: p.values[name].file}
	fields := run.eval(literal, nil).(object)
	result := test{Name: fields["ShortName"], File: run.file.name, Manifests: fields["Manifests"], Features: fields["Features"]}
	result.Provisional, _ = fields["Provisional"].(bool)
	if body, ok := fields["Test"].(*closure); ok {
		run.call(body, []any{symbol("t"), symbol("suite")})
	}
	result.Calls = run.sent
	return result, true
}

func isConformanceTest(e ast.Expr) bool {
	selector, ok := e.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "ConformanceTest"
}
