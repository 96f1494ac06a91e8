import type { SoftwareFacts } from "./facts";

const wikiCycle = { source: "https://wiki.example.org/releases", lookedUp: "2026-11-01" };

/** What is known of software in the cases: made up, so that no case changes when a real day comes. */
export const facts: SoftwareFacts = {
  software: {
    dokuwiki: {
      title: "DokuWiki",
      cycles: {
        "2024-02-06": { ends: "open", ...wikiCycle },
        "2023-04-04": { ends: "2026-09-30", ...wikiCycle },
        "2022-07-31": { ends: "debian 12", ...wikiCycle },
        "2020-07-29": { ends: "unknown", ...wikiCycle },
      },
    },
    debian: {
      title: "Debian",
      cycles: { "12": { ends: "2028-06-30", ...wikiCycle }, "11": { ends: "2026-08-31", ...wikiCycle } },
    },
    php: { title: "PHP", cycles: { "8.2": { ends: "2026-12-31", ...wikiCycle } } },
    distribution: { title: "Distribution", cycles: { "2": { ends: "open", ...wikiCycle } } },
    traefik: { title: "Traefik", cycles: { "3.7": { ends: "open", ...wikiCycle } } },
    mattermost: {
      title: "Mattermost Team Edition",
      cycles: { "11": { ends: "open", ...wikiCycle } },
      limits: {
        copies: { most: 1, why: "several copies take another edition", ...wikiCycle },
        members: { most: 250, why: "this edition takes no more", ...wikiCycle },
      },
    },
  },
  services: {
    dokuwiki: "dokuwiki",
    ingress: "traefik",
    mattermost: "mattermost",
    registry: "distribution",
    site: null,
  },
  images: { dokuwiki: ["debian 12"], traefik: ["debian 12"], old: ["debian 11"], php: ["debian 12", "php 8.2"] },
  storage: {
    dokuwiki: {
      gluster: { verdict: "safe", why: "pages are plain files" },
      nfs: { verdict: "unknown", why: "its locks were not tried on it" },
    },
    mariadb: {
      gluster: { verdict: "safe", why: "it flushes" },
      nfs: { verdict: "unsafe", why: "lost messages leave its tables inconsistent" },
    },
  },
};
