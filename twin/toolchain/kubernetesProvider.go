// The official Kubernetes provider, without the schema and the mapping that only code generators ask for.
package main

import "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"

// Set by the linker: the release of @pulumi/kubernetes that this provider serves.
var version string

func main() {
	provider.Serve("kubernetes", version, []byte("{}"), []byte("{}"))
}
