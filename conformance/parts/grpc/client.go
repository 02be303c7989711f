package main

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	xdscreds "google.golang.org/grpc/credentials/xds"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	_ "google.golang.org/grpc/xds"
)

type call struct {
	Path     string            `json:"path"`
	Metadata map[string]string `json:"metadata"`
}

type order struct {
	// Target is what the program dials: xds:///HOST:PORT.
	Target string `json:"target"`
	Calls  []call `json:"calls"`
	// Lanes is how many calls are made at a time.
	Lanes int `json:"lanes"`
}

type outcome struct {
	Code    uint32            `json:"code"`
	Message string            `json:"message"`
	Ms      int64             `json:"ms"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

func client(control string) error {
	channels := &channels{open: map[string]*grpc.ClientConn{}}
	http.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	http.HandleFunc("/call", func(w http.ResponseWriter, r *http.Request) {
		var o order
		if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		channel, err := channels.to(o.Target)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(carryOut(channel, o))
	})
	return http.ListenAndServe(control, nil)
}

// channels are kept, one for each target, as a program keeps them
type channels struct {
	mutex sync.Mutex
	open  map[string]*grpc.ClientConn
}

func (c *channels) to(target string) (*grpc.ClientConn, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if found := c.open[target]; found != nil {
		return found, nil
	}
	creds, err := xdscreds.NewClientCredentials(xdscreds.ClientOptions{FallbackCreds: insecure.NewCredentials()})
	if err != nil {
		return nil, err
	}
	made, err := grpc.NewClient(target, grpc.WithTransportCredentials(creds), grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{})))
	if err == nil {
		c.open[target] = made
	}
	return made, err
}

func carryOut(channel *grpc.ClientConn, o order) []outcome {
	outcomes := make([]outcome, len(o.Calls))
	next := make(chan int)
	var lanes sync.WaitGroup
	for range max(1, min(o.Lanes, len(o.Calls))) {
		lanes.Add(1)
		go func() {
			defer lanes.Done()
			for i := range next {
				outcomes[i] = one(channel, o.Calls[i])
			}
		}()
	}
	for i := range o.Calls {
		next <- i
	}
	close(next)
	lanes.Wait()
	return outcomes
}

func one(channel *grpc.ClientConn, c call) outcome {
	// patience, not a timeout of the mesh
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	ctx = metadata.NewOutgoingContext(ctx, metadata.New(c.Metadata))
	var head, tail metadata.MD
	var answer []byte
	start := time.Now()
	err := channel.Invoke(ctx, c.Path, &[]byte{}, &answer, grpc.Header(&head), grpc.Trailer(&tail))
	said := status.Convert(err)
	headers := map[string]string{}
	for _, md := range []metadata.MD{head, tail} {
		for k, v := range md {
			headers[k] = v[0]
		}
	}
	return outcome{Code: uint32(said.Code()), Message: said.Message(), Ms: time.Since(start).Milliseconds(), Headers: headers, Body: string(answer)}
}
