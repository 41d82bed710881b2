import { sha256 as sha256Now } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Up to this size a digest is sooner made here than handed to another thread and awaited. */
const mostBytesHere = 16 * 1024;

/** SHA-256 in hex; of large contents by the platform's Web Crypto (browser and Node alike). */
export async function sha256(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === 'string' ? utf8ToBytes(content) : content;
  if (bytes.length <= mostBytesHere) return bytesToHex(sha256Now(bytes));
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return bytesToHex(new Uint8Array(digest));
}
