/** Parts of a catalogue, cut by the build (vite.config.ts) along first-words.ts. */
declare module '*.json?first' {
  const words: object;
  export { words as default };
}
declare module '*.json?rest' {
  const words: object;
  export { words as default };
}
