import type { Metadata } from "next";
import { lotAddress } from "@/app/components/lot-address";
import { qrMatrix, quietZone } from "@/app/components/qr-matrix";
import { Button, LinkButton } from "@/app/design/button";
import { Code } from "@/app/design/code";
import { Field, SelectInput } from "@/app/design/field";
import { Notice } from "@/app/design/notice";
import { PageHead } from "@/app/design/page-head";
import { requestLanguage } from "@/app/preferences";
import { labelText } from "@/app/texts/label";
import type { Language } from "@/app/texts/language";
import { type Lot, type LotParameters, loadLot } from "../load-lot";
import { Label } from "./label";
import {
  type LabelSheet,
  type LabelSheetName,
  labelSheetName,
  labelSheets,
  moduleMm,
  moduleMmRange,
} from "./label-sheet";
import { PrintButton } from "./print-button";

export async function generateMetadata({ params }: LotParameters): Promise<Metadata> {
  return { title: `${labelText[await requestLanguage()].title} ${decodeURIComponent((await params).lot)}` };
}

/** The label of a lot, in the sizes of the paper it is printed on. */
export default async function LabelPage({
  params,
  searchParams,
}: LotParameters & { searchParams: Promise<{ sheet?: string }> }) {
  const [language, lot, asked] = await Promise.all([requestLanguage(), loadLot(params), searchParams]);
  const text = labelText[language];
  const name = labelSheetName(asked.sheet);
  const sheet = labelSheets[name];
  const { size, version } = qrMatrix(lot.link);
  const module = moduleMm(sheet.label, size + 2 * quietZone);
  const mm = module.toFixed(3);
  return (
    <>
      <style>{`@page { size: ${sheet.page.width}mm ${sheet.page.height}mm; margin: 0 }`}</style>
      <div className="print:hidden">
        <PageHead
          over={<span className="font-mono">{lot.lot}</span>}
          title={text.title}
          actions={
            <>
              <PrintButton label={text.print} />
              <LinkButton href={lotAddress(lot)}>{text.back}</LinkButton>
            </>
          }
        />
        <div className="mb-8 grid gap-8 border-t border-line pt-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
          <SheetChoice name={name} language={language} />
          <div className="grid content-start gap-2 text-small">
            {/\/\/(localhost|127\.|\[::1\])/i.test(lot.link) ? (
              <Notice tone="caution">{text.notPublic}</Notice>
            ) : null}
            {module < moduleMmRange.least ? (
              <Notice tone="wrong">{text.tooSmall(mm)}</Notice>
            ) : (
              <p>{text.module(mm)}</p>
            )}
            <p className="text-ink-faint">
              {text.version(version, size)}. {text.mode[/[a-z]/.test(lot.link) ? "mixed" : "capitals"]}
            </p>
            <p className="text-ink-faint">
              {text.holds} <Code className="text-ink">{lot.link}</Code>
            </p>
          </div>
        </div>
      </div>
      <Paper lot={lot} sheet={sheet} module={module} language={language} />
    </>
  );
}

/** The choice of paper; a plain form, so that the address can be kept. */
function SheetChoice({ name, language }: { name: LabelSheetName; language: Language }) {
  const text = labelText[language];
  return (
    <form className="flex items-end gap-2">
      <Field label={text.sheet} className="grow">
        {(described) => (
          <SelectInput {...described} name="sheet" defaultValue={name}>
            {(Object.keys(labelSheets) as LabelSheetName[]).map((one) => (
              <option key={one} value={one}>
                {text.sheets[one]}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <Button type="submit">{text.apply}</Button>
    </form>
  );
}

/** The paper with its labels: on the screen a sheet lying on the desk, in print the sheet itself. */
function Paper({
  lot,
  sheet,
  module,
  language,
}: {
  lot: Lot;
  sheet: LabelSheet;
  module: number;
  language: Language;
}) {
  const count = sheet.columns * sheet.rows;
  return (
    <section
      aria-label={labelText[language].preview}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard
      tabIndex={0}
      className="overflow-x-auto print:overflow-visible"
    >
      <div
        className="border border-line bg-[#fff] shadow-lift print:absolute print:top-0 print:left-0 print:border-0 print:shadow-none"
        style={{
          width: `${sheet.page.width}mm`,
          height: `${sheet.page.height}mm`,
          paddingLeft: `${sheet.margin.left}mm`,
          paddingTop: `${sheet.margin.top}mm`,
          boxSizing: "content-box",
          maxHeight: `${sheet.page.height - sheet.margin.top}mm`,
          overflow: "hidden",
        }}
      >
        <div
          className="grid"
          style={{ gridTemplateColumns: `repeat(${sheet.columns}, ${sheet.label.width}mm)` }}
        >
          {Array.from({ length: count }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: all labels of a sheet are the same
            <Label key={i} lot={lot} sheet={sheet} module={module} language={language} />
          ))}
        </div>
      </div>
    </section>
  );
}
