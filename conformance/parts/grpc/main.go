// A gRPC program without a proxy, told by the conformance run what to do: it takes its routes and certificates from the control plane
// that its bootstrap file (GRPC_XDS_BOOTSTRAP) names.
//
//	peer client CONTROL            makes calls; asked over HTTP at CONTROL, an address of loopback
//	peer server LISTEN BACKEND     serves at LISTEN by the control plane's word, and passes each call to the program at BACKEND
package main

import (
	"fmt"
	"os"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == "client":
		err = client(os.Args[2])
	case len(os.Args) == 4 && os.Args[1] == "server":
		err = server(os.Args[2], os.Args[3])
	default:
		err = fmt.Errorf("usage: %s client CONTROL | server LISTEN BACKEND", os.Args[0])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bytes as they are: what is in a message is no matter of the mesh
type raw struct{}

func (raw) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }

func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = data
	return nil
}

func (raw) Name() string { return "proto" }
