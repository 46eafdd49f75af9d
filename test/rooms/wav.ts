import { readFileSync } from 'node:fs';

/** Sound of one or more devices on one clock; samples are -1..1. */
export interface Sound {
  /** Hz. */
  readonly rate: number;
  readonly channels: readonly Float64Array[];
}

/** A WAV file of signed 16 bit samples, interleaved. */
export function encodeWav({ rate, channels }: Sound): Buffer {
  const frames = channels[0]?.length ?? 0;
  const width = 2 * channels.length;
  const file = Buffer.alloc(44 + frames * width);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + frames * width, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels.length, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * width, 28);
  file.writeUInt16LE(width, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(frames * width, 40);
  channels.forEach((samples, channel) => {
    for (let i = 0; i < frames; i += 1) {
      const value = Math.round(32_767 * Math.max(-1, Math.min(1, samples[i]!)));
      file.writeInt16LE(value, 44 + i * width + 2 * channel);
    }
  });
  return file;
}

/** Reads a WAV file of signed 16 bit samples; throws on any other kind. */
export function readWav(path: string): Sound {
  const file = readFileSync(path);
  let at = 12;
  let rate = 0;
  let count = 0;
  while (at + 8 <= file.length) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = at + 8;
    if (name === 'fmt ') {
      count = file.readUInt16LE(body + 2);
      rate = file.readUInt32LE(body + 4);
      if (file.readUInt16LE(body + 14) !== 16) throw new Error(`${path}: not 16 bit`);
    }
    if (name === 'data' && count > 0) {
      const frames = Math.floor(Math.min(size, file.length - body) / (2 * count));
      const channels = Array.from({ length: count }, (_, channel) =>
        Float64Array.from(
          { length: frames },
          (_, i) => file.readInt16LE(body + 2 * (i * count + channel)) / 32_768,
        ),
      );
      return { rate, channels };
    }
    at = body + size + (size % 2);
  }
  throw new Error(`${path}: no sound in it`);
}
