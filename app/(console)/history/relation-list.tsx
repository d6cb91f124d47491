import Link from "next/link";
import type { Outputs } from "@/app/browser-client";
import { identifierWords } from "@/app/components/identifier";
import { Code } from "@/app/design/code";
import { EmptyState } from "@/app/design/empty-state";
import { Notice } from "@/app/design/notice";
import { Quantity } from "@/app/design/quantity";
import { type Language, textIn } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";

type Tree = Outputs["trace"]["relations"];
type Edge = Tree["edges"][number];

/** What a lot was made of, or what became of it, as a tree of lists: readable by eye, ear and keyboard. */
export function RelationList({ tree, language }: { tree: Tree; language: Language }) {
  const text = regulatorText[language].history;
  const next = nextOf(tree);
  if (!next.has(tree.root)) return <EmptyState title={text.treeNone[tree.direction]} />;
  return (
    <div className="pt-6 pb-10">
      {tree.isTruncated ? <Notice tone="caution" title={text.truncated} className="mb-4" /> : null}
      <NodeLine id={tree.root} tree={tree} language={language} note={text.treeRoot} />
      <Branch id={tree.root} tree={tree} next={next} language={language} path={[tree.root]} />
    </div>
  );
}

/** The edges that lead away from the root, by the node they leave. */
function nextOf(tree: Tree): Map<string, Edge[]> {
  const next = new Map<string, Edge[]>();
  for (const edge of tree.edges) {
    const near = tree.direction === "upstream" ? edge.to : edge.from;
    next.set(near, [...(next.get(near) ?? []), edge]);
  }
  return next;
}

function Branch({
  id,
  tree,
  next,
  language,
  path,
}: {
  id: string;
  tree: Tree;
  next: Map<string, Edge[]>;
  language: Language;
  /** From the root to `id`: a lot that comes back in a circle is shown once and not followed again. */
  path: string[];
}) {
  const text = regulatorText[language].history;
  const edges = next.get(id) ?? [];
  if (edges.length === 0) return null;
  return (
    <ul className="ml-2 border-l border-line-strong pl-5">
      {edges.map((edge) => {
        const far = tree.direction === "upstream" ? edge.from : edge.to;
        return (
          <li
            key={`${edge.kind} ${far}`}
            className="relative pt-3 before:absolute before:top-6 before:-left-5 before:w-4 before:border-t before:border-line-strong"
          >
            <NodeLine id={far} tree={tree} language={language} note={text.relations[edge.kind]}>
              <EdgeQuantity edge={edge} language={language} />
            </NodeLine>
            {path.includes(far) ? null : (
              <Branch id={far} tree={tree} next={next} language={language} path={[...path, far]} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function EdgeQuantity({ edge, language }: { edge: Edge; language: Language }) {
  if (edge.fromQuantity === null) return null;
  return <Quantity value={edge.fromQuantity} uom={edge.fromUom ?? undefined} language={language} />;
}

function NodeLine({
  id,
  tree,
  language,
  note,
  children,
}: {
  id: string;
  tree: Tree;
  language: Language;
  note: string;
  children?: React.ReactNode;
}) {
  const node = tree.nodes.find((n) => n.id === id);
  const view = new URLSearchParams({ id, view: tree.direction });
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <Link href={`/history?${view}`} className="font-medium text-link hover:underline">
        <Code>{identifierWords(id)}</Code>
      </Link>
      <span>{node?.productName ? textIn(language, node.productName) : null}</span>
      {children}
      <span className="text-small text-ink-faint">{note}</span>
    </p>
  );
}
