// Package ecs stands in for what asks Amazon's container service which routes there are. Ruche writes Traefik's routes
// itself, and Amazon's libraries would be a third of the program.
package ecs

import (
	"errors"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/safe"
)

// ProviderName is what settings call it.
const ProviderName = "ecs"

// Provider has no settings: it refuses to begin.
type Provider struct{}

// Init refuses.
func (*Provider) Init() error {
	return errors.New("Amazon ECS is not part of this Traefik: Ruche writes the routes")
}

// Provide has nothing to tell.
func (*Provider) Provide(chan<- dynamic.Message, *safe.Pool) error {
	return nil
}
