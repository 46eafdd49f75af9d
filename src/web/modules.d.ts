/** Vite: the address of a module built as a script of its own, for `audioWorklet.addModule`. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}

/** Vite: the address of a built style sheet. */
declare module '*.css?url' {
  const url: string;
  export default url;
}

declare module '*.css';
