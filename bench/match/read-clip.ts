import { readFileSync } from 'node:fs';
import { FLACDecoder } from '@wasm-audio-decoders/flac';

/**
 * Reads a mono recording as Int16 samples: FLAC, or WAV with 16-bit PCM.
 *
 * @returns a function that reads one file, and one that frees the decoder
 */
export function createClipReader(): { read(file: string): Promise<Int16Array>; free(): Promise<void> } {
  const decoder = new FLACDecoder();
  return {
    async read(file) {
      const bytes = readFileSync(file);
      if (file.toLowerCase().endsWith('.wav')) return readWav(bytes);
      await decoder.ready;
      const { channelData, errors } = await decoder.decodeFile(bytes);
      await decoder.reset();
      if (errors.length > 0 || channelData[0] === undefined) throw new Error(`${file} is damaged`);
      return Int16Array.from(channelData[0], (value) =>
        Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))),
      );
    },
    async free() {
      await decoder.ready;
      decoder.free();
    },
  };
}

function readWav(bytes: Buffer): Int16Array {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'data') {
      const length = Math.min(size, bytes.length - at - 8) >> 1;
      return Int16Array.from({ length }, (_, i) => bytes.readInt16LE(at + 8 + 2 * i));
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('a WAV file without data');
}
