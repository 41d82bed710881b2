import { escapeMarkup } from '../interop/ccda/escape-markup.ts';

/** How a run of characters looks. */
export interface RunStyle {
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
}

/** Receives runs, line and cell ends in the order of the file and lays them out as markup. */
export interface RtfPage {
  write(text: string, style: RunStyle): void;
  endLine(): void;
  endParagraph(isInTable: boolean): void;
  endCell(): void;
  endRow(): void;
  markup(): string;
}

/** A page whose paragraphs and table rows become `<p>` and `<table>`. */
export function rtfPage(): RtfPage {
  const blocks: string[] = [];
  let run: string[] = [];
  let cells: string[] = [];
  let rows: string[] = [];

  const takeRun = (): string => {
    const text = run.join('');
    run = [];
    return text;
  };
  const closeTable = (): void => {
    if (rows.length > 0) blocks.push(`<table><tbody>${rows.join('')}</tbody></table>`);
    rows = [];
  };
  const endCell = (): void => {
    cells.push(takeRun().replace(/(<br>)+$/, ''));
  };
  const endRow = (): void => {
    if (run.length > 0) endCell();
    if (cells.length > 0) rows.push(`<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
    cells = [];
  };
  const endParagraph = (): void => {
    endRow();
    closeTable();
  };
  return {
    write: (text, style) => void run.push(styled(escapeMarkup(text), style)),
    endLine: () => void run.push('<br>'),
    endParagraph(isInTable) {
      if (isInTable) {
        run.push('<br>');
        return;
      }
      if (cells.length > 0) endRow();
      closeTable();
      const text = takeRun();
      if (text.trim() !== '') blocks.push(`<p>${text}</p>`);
    },
    endCell,
    endRow,
    markup() {
      if (cells.length > 0) endParagraph();
      else this.endParagraph(false);
      return blocks.join('\n');
    },
  };
}

function styled(text: string, { isBold, isItalic, isUnderlined }: RunStyle): string {
  const underlined = isUnderlined ? `<u>${text}</u>` : text;
  const italic = isItalic ? `<i>${underlined}</i>` : underlined;
  return isBold ? `<b>${italic}</b>` : italic;
}
