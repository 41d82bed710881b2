import { css } from 'lit';

/** For paper. */
export const printStyles = css`
  body { margin: 0; color: #000; background: #fff; font: 11pt/1.5 Georgia, 'Times New Roman', serif; }
  header { margin-block-end: 12pt; padding-block-end: 6pt; border-block-end: 0.5pt solid #000; }
  header p + h1 { margin-block-start: 2pt; }
  header h1 { margin: 0; font-size: 13pt; }
  header p { margin: 0; font-size: 9pt; }
  .plain { white-space: pre-wrap; overflow-wrap: anywhere; }
  table { border-collapse: collapse; }
  td, th { padding: 2pt 6pt; border: 0.5pt solid #666; text-align: start; vertical-align: top; }
  .sheet { break-after: page; }
  .sheet header { margin-block-end: 4pt; }
  .sheet canvas { display: block; inline-size: 100%; max-block-size: calc(100vh - 48pt); object-fit: contain; }
  @page { margin: 12mm; }
`;
