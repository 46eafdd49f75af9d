import { AUDIO } from '../shared/audio-format.ts';
import { FEATURES } from './feature-format.ts';
import { createRealSpectrum } from './real-spectrum.ts';

/** Power added to every band, so that digital silence has a logarithm (full scale is 1). */
const TINY = 1e-9;

interface Share {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Which bins a band takes and how much of each; narrow bands share bins. Weights of a band add to 1. */
function bandShares(): Share[] {
  const width = AUDIO.sampleRate / FEATURES.frameSamples;
  const { bands, lowHz, highHz } = FEATURES;
  const edge = (i: number) => lowHz * (highHz / lowHz) ** (i / bands);
  return Array.from({ length: bands }, (_, band) => {
    const [low, high] = [edge(band), edge(band + 1)];
    const first = Math.ceil(low / width - 0.5);
    const last = Math.floor(high / width + 0.5);
    const weights = new Float64Array(last - first + 1);
    for (let k = first; k <= last; k++) {
      const overlap = Math.min(high, (k + 0.5) * width) - Math.max(low, (k - 0.5) * width);
      weights[k - first] = Math.max(0, overlap) / (high - low);
    }
    return { first, weights };
  });
}

/**
 * Logarithm (natural) of the mean power in each band of one 32 ms frame.
 *
 * @returns a function from 512 samples to 40 values, written into `into`
 */
export function createBandPowers(): (frame: Int16Array, into: Float32Array) => void {
  const spectrum = createRealSpectrum(FEATURES.frameSamples);
  const shares = bandShares();
  return (frame, into) => {
    const { re, im } = spectrum(frame);
    shares.forEach(({ first, weights }, band) => {
      let power = TINY;
      for (let i = 0; i < weights.length; i++) {
        const k = first + i;
        power += weights[i]! * (re[k]! * re[k]! + im[k]! * im[k]!);
      }
      into[band] = Math.log(power);
    });
    // A6: no trace of the sound stays in the work space.
    re.fill(0);
    im.fill(0);
  };
}
