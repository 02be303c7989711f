// Reads documents from standard input as kubectl and the API server do, and says what it understood.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

type answer struct {
	Values []json.RawMessage `json:"values"`
	Error  string            `json:"error,omitempty"`
}

// stream is what kubectl's builder does with a file: it cuts it, decodes each part, opens lists.
func stream(content []byte) (values []json.RawMessage, err error) {
	reader := transform.NewReader(bytes.NewReader(content), unicode.BOMOverride(unicode.UTF8.NewDecoder()))
	decoder := utilyaml.NewYAMLOrJSONDecoder(reader, 4096)
	for {
		var raw runtime.RawExtension
		if err := decoder.Decode(&raw); err != nil {
			if errors.Is(err, io.EOF) {
				return values, nil
			}
			return values, err
		}
		document := bytes.TrimSpace(raw.Raw)
		if len(document) == 0 || bytes.Equal(document, []byte("null")) {
			continue
		}
		object, _, err := unstructured.UnstructuredJSONScheme.Decode(document, nil, nil)
		if err != nil {
			return values, err
		}
		flat, err := flatten(object)
		if err != nil {
			return values, err
		}
		values = append(values, flat...)
	}
}

func flatten(object runtime.Object) (values []json.RawMessage, err error) {
	todo := []runtime.Object{object}
	for i := 0; i < len(todo); i++ {
		item, ok := todo[i].(runtime.Unstructured)
		if !ok {
			return nil, fmt.Errorf("no object: %T", todo[i])
		}
		if item.IsList() {
			if err := item.EachListItem(func(o runtime.Object) error { todo = append(todo, o); return nil }); err != nil {
				return nil, err
			}
			continue
		}
		if item.GetObjectKind().GroupVersionKind().Kind == "" {
			return nil, errors.New("an item without a kind")
		}
		text, err := json.Marshal(item.UnstructuredContent())
		if err != nil {
			return nil, err
		}
		values = append(values, text)
	}
	return values, nil
}

// value is one document that is no object: configuration in a ConfigMap, an annotation.
func value(content []byte) ([]json.RawMessage, error) {
	text, err := yaml.YAMLToJSON(content)
	return []json.RawMessage{text}, err
}

func handle(mode byte, content []byte) (a answer) {
	defer func() {
		if r := recover(); r != nil {
			a = answer{Error: fmt.Sprintf("panic: %v", r)}
		}
	}()
	var err error
	if mode == 's' {
		a.Values, err = stream(content)
	} else {
		a.Values, err = value(content)
	}
	if err != nil {
		a.Values, a.Error = nil, err.Error()
		if a.Error == "" {
			a.Error = "refused"
		}
	}
	return a
}

// Each question is a mode and the length of what follows; each answer a length and JSON.
func main() {
	in, out := bufio.NewReaderSize(os.Stdin, 1<<20), bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		var head [5]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			out.Flush()
			return
		}
		content := make([]byte, binary.LittleEndian.Uint32(head[1:]))
		if _, err := io.ReadFull(in, content); err != nil {
			os.Exit(1)
		}
		text, err := json.Marshal(handle(head[0], content))
		if err != nil {
			text, _ = json.Marshal(answer{Error: "no JSON: " + err.Error()})
		}
		var length [4]byte
		binary.LittleEndian.PutUint32(length[:], uint32(len(text)))
		out.Write(length[:])
		out.Write(text)
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
}
