const END_OF_DIRECTORY = 0x06054b50;
const LEAST_END_LENGTH = 22;
/** 1 January 1980, the first day that a ZIP knows. */
const FIRST_DAY = 0x21;

/** Sets the times of all entries of a ZIP archive to 1 January 1980, in place: equal contents then have equal bytes. */
export function forgetZipTimes(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - LEAST_END_LENGTH;
  while (end >= 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  if (end < 0) return;
  let entry = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    setTime(view, entry + 12);
    setTime(view, view.getUint32(entry + 42, true) + 10);
    entry +=
      46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
  }
}

function setTime(view: DataView, at: number): void {
  view.setUint16(at, 0, true);
  view.setUint16(at + 2, FIRST_DAY, true);
}
