// Prints the messages and enumerations of Envoy's configuration that Istio's control plane can decode, one line each.
package main

import (
	"encoding/json"
	"os"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "istio.io/istio/pkg/config/schema/collections"
	_ "istio.io/istio/pkg/config/xds"
)

func single(f protoreflect.FieldDescriptor) string {
	switch f.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return "." + string(f.Message().FullName())
	case protoreflect.EnumKind:
		return "#" + string(f.Enum().FullName())
	}
	return f.Kind().String()
}

// A field is `name type`, `name type|oneof` where it excludes others; `*` is before the type of a list, `{key}` before that of a map.
func field(f protoreflect.FieldDescriptor) string {
	out := string(f.Name()) + " "
	switch {
	case f.IsMap():
		out += "{" + single(f.MapKey()) + "}" + single(f.MapValue())
	case f.IsList():
		out += "*" + single(f)
	default:
		out += single(f)
	}
	if one := f.ContainingOneof(); one != nil && !one.IsSynthetic() {
		out += "|" + string(one.Name())
	}
	return out
}

func main() {
	messages, enums := map[string]string{}, map[string]string{}
	protoregistry.GlobalTypes.RangeMessages(func(m protoreflect.MessageType) bool {
		d := m.Descriptor()
		if d.IsMapEntry() {
			return true
		}
		fields := []string{}
		for i := 0; i < d.Fields().Len(); i++ {
			fields = append(fields, field(d.Fields().Get(i)))
		}
		messages[string(d.FullName())] = strings.Join(fields, ";")
		return true
	})
	protoregistry.GlobalTypes.RangeEnums(func(e protoreflect.EnumType) bool {
		values := []string{}
		for i := 0; i < e.Descriptor().Values().Len(); i++ {
			values = append(values, string(e.Descriptor().Values().Get(i).Name()))
		}
		enums[string(e.Descriptor().FullName())] = strings.Join(values, " ")
		return true
	})
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"messages": messages, "enums": enums}); err != nil {
		panic(err)
	}
}
