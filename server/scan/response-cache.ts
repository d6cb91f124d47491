/**
 * Provenance pages as they were answered, until something in them changes. A shop has many people scanning few lots: nearly every scan is
 * answered from here, without Next and without Postgres.
 *
 * Only pages whose events are all published come in; what the mirror applies throws out every page it touches; and no page stays longer
 * than a minute, since "three days old" and "past its date" change by themselves.
 */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { HeaderReader } from "@/server/trpc/context";

/** An answer as it goes out. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A page to keep. */
export interface PageToKeep {
  /** Path and query as requested. */
  url: string;
  /** The language it is in, and the header that led to it where neither query nor cookie did. */
  language: string;
  acceptLanguage: string | null;
  headers: Record<string, string>;
  html: string;
  /** Ids whose change makes it stale. */
  touched: readonly string[];
}

interface Entry {
  headers: Record<string, string>;
  bodies: { br: Uint8Array; gzip: Uint8Array; identity: Uint8Array };
  bytes: number;
  touched: readonly string[];
  until: number;
}

/** Limits of the cache. */
export interface ResponseCacheOptions {
  bytesMax?: number;
  ageMsMax?: number;
  nowMs?: () => number;
}

const languagesKnownMax = 2_000;
const recentMax = 500;

/** Keeps answers of provenance pages. */
export class ResponseCache {
  readonly #entries = new Map<string, Entry>();
  readonly #byId = new Map<string, Set<string>>();
  /** Accept-Language header → the language it led to, as the pages decided. */
  readonly #languages = new Map<string, string>();
  /** The last changes, so that a page read before one of them is not kept after it. */
  #recent: { moment: number; ids: readonly string[] }[] = [];
  #moment = 0;
  #bytes = 0;
  readonly #bytesMax: number;
  readonly #ageMsMax: number;
  readonly #nowMs: () => number;

  constructor({ bytesMax = 64 * 2 ** 20, ageMsMax = 60_000, nowMs = Date.now }: ResponseCacheOptions = {}) {
    this.#bytesMax = bytesMax;
    this.#ageMsMax = ageMsMax;
    this.#nowMs = nowMs;
  }

  /** Pages kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** Marks the moment before a page is read; give it to `keep`. */
  moment(): number {
    return this.#moment;
  }

  /** Returns the answer to a GET or HEAD of this path and query, as whoever sends these headers would get it. A reload always misses. */
  lookup(url: string, headers: HeaderReader): KeptAnswer | undefined {
    if (/no-cache|max-age=0/.test(headers.get("cache-control") ?? "")) return undefined;
    const language = this.#languageOf(url, headers);
    const key = language === undefined ? "" : keyOf(url, language);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.until <= this.#nowMs()) {
      this.#drop(key);
      return undefined;
    }
    // Last used, last to go.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const encoding = encodingFor(headers.get("accept-encoding") ?? "");
    const encoded =
      encoding === "identity" ? entry.headers : { ...entry.headers, "content-encoding": encoding };
    return { status: 200, headers: encoded, body: entry.bodies[encoding] };
  }

  #languageOf(url: string, headers: HeaderReader): string | undefined {
    const asked = /[?&]lang=(en|zh-CN)(?:&|$)/.exec(url)?.[1];
    const chosen = asked ?? /(?:^|;\s*)lang=(en|zh-CN)(?:;|$)/.exec(headers.get("cookie") ?? "")?.[1];
    return chosen ?? this.#languages.get(headers.get("accept-language") ?? "");
  }

  /**
   * Keeps a page, unless something in it has changed since `moment`.
   * @param moment as `moment()` gave it before the page's data were read
   */
  async keep(page: PageToKeep, moment: number): Promise<void> {
    const identity = Buffer.from(page.html);
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      promisify(gzip)(identity, { level: 9 }),
    ]);
    if (this.#hasChangedSince(moment, page.touched)) return;
    const key = keyOf(page.url, page.language);
    const bytes = identity.length + br.length + gz.length;
    if (bytes > this.#bytesMax) return;
    this.#drop(key);
    const until = this.#nowMs() + this.#ageMsMax;
    const { headers, touched } = page;
    this.#entries.set(key, { headers, bodies: { br, gzip: gz, identity }, bytes, touched, until });
    this.#bytes += bytes;
    for (const id of touched) this.#byId.set(id, (this.#byId.get(id) ?? new Set()).add(key));
    this.#learn(page);
    this.#makeRoom();
  }

  /** Throws out every page that shows one of these. */
  invalidate(ids: readonly string[]): void {
    this.#moment += 1;
    this.#recent.push({ moment: this.#moment, ids });
    if (this.#recent.length > recentMax) this.#recent = this.#recent.slice(-recentMax);
    for (const id of ids) for (const key of [...(this.#byId.get(id) ?? [])]) this.#drop(key);
  }

  #hasChangedSince(moment: number, touched: readonly string[]): boolean {
    if (moment === this.#moment) return false;
    const oldest = this.#recent[0]?.moment ?? this.#moment;
    if (moment < oldest - 1) return true;
    const own = new Set(touched);
    return this.#recent.some((change) => change.moment > moment && change.ids.some((id) => own.has(id)));
  }

  #learn({ url, acceptLanguage, language }: PageToKeep): void {
    if (/[?&]lang=/.test(url)) return;
    if (this.#languages.size >= languagesKnownMax) this.#languages.clear();
    this.#languages.set(acceptLanguage ?? "", language);
  }

  #makeRoom(): void {
    for (const key of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    for (const id of entry.touched) {
      const keys = this.#byId.get(id);
      keys?.delete(key);
      if (keys?.size === 0) this.#byId.delete(id);
    }
  }
}

function keyOf(url: string, language: string): string {
  return `${language} ${url}`;
}

/** Brotli first: browsers offer it where it is safe from meddling, on https. */
function encodingFor(accepted: string): "br" | "gzip" | "identity" {
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : "identity";
}
