/** Made by `npm run matcher:fit`. */
export const WALL_WEIGHTS = {
  /** Of the features that these weights are for. */
  version: 2,
  constant: 6.23,
  highShare: -12.57,
  liveliness: -3.71,
  bands: -1.06,
};
