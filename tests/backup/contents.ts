import { content as wiki } from "../../components/services/dokuwiki/suite";
import { content as pad } from "../../components/services/etherpad/suite";
import { content as chat } from "../../components/services/mattermost/suite";
import type { Content } from "../lab/content";
import type { TestPlatform } from "../lab/platform";

/** One service for each way of keeping data: files, MariaDB, PostgreSQL. */
export const contents = (platform: TestPlatform): Record<"wiki" | "pad" | "chat", Content> => ({
  wiki: wiki(platform),
  pad: pad(platform),
  chat: chat(platform),
});
