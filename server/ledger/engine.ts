/** The running parts of an open ledger, and who tells whom of what. */
import { join } from "node:path";
import { toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { tileWidth } from "@/lib/tile/path";
import type { Cosigner } from "@/server/keystore/cosigner";
import type { Signer } from "@/server/keystore/keystore";
import { Archive } from "./archive";
import { EntryReader } from "./entry-reader";
import { Eraser } from "./erasure/eraser";
import { ErasureGate } from "./erasure/gate";
import type { Files } from "./files";
import { TreeHashes } from "./hash-reader";
import type { HeadStore } from "./head";
import type { TreeHead } from "./ledger";
import type { LogState } from "./log-state";
import { Payloads } from "./payload/payloads";
import { Secrets } from "./payload/secrets";
import { Publisher } from "./publisher";
import { Recent } from "./recent";
import { recoverTail } from "./recover";
import { type Replayed, replay } from "./replay";
import { Sequencer } from "./sequencer";
import type { LedgerSettings } from "./settings";
import { Signals } from "./signals";
import { TileFiles } from "./tile-files";
import { TileWriter } from "./tile-writer";
import { Wal, type WalOptions } from "./wal/wal";
import { WalDropper } from "./wal-dropper";
import { requireFinalOfTree } from "./witnessing/final-store";
import { Witnessing, type WitnessingOptions } from "./witnessing/witnessing";

/** What the engine runs on, all decided. */
export interface EngineOptions {
  readonly dir: string;
  readonly suite: CryptoSuite;
  readonly files: Files;
  readonly signer: Signer;
  readonly settings: LedgerSettings;
  readonly now: () => number;
  readonly onNotice: (line: string) => void;
  readonly fatal: (error: unknown) => never;
  readonly walOptions: WalOptions;
  readonly cosigner: Cosigner | null;
}

/** How far the write of one batch can reach: the largest submission, and room for its frame. */
export function frameBytesMaxOf(settings: LedgerSettings): number {
  return Math.max(settings.submissionBytesMax, settings.batchBytesMax) + (1 << 20);
}

interface Stores {
  readonly payloads: Payloads;
  readonly secrets: Secrets;
  readonly tiles: TileFiles;
}

interface EngineParts {
  readonly heads: HeadStore;
  readonly witnessing: WitnessingOptions;
  readonly stores: Stores;
  readonly replayed: Replayed;
  readonly wal: Wal;
  readonly recent: Recent;
}

export class Engine {
  readonly suite: CryptoSuite;
  readonly heads: HeadStore;
  readonly state: LogState;
  readonly hashes: TreeHashes;
  readonly reader: EntryReader;
  readonly sequencer: Sequencer;
  readonly publisher: Publisher;
  readonly eraser: Eraser;
  readonly witnessing: Witnessing;
  readonly signals = new Signals();
  readonly #options: EngineOptions;
  readonly #stores: Stores;
  readonly #wal: Wal;
  readonly #recent: Recent;
  readonly #writer: TileWriter;
  readonly #dropper: WalDropper;
  readonly #gate = new ErasureGate();
  #durable: TreeHead;

  private constructor(options: EngineOptions, parts: EngineParts) {
    const { suite } = options;
    this.#options = options;
    this.suite = suite;
    this.heads = parts.heads;
    this.state = parts.replayed.state;
    this.#stores = parts.stores;
    this.#wal = parts.wal;
    this.#recent = parts.recent;
    this.#durable = { size: this.state.size, rootHash: this.state.edge.root() };
    this.hashes = new TreeHashes(suite.sha256, this.state.edge, parts.stores.tiles);
    const archive = new Archive(suite.sha256, parts.stores);
    this.reader = new EntryReader({ recent: parts.recent, archive, tiles: parts.stores.tiles });
    this.#writer = this.#makeWriter();
    this.#dropper = this.#makeDropper(parts.replayed.segmentEnds);
    this.witnessing = this.#makeWitnessing(parts.witnessing);
    this.publisher = this.#makePublisher(parts.replayed);
    this.sequencer = this.#makeSequencer();
    this.eraser = this.#makeEraser();
  }

  /**
   * Replays the WAL, puts right what a crash left, carries out what erasures it left unfinished, and starts.
   * @throws LedgerDamage as `replay`
   */
  static async start(
    options: EngineOptions,
    { heads, witnessing }: Pick<EngineParts, "heads" | "witnessing">,
  ): Promise<Engine> {
    const { tiled } = heads.head;
    const stores = await openStores(options, tiled / tileWidth);
    let wal: Wal | null = null;
    const recent = new Recent(
      (place, length) => wal?.read(place, length) ?? Promise.reject(new Error("the WAL is not open yet")),
      tiled,
      options.settings.recentBytesMax,
    );
    const replayed = await replayInto(options, { heads, tiles: stores.tiles, recent });
    await stores.payloads.cutAfterLast();
    const { segments, end, state } = replayed;
    wal = new Wal(options.walOptions, segments, end, (await segments.get(end.segment)?.size()) ?? 0);
    state.edge.release(tiled);
    const engine = new Engine(options, { heads, witnessing, stores, replayed, wal, recent });
    await requireFinalOfTree(witnessing.final, { ...options, hashes: engine.hashes });
    const { size, rootHash } = engine.durable();
    // From here on the last shutdown counts no more: a crash must not find its mark.
    await heads.write({
      ...heads.head,
      size,
      root: toHex(rootHash),
      epoch: heads.head.epoch + 1,
      clean: null,
    });
    if (engine.state.admission === "membership") await engine.eraser.carryOut();
    engine.#writer.kick();
    engine.witnessing.resume(replayed.published);
    if (size > replayed.published.size) engine.publisher.grew();
    return engine;
  }

  /** The durable head. */
  durable = (): TreeHead => this.#durable;

  /** Commits what waits, publishes it, and marks the shutdown as clean. The caller closes the files. */
  async close(): Promise<void> {
    await this.sequencer.close();
    await this.eraser.close();
    await this.#writer.close();
    await this.publisher.close();
    await this.witnessing.close();
    await this.#dropper.close();
    await this.heads.write({ ...this.heads.head, tiled: this.#writer.tiled, clean: this.#wal.end });
    await this.#wal.close();
  }

  #makeWriter(): TileWriter {
    const { fatal, onNotice } = this.#options;
    const parts = {
      ...this.#stores,
      gate: this.#gate,
      edge: this.state.edge,
      recent: this.#recent,
      durableSize: () => this.#durable.size,
      fatal,
      onNotice,
    };
    return new TileWriter(parts, this.heads.head.tiled);
  }

  #makeDropper(segmentEnds: Map<number, number>): WalDropper {
    const { suite, files, dir, settings, onNotice, fatal } = this.#options;
    const parts = {
      ...this.#stores,
      gate: this.#gate,
      suite,
      files,
      dir,
      wal: this.#wal,
      frameBytesMax: frameBytesMaxOf(settings),
      safeSize: () => Math.min(this.heads.head.tiled, this.publisher.published.size),
      onNotice,
      fatal,
    };
    return new WalDropper(parts, segmentEnds);
  }

  #makeWitnessing(decided: WitnessingOptions): Witnessing {
    const { suite, files, dir, settings, onNotice } = this.#options;
    return new Witnessing({
      ...decided,
      suite,
      files,
      dir,
      hashes: this.hashes,
      waitMs: settings.witnessWaitMs,
      timeoutMs: settings.witnessTimeoutMs,
      onNotice,
      onCosigned: (checkpoint) => this.publisher.cosigned(checkpoint),
      onOtherHistory: (reason) => {
        onNotice(reason);
        this.publisher.halt(reason);
      },
    });
  }

  #makePublisher({ published }: Replayed): Publisher {
    const { suite, signer, cosigner, settings, fatal } = this.#options;
    const parts = {
      suite,
      signer,
      cosigner,
      witnessing: this.witnessing,
      heads: this.heads,
      hashes: this.hashes,
      intervalMs: settings.checkpointIntervalMs,
      durable: this.durable,
      tiled: () => this.#writer.tiled,
      fatal,
      onPublished: () => {
        this.#dropper.kick();
        this.eraser.moveOn();
        this.signals.published(this.publisher.published);
      },
    };
    return new Publisher(parts, published);
  }

  #makeEraser(): Eraser {
    const { files, dir, fatal, onNotice } = this.#options;
    return new Eraser({
      ...this.#stores,
      gate: this.#gate,
      wal: this.#wal,
      recent: this.#recent,
      files,
      dir,
      entry: (leafIndex) => this.reader.entry(leafIndex, this.#durable.size),
      append: (submission) => this.sequencer.append(submission),
      nextSeq: (kidHex) => this.state.membershipLog.membership.nextSeq(kidHex),
      durableSize: () => this.#durable.size,
      fatal,
      onNotice,
    });
  }

  #makeSequencer(): Sequencer {
    const { suite, settings, signer, now } = this.#options;
    return new Sequencer({
      suite,
      settings,
      state: this.state,
      wal: this.#wal,
      recent: this.#recent,
      signer,
      origin: this.heads.head.origin,
      epoch: this.heads.head.epoch + 1,
      now,
      whenRoom: () => this.#writer.whenBehindLessThan(settings.untiledEntriesMax),
      find: (leafHash) => this.reader.find(leafHash, this.#durable.size),
      onDurable: (head) => {
        this.#durable = head;
        this.#writer.kick();
        this.publisher.grew();
        this.signals.appended(head.size);
      },
      onSegmentFull: (segment, size) => this.#dropper.addSegment(segment, size),
    });
  }
}

