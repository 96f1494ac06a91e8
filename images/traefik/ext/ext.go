// Package ext stands in for a module that lies inside Traefik's and is published nowhere else: what other editions of
// Traefik add to the settings of a route. This edition adds nothing.
package ext

// HTTP is what is added to the settings of HTTP.
type HTTP struct{}

// Router is what is added to the settings of a router.
type Router struct{}
