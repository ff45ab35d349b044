/** Stops the server that start-postgres.mjs started, and removes its folder. */
export default async function stopPostgres() {
  await globalThis.stopTestPostgres?.();
}
