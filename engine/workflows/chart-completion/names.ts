/** How a document type is called in a sentence; other languages translate the task's key and this name. */
export function documentName(type: string): string {
  const words = type.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