async function openStores({ files, dir, settings }: EngineOptions, blockCount: number): Promise<Stores> {
  const secretsDir = join(dir, "secrets");
  await files.makeFolder(secretsDir);
  const payloads = await Payloads.open(files, {
    dir: join(dir, "payload"),
    segmentBytes: settings.payloadSegmentBytes,
    blockCount,
    mode: "update",
  });
  return { payloads, secrets: new Secrets(files, secretsDir, "update"), tiles: new TileFiles(files, dir) };
}

async function replayInto(
  { suite, files, dir, settings, walOptions, onNotice, fatal }: EngineOptions,
  { heads, tiles, recent }: { heads: HeadStore; tiles: TileFiles; recent: Recent },
): Promise<Replayed> {
  const { head } = heads;
  const replayed = await replay({
    suite,
    files,
    walDir: walOptions.dir,
    head,
    headPath: join(dir, "head.a"),
    tiles,
    frameBytesMax: frameBytesMaxOf(settings),
    mode: "update",
    onEntry: (leafIndex, entry) => {
      if (leafIndex < head.tiled) return;
      const { trees, ...rest } = entry;
      // Copied: a view of the frame would keep the whole batch, sealed events and all.
      recent.push({ ...rest, statement: new Uint8Array(entry.statement), treeCount: trees.length }, trees);
    },
  });
  await recoverTail(replayed, { wasClean: head.clean !== null, onNotice, fatal });
  return replayed;
}
