// Package plugins stands in for what loads Traefik's plugins, programs that it fetches and interprets when it starts.
// Ruche runs what is in its images, so neither the interpreters nor the whole of Go's library that they keep at hand
// are part of this Traefik.
package plugins

import (
	"context"
	"errors"
	"net/http"

	"github.com/traefik/traefik/v3/pkg/provider"
)

var errNotIncluded = errors.New("plugins are not part of this Traefik: Ruche runs what is in its images")

// Constructor makes the handler of a plugin.
type Constructor func(context.Context, http.Handler) (http.Handler, error)

// Builder makes what plugins bring along: nothing.
type Builder struct{}

// NewBuilder refuses plugins.
func NewBuilder(_ *Manager, plugins map[string]Descriptor, local map[string]LocalDescriptor) (*Builder, error) {
	if len(plugins)+len(local) > 0 {
		return nil, errNotIncluded
	}
	return &Builder{}, nil
}

// Build refuses a middleware that would come from a plugin.
func (Builder) Build(string, map[string]any, string) (Constructor, error) {
	return nil, errNotIncluded
}

// BuildProvider refuses a provider that would come from a plugin.
func (Builder) BuildProvider(string, map[string]any) (provider.Provider, error) {
	return nil, errNotIncluded
}
