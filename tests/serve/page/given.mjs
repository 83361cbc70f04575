// What the test was started with.
// usage: node page_test.mjs PLAYWRIGHT_CORE AXE_CORE MIEN PHOTO [FOLDER_FOR_SCREENSHOTS]
export const [library, rules, program, photo, shots] = process.argv.slice(2);

/** Milliseconds that anything may take. */
export const patience = 120_000;
