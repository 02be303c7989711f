package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	xdscreds "google.golang.org/grpc/credentials/xds"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/xds"
)

func server(listen, backend string) error {
	program, err := grpc.NewClient("passthrough:///"+backend, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	creds, err := xdscreds.NewServerCredentials(xdscreds.ServerOptions{FallbackCreds: insecure.NewCredentials()})
	if err != nil {
		return err
	}
	s, err := xds.NewGRPCServer(
		grpc.Creds(creds),
		grpc.ForceServerCodec(raw{}),
		grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error { return pass(program, stream) }),
		xds.ServingModeCallback(func(address net.Addr, mode xds.ServingModeChangeArgs) { fmt.Println(address, mode.Mode, mode.Err) }),
	)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	return s.Serve(l)
}

// pass hands a call to the program behind, with the identity of who called as Envoy tells it
func pass(program *grpc.ClientConn, stream grpc.ServerStream) error {
	path, _ := grpc.MethodFromServerStream(stream)
	md, _ := metadata.FromIncomingContext(stream.Context())
	out := metadata.MD{}
	for k, v := range md {
		if !strings.HasPrefix(k, ":") && !strings.HasPrefix(k, "grpc-") && k != "content-type" && k != "user-agent" {
			out[k] = v
		}
	}
	if caller := identity(stream.Context()); caller != "" {
		out.Set("x-forwarded-client-cert", "URI="+caller)
	}
	var question []byte
	if err := stream.RecvMsg(&question); err != nil && err != io.EOF {
		return err
	}
	var answer []byte
	var head, tail metadata.MD
	err := program.Invoke(metadata.NewOutgoingContext(stream.Context(), out), path, &question, &answer, grpc.ForceCodec(raw{}), grpc.Header(&head), grpc.Trailer(&tail))
	delete(head, "content-type")
	_ = stream.SetHeader(head)
	stream.SetTrailer(tail)
	if err != nil {
		return err
	}
	return stream.SendMsg(&answer)
}

func identity(ctx context.Context) string {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return ""
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || info.SPIFFEID == nil {
		return ""
	}
	return info.SPIFFEID.String()
}
