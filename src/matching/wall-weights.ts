/** Made by `npm run matcher:fit`. */
export const WALL_WEIGHTS = {
  constant: -0.78,
  highShare: -16.02,
  liveliness: -6.53,
  bands: -1.06,
};
