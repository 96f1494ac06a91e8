// Package dns stands in for the list of DNS providers that Traefik's own ACME client brings along. Ruche's certificates
// are asked for by machines, not by Traefik, and the libraries of some two hundred hosting companies would be a third
// of what is compiled.
package dns

import (
	"fmt"

	"github.com/go-acme/lego/v5/challenge"
)

// NewDNSChallengeProviderByName refuses every name: Traefik asks for one only where its own ACME client is configured.
func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	return nil, fmt.Errorf("DNS provider %q is not part of this Traefik: Ruche's certificates do not come by it", name)
}
