import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "./globals.css";
import { requestLanguage, requestTheme } from "./preferences";
import { commonText } from "./texts/common";

/** Names the site in the reader's language. */
export async function generateMetadata(): Promise<Metadata> {
  const text = commonText[await requestLanguage()];
  return {
    title: { default: `${text.productName} · ${text.tagline}`, template: `%s · ${text.productName}` },
    robots: { index: false },
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f4f0" },
    { media: "(prefers-color-scheme: dark)", color: "#141518" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()]);
  return (
    <html lang={language} {...(theme === "system" ? {} : { "data-theme": theme })}>
      <body>{children}</body>
    </html>
  );
}
